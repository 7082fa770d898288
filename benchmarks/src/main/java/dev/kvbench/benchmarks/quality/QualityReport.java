package dev.kvbench.benchmarks.quality;

import dev.kvbench.benchmarks.show.RunCharts;
import dev.kvbench.plot.model.RunData;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.io.TextTable;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.QualityFile;
import dev.kvbench.results.quality.QualitySetting;
import dev.kvbench.results.quality.Region;
import dev.kvbench.results.quality.RegionQuality;
import dev.kvbench.results.run.RunDirectory;
import dev.kvbench.results.stats.Estimate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Shows a quality run at the terminal: its tables and its charts. */
public final class QualityReport {
  private QualityReport() {}

  /** Whether the directory is of such a run. */
  public static boolean isOf(Path directory) {
    return Files.isRegularFile(directory.resolve(QualityFile.NAME));
  }

  /** What a report is made of, of a quality run. */
  public static RunData contents(Path directory) {
    RunDirectory run = RunDirectory.open(directory, QualityFile.NAME);
    return RunData.ofQuality(
        directory, run.environment(), QualityFile.read(run.file(QualityFile.NAME)));
  }

  /**
   * Prints the tables and draws the charts.
   *
   * @throws dev.kvbench.results.io.InputException when the run holds nothing that can be shown
   */
  public static void print(Path directory) {
    RunData contents = contents(directory);
    System.out.printf("%n%s%n", tables(contents.quality().orElseThrow()));
    RunCharts.show(contents, directory);
  }

  /** All tables, each with a line on what it shows. */
  static String tables(Quality quality) {
    QualitySetting setting = quality.setting();
    return String.format(
        """
        NLL: negative log-likelihood of the next token, nats; dNLL: the same less the uncached
        model's. KL: divergence of the arm's probabilities from the uncached model's, nats. top-1: how
        often both find the same token likeliest. max |dlogit|: largest difference of a logit;
        rounding: as much as the number format explains (of the reference itself: against the eager
        engine). By region and position, with all intervals: %s.

        Inside the window, positions 1 to %d, against the uncached model in float32:
        %s
        Past it, positions %d to %d, with 95 %% intervals over %d passages of text; edge: the first %d:
        %s
        Greedy text from %d tokens: tokens before it differs from the uncached model's. A text
        that never does counts as its length, %d. Cost of a token past the window: rough, not by JMH.
        %s\
        """,
        QualityFile.NAME,
        setting.blockSize(),
        window(quality.arms()),
        setting.blockSize() + 1,
        setting.positions(),
        setting.sequences(),
        quality.reference().in(Region.EDGE).to() - setting.blockSize(),
        past(quality.arms()),
        setting.promptLength(),
        setting.greedyLength(),
        greedyAndCost(quality));
  }

  private static String window(List<ArmQuality> arms) {
    return table(
        arms,
        new Column("answer", arm -> arm.answer().label()),
        new Column("max |dlogit|", arm -> Numbers.digits(arm.windowDifference(), 2)),
        new Column("rounding", arm -> Numbers.digits(arm.windowLimit(), 2)),
        region("NLL", Region.WINDOW, window -> Numbers.digits(window.nll().value(), 4)),
        region("KL", Region.WINDOW, window -> Numbers.digits(window.kl().value(), 2)),
        region("top-1", Region.WINDOW, window -> Numbers.percent(window.topOne().value())));
  }

  private static String past(List<ArmQuality> arms) {
    return table(
        arms,
        region("NLL", Region.PAST, past -> Numbers.digits(past.nll().value(), 4)),
        region("dNLL, edge", Region.EDGE, edge -> Numbers.digits(edge.deltaNll().value())),
        region("dNLL", Region.PAST, past -> Numbers.digits(past.deltaNll().value())),
        region("interval", Region.PAST, past -> interval(past.deltaNll())),
        region("KL", Region.PAST, past -> Numbers.digits(past.kl().value(), 2)),
        region("top-1", Region.PAST, past -> Numbers.percent(past.topOne().value())),
        region("max |dlogit|", Region.PAST, past -> Numbers.digits(past.maxLogitDifference(), 2)));
  }

  private static String greedyAndCost(Quality quality) {
    return table(
        quality.arms(),
        new Column("same tokens", arm -> Numbers.digits(arm.greedy().mean().value())),
        new Column("interval", arm -> interval(arm.greedy().mean())),
        new Column(
            "to the end", arm -> arm.greedy().toTheEnd() + " of " + quality.setting().sequences()),
        new Column("µs/token", arm -> Numbers.digits(arm.cost().microseconds())));
  }

  private static String interval(Estimate estimate) {
    return Numbers.interval(estimate.low(), estimate.high());
  }

  private record Column(String head, Function<ArmQuality, String> cell) {}

  private static Column region(String head, String region, Function<RegionQuality, String> cell) {
    return new Column(head, arm -> cell.apply(arm.in(region)));
  }

  /** A line for each arm. */
  private static String table(List<ArmQuality> arms, Column... others) {
    List<Column> columns =
        Stream.concat(
                Stream.of(
                    new Column("policy", ArmQuality::policy),
                    new Column("dtype", ArmQuality::dtype)),
                Arrays.stream(others))
            .toList();
    List<String> head = columns.stream().map(Column::head).toList();
    Stream<List<String>> lines =
        arms.stream().map(arm -> columns.stream().map(column -> column.cell().apply(arm)).toList());
    return String.join("", TextTable.lines(Stream.concat(Stream.of(head), lines).toList(), 2));
  }
}
