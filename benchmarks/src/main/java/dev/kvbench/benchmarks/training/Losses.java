package dev.kvbench.benchmarks.training;

import com.google.gson.Gson;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import dev.kvbench.results.io.JsonNode;
import dev.kvbench.results.io.JsonRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The losses of a training as a file, {@value #FILE}: a line of JSON for each evaluation. */
final class Losses {
  static final String FILE = "losses.jsonl";

  private static final Gson GSON = new Gson();
  private static final JsonRecords RECORDS = new JsonRecords(Map.of());

  private Losses() {}

  /**
   * One evaluation.
   *
   * @param step steps taken before it
   * @param training mean loss of the batches since the last one, in nats a token
   * @param heldOut mean loss of held-out text
   * @param tokensPerSecond of the steps since the last one
   */
  record Loss(int step, double training, double heldOut, double tokensPerSecond) {}

  /**
   * Reads the losses of a run directory; none where the file is missing.
   *
   * @throws InputException if it cannot be read or is damaged
   */
  static List<Loss> read(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return List.of();
    }
    List<Loss> losses = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        String place = file + ":" + (losses.size() + 1);
        JsonNode node =
            JsonNode.parse(place, line, "delete the file to go on without these losses");
        losses.add(RECORDS.read(node, Loss.class));
      }
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + IoReason.of(e), e);
    }
    return losses;
  }

  static String toJson(List<Loss> losses) {
    return losses.stream().map(loss -> GSON.toJson(loss) + "\n").collect(Collectors.joining());
  }
}
