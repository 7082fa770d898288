package dev.kvbench.benchmarks.training;

import dev.kvbench.benchmarks.show.RunCharts;
import dev.kvbench.benchmarks.show.Summary;
import dev.kvbench.benchmarks.training.Losses.Loss;
import dev.kvbench.plot.LossChart;
import dev.kvbench.plot.report.ReportRun;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.TextTable;
import dev.kvbench.results.run.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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
    ReportRun contents = contents(directory);
    Summary.print(contents);
    String words = words(contents.environment());
    RunCharts.drawn(
            RunCharts.thenPlot(directory),
            () -> LossChart.draw(contents.losses(), words, directory))
        .forEach(System.out::println);
  }

  /**
   * What a report is made of, of a training.
   *
   * @throws InputException when there are no losses, or the file is damaged
   */
  public static ReportRun contents(Path directory) {
    List<LossChart.Point> losses =
        Losses.read(directory).stream()
            .map(loss -> new LossChart.Point(loss.step(), loss.training(), loss.heldOut()))
            .toList();
    if (losses.isEmpty()) {
      throw new InputException(directory + " holds no losses to draw");
    }
    return new ReportRun(
        ReportRun.nameOf(directory),
        Environment.read(directory.resolve("environment.json")),
        List.of(),
        List.of(),
        Optional.empty(),
        losses);
  }

  private static String words(Environment environment) {
    Map<String, String> facts = environment.sections().getOrDefault("training", Map.of());
    return String.format(
        "%s layers, %s heads, embed %s, block %s; batches of %s blocks; %s",
        fact(facts, "layers"),
        fact(facts, "heads"),
        fact(facts, "embedSize"),
        fact(facts, "blockSize"),
        fact(facts, "training.batchSize"),
        fact(facts, "corpus"));
  }

  private static String fact(Map<String, String> facts, String name) {
    return facts.getOrDefault(name, "unknown");
  }
}
