package dev.kvbench.benchmarks.training;

import dev.kvbench.benchmarks.show.RunCharts;
import dev.kvbench.benchmarks.show.Summary;
import dev.kvbench.benchmarks.training.Losses.Loss;
import dev.kvbench.plot.model.RunData;
import dev.kvbench.plot.model.Scale;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.TextTable;
import dev.kvbench.results.run.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows a training at the terminal: its losses, and their chart. */
public final class TrainingReport {
  private TrainingReport() {}

  /** Whether the directory is a training's. */
  public static boolean isOf(Path directory) {
    return Files.isRegularFile(directory.resolve(Losses.FILE));
  }

  /**
   * Prints the losses and draws them.
   *
   * @throws InputException when there are none, or no way to draw
   */
  public static void print(Path directory) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("step", "loss", "held out", "tokens/s"));
    for (Loss loss : Losses.read(directory)) {
      lines.add(
          List.of(
              Integer.toString(loss.step()),
              String.format(Locale.ROOT, "%.4f", loss.training()),
              String.format(Locale.ROOT, "%.4f", loss.heldOut()),
              String.format(Locale.ROOT, "%.0f", loss.tokensPerSecond())));
    }
    System.out.printf("%n%s%n", TextTable.aligned(lines));
    draw(directory);
  }

  /** Draws the losses and prints the names of the files. */
  static void draw(Path directory) {
    RunData contents = contents(directory);
    Summary.print(contents);
    RunCharts.draw(contents, Scale.AUTO, directory).forEach(System.out::println);
  }

  /**
   * What a report is made of, of a training.
   *
   * @throws InputException when there are no losses, or the file is damaged
   */
  public static RunData contents(Path directory) {
    List<RunData.Loss> losses =
        Losses.read(directory).stream()
            .map(loss -> new RunData.Loss(loss.step(), loss.training(), loss.heldOut()))
            .toList();
    if (losses.isEmpty()) {
      throw new InputException(directory + " holds no losses to draw");
    }
    return RunData.ofLosses(
        directory, Environment.read(directory.resolve("environment.json")), losses);
  }
}
