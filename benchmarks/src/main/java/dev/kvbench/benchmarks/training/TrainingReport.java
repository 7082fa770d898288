package dev.kvbench.benchmarks.training;

import dev.kvbench.benchmarks.show.RunCharts;
import dev.kvbench.benchmarks.show.Summary;
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
    return Files.isRegularFile(directory.resolve(TrainingSession.LOSSES));
  }

  /**
   * Prints the losses and draws them.
   *
   * @throws InputException when there are none, or no way to draw
   */
  public static void print(Path directory) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("step", "loss", "held out", "tokens/s"));
    for (LossFile.Loss loss : losses(directory)) {
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

  /** Draws the losses and tells of the files. */
  static void draw(Path directory) {
    List<LossChart.Point> points = points(directory);
    Summary.print(contents(directory));
    String words = words(Environment.read(directory.resolve("environment.json")));
    RunCharts.drawn(RunCharts.thenPlot(directory), () -> LossChart.draw(points, words, directory))
        .forEach(System.out::println);
  }

  /**
   * What a report is made of, of a training.
   *
   * @throws InputException when there are no losses, or the file is damaged
   */
  public static ReportRun contents(Path directory) {
    return new ReportRun(
        ReportRun.nameOf(directory),
        Environment.read(directory.resolve("environment.json")),
        List.of(),
        List.of(),
        Optional.empty(),
        points(directory));
  }

  /**
   * The losses of a training, by rising step.
   *
   * @throws InputException when there are none, or the file is damaged
   */
  static List<LossChart.Point> points(Path directory) {
    return losses(directory).stream()
        .map(loss -> new LossChart.Point(loss.step(), loss.training(), loss.heldOut()))
        .toList();
  }

  private static List<LossFile.Loss> losses(Path directory) {
    List<LossFile.Loss> losses =
        LossFile.upTo(Integer.MAX_VALUE, directory.resolve(TrainingSession.LOSSES)).losses();
    if (losses.isEmpty()) {
      throw new InputException(directory + " holds no losses to draw");
    }
    return losses;
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
