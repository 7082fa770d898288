package dev.kvbench.benchmarks.training;

import com.google.gson.Gson;
import dev.kvbench.benchmarks.show.RunCharts;
import dev.kvbench.plot.model.RunData;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import dev.kvbench.results.io.JsonNode;
import dev.kvbench.results.io.JsonRecords;
import dev.kvbench.results.io.TextTable;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The losses of a training: as a file, a line of JSON for each evaluation, and shown at the
 * terminal with their chart.
 */
public final class TrainingReport {
  static final String FILE = "losses.jsonl";

  private static final Gson GSON = new Gson();
  private static final JsonRecords RECORDS = new JsonRecords(Map.of());

  private TrainingReport() {}

  /** Whether the directory is a training's. */
  public static boolean isOf(Path directory) {
    return Files.isRegularFile(directory.resolve(FILE));
  }

  /**
   * Prints the losses and draws them.
   *
   * @throws InputException when there are none, or no way to draw
   */
  public static void print(Path directory) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("step", "loss", "held out", "tokens/s"));
    for (Loss loss : read(directory)) {
      lines.add(
          List.of(
              Integer.toString(loss.step()),
              String.format(Locale.ROOT, "%.4f", loss.training()),
              String.format(Locale.ROOT, "%.4f", loss.heldOut()),
              String.format(Locale.ROOT, "%.0f", loss.tokensPerSecond())));
    }
    System.out.printf("%n%s%n", TextTable.aligned(lines));
    RunCharts.show(contents(directory), directory);
  }

  /**
   * What a report is made of, of a training.
   *
   * @throws InputException when there are no losses, or the file is damaged
   */
  public static RunData contents(Path directory) {
    List<RunData.Loss> losses =
        read(directory).stream()
            .map(loss -> new RunData.Loss(loss.step(), loss.training(), loss.heldOut()))
            .toList();
    if (losses.isEmpty()) {
      throw new InputException(directory + " holds no losses to draw");
    }
    return RunData.ofLosses(
        directory, Environment.read(directory.resolve(RunDirectory.ENVIRONMENT)), losses);
  }

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
