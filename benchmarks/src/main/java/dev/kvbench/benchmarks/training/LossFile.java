package dev.kvbench.benchmarks.training;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.kvbench.results.io.AtomicFile;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The losses of a training, a line of JSON for each evaluation, written as a whole each time: there
 * are few, and half a line helps nobody.
 */
final class LossFile {
  private static final Gson GSON = new Gson();

  /**
   * One evaluation.
   *
   * @param step steps taken before it
   * @param training mean loss of the batches since the last one, in nats a token
   * @param heldOut mean loss of held-out text
   * @param tokensPerSecond of the steps since the last one
   */
  record Loss(int step, double training, double heldOut, double tokensPerSecond) {}

  private final Path file;
  private final List<Loss> losses = new ArrayList<>();

  LossFile(Path file) {
    this.file = file;
  }

  /**
   * Reads the evaluations up to a step: what came after the checkpoint will come again.
   *
   * @throws InputException if the file is damaged; one that is missing holds none
   */
  static LossFile upTo(int step, Path file) {
    LossFile read = new LossFile(file);
    if (!Files.exists(file)) {
      return read;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        Loss loss = GSON.fromJson(line, Loss.class);
        if (loss == null) {
          throw new JsonParseException("an empty line");
        }
        if (loss.step <= step) {
          read.losses.add(loss);
        }
      }
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + IoReason.of(e), e);
    } catch (JsonParseException e) {
      throw new InputException(
          file + ": is damaged; delete it to go on without the losses so far", e);
    }
    return read;
  }

  void add(Loss loss) {
    losses.add(loss);
    StringBuilder text = new StringBuilder();
    losses.forEach(each -> text.append(GSON.toJson(each)).append('\n'));
    AtomicFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  List<Loss> losses() {
    return Collections.unmodifiableList(losses);
  }
}
