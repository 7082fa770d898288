package dev.kvbench.results.jmh;

import static dev.kvbench.results.Refusals.incomparable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.kvbench.results.compare.Comparison;
import dev.kvbench.results.compare.EnvironmentCheck;
import dev.kvbench.results.compare.Gate;
import dev.kvbench.results.compare.TextReport;
import dev.kvbench.results.compare.Verdict;
import dev.kvbench.results.history.HistoryEntry;
import dev.kvbench.results.history.HistoryRow;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.RunDirectory;
import dev.kvbench.results.run.Runs;
import dev.kvbench.results.run.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results of the oldest JMH 1.3x and of a later one, of one and the same benchmark. */
class JmhVersionsTest {
  private static final String OLD = "1.30";
  private static final String NEWER = "1.35";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {OLD, NEWER})
  void allModesAreRead(String version) throws IOException {
    JmhFile file = JmhJson.readFile(file(version));

    assertThat(file.jvm()).containsEntry("jmhVersion", version);
    assertThat(file.jvm()).containsEntry("jdkVersion", "17.0.15");
    assertThat(file.rows())
        .extracting(Row::mode, row -> row.params().get("length"), row -> row.primary().unit())
        .containsExactly(
            tuple("thrpt", "1000", "ops/us"),
            tuple("thrpt", "2000", "ops/us"),
            tuple("avgt", "1000", "us/op"),
            tuple("avgt", "2000", "us/op"),
            tuple("sample", "1000", "us/op"),
            tuple("sample", "2000", "us/op"),
            tuple("ss", "1000", "us/op"),
            tuple("ss", "2000", "us/op"));
    for (Row row : file.rows()) {
      assertThat(row.benchmark()).isEqualTo("sample.Sums.sum");
      assertThat(row.forks()).isEqualTo(2);
      assertThat(row.primary().rawData()).hasSize(2).allMatch(fork -> fork.size() == 3);
      assertThat(row.primary().score()).isPositive();
      assertThat(row.secondary()).containsKey("sums");
    }
    // A sample's percentiles are secondary metrics, of which JMH gives no interval.
    Row sampled = file.rows().get(4);
    assertThat(sampled.secondary()).containsKeys("sum·p0.50", "sum·p1.00");
    assertThat(sampled.secondary().get("sum·p0.50").scoreError()).isNaN();
    assertThat(sampled.secondary().get("sum·p0.50").score())
        .isLessThan(sampled.secondary().get("sum·p1.00").score());
  }

  /** What JMH itself makes of the values tells that all of them were read, and read right. */
  @ParameterizedTest
  @ValueSource(strings = {OLD, NEWER})
  void theValuesGiveTheScore(String version) throws IOException {
    for (Row row : JmhJson.read(file(version))) {
      DoubleSummaryStatistics values =
          row.primary().rawData().stream()
              .flatMap(List::stream)
              .mapToDouble(value -> value)
              .summaryStatistics();
      double score = row.primary().score();
      if (row.mode().equals("sample")) { // of calls, which are not as many in every iteration
        assertThat(score).isBetween(values.getMin(), values.getMax());
      } else {
        assertThat(score).as(row.key()).isCloseTo(values.getAverage(), withinPercentage(1e-7));
      }
    }
  }

  @Test
  void theTwoAreComparedWhereTheVersionMayDiffer() throws IOException {
    List<Source> old = List.of(Source.read(file(OLD)));
    List<Source> newer = List.of(Source.read(file(NEWER)));
    assertThat(incomparable(() -> EnvironmentCheck.require(old, newer, Set.of())))
        .contains("jmh.jmhVersion: 1.30 | 1.35");

    List<String> remarks = EnvironmentCheck.require(old, newer, Set.of("jmh.jmhVersion"));
    Comparison comparison = Comparison.of(old, newer, Gate.standard(), remarks);
    assertThat(comparison.rows()).hasSize(8);
    assertThat(comparison.missing()).isEmpty();
    assertThat(comparison.added()).isEmpty();
    // Two forks a side allow no smaller p than one in three.
    assertThat(comparison.count(Verdict.REGRESSED) + comparison.count(Verdict.IMPROVED)).isZero();
    assertThat(comparison.rows()).allMatch(row -> row.ratio() > 0 && row.high() > row.low());
    assertThat(TextReport.of(comparison, false)).contains("8 rows: ").doesNotContain("NaN");
  }

  @ParameterizedTest
  @ValueSource(strings = {OLD, NEWER})
  void historyTakesThemUp(String version) throws IOException {
    Environment environment =
        Environment.of(Map.of("machine", Map.of("cpu", "AMD EPYC")))
            .with("build", Map.of("git.commit", "363d8f8e0123"))
            .with("suite", Map.of("name", "sums"))
            .with("run", Map.of("started", "2026-11-24T06:46:25Z", "state", "complete"));
    RunDirectory run =
        Runs.write(folder.resolve("run"), Files.readString(file(version)), environment);
    assertThat(HistoryEntry.of(run).rows())
        .extracting(HistoryRow::key)
        .hasSize(8)
        .contains(
            "sample.Sums.sum thrpt length=1000 jmhThreads=1",
            "sample.Sums.sum sample length=2000 jmhThreads=1");
  }

  private Path file(String version) throws IOException {
    Path file = folder.resolve("jmh-" + version + ".json");
    try (InputStream in =
        JmhVersionsTest.class.getResourceAsStream(file.getFileName().toString())) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }
}
