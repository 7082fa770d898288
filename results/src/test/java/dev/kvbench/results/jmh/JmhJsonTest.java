package dev.kvbench.results.jmh;

import static dev.kvbench.results.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.kvbench.results.io.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public class JmhJsonTest {
  /** Written by JMH 1.37, then shortened: all four modes, with and without parameters. */
  public static final String REAL = resource("1.37");

  private static final String SMALL =
      """
      [{"benchmark": "p.C.m", "mode": "ss", "threads": 1, "forks": 2,
        "params": {"steps": "8"},
        "primaryMetric": {"score": 1.5, "scoreError": "NaN", "scoreUnit": "s/op",
                          "rawData": [[1.0], [2.0]]},
        "secondaryMetrics": {}}]
      """;

  @TempDir Path directory;

  @Test
  void readsWhatJmhWrites() throws IOException {
    List<Row> rows = read(REAL);

    assertThat(rows)
        .extracting(Row::method, Row::mode, Row::forks, row -> row.primary().unit())
        .containsExactly(
            tuple("withParams", "ss", 3, "s/op"),
            tuple("withParams", "ss", 3, "s/op"),
            tuple("withParams", "avgt", 3, "s/op"),
            tuple("plain", "thrpt", 2, "ops/s"),
            tuple("plain", "sample", 2, "s/op"),
            tuple("plain", "ss", 1, "s/op"));

    Row row = rows.get(0);
    assertThat(row.key())
        .isEqualTo("sample.SampleBenchmark.withParams ss label=größe \"x\" steps=4 jmhThreads=1");
    assertThat(row.primary().score()).isEqualTo(1.3316741666666664E-4);
    assertThat(row.primary().scoreError()).isEqualTo(1.1214215250932524E-5);
    assertThat(row.primary().rawData()).hasSize(3).allMatch(fork -> fork.size() == 4);
    assertThat(row.primary().rawData().get(2).get(3)).isEqualTo(1.52195E-4);
    assertThat(row.secondary()).containsOnlyKeys("calls", "nan", "gc.alloc.rate.norm");
    assertThat(row.secondary().get("calls").score()).isEqualTo(12);
    assertThat(row.secondary().get("nan").score()).isNaN();
    assertThat(row.secondary().get("nan").rawData().get(0)).containsOnly(Double.NaN);

    Row single = rows.get(5);
    assertThat(single.params()).isEmpty();
    assertThat(single.primary().scoreError()).isNaN();
    assertThat(single.primary().rawData()).containsExactly(List.of(7.865E-6));
  }

  @Test
  void theSamplingModeHasAHistogramInPlaceOfRawData() throws IOException {
    Row row = read(REAL).get(4);

    assertThat(row.primary().rawData()).hasSize(2).allMatch(fork -> fork.size() == 2);
    assertThat(row.primary().rawData().get(0).get(0)).isBetween(2.9e-8, 3.1e-8);
    assertThat(row.primary().score()).isEqualTo(7.163291139240508E-8);
    assertThat(row.secondary().get("p0.50").rawData()).hasSize(2);
  }

  /** A histogram of calls, of which JMH writes a line each, needs about as much as its text. */
  @Test
  void aNumberIsKeptOnceHoweverOftenItIsThere() throws IOException {
    List<JsonNode> pairs =
        JmhJson.results(write("[[0.125, 1], [0.125, 1], [1, 0.125]]")).stream()
            .flatMap(pair -> pair.items().stream())
            .toList();
    assertThat(pairs.stream().map(JsonNode::element).map(System::identityHashCode).distinct())
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.30", "1.35"})
  void allModesAreRead(String version) throws IOException {
    assertThat(JmhJson.jvm(file(version)))
        .containsEntry("jmhVersion", version)
        .containsEntry("jdkVersion", "17.0.15");
    List<Row> rows = JmhJson.read(file(version));
    assertThat(rows)
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
    for (Row row : rows) {
      assertThat(row.benchmark()).isEqualTo("sample.Sums.sum");
      assertThat(row.forks()).isEqualTo(2);
      assertThat(row.primary().rawData()).hasSize(2).allMatch(fork -> fork.size() == 3);
      assertThat(row.primary().score()).isPositive();
      assertThat(row.secondary()).containsKey("sums");
    }
    // A sample's percentiles are secondary metrics, of which JMH gives no interval.
    Row sampled = rows.get(4);
    assertThat(sampled.secondary()).containsKeys("sum·p0.50", "sum·p1.00");
    assertThat(sampled.secondary().get("sum·p0.50").scoreError()).isNaN();
    assertThat(sampled.secondary().get("sum·p0.50").score())
        .isLessThan(sampled.secondary().get("sum·p1.00").score());
  }

  /** Else no run could be compared with another, each having a file of its own. */
  @Test
  void anArgumentThatNamesAFileOfTheRunIsNoFactOfItsJvm() throws IOException {
    String args =
        "\"jvmArgs\": [\"-Xmx1g\", \"-XX:SharedArchiveFile=/x.jsa\", \"-Xlog:cds=off\","
            + " \"-Dkvbench.machine=/x\", \"-XX:ArchiveClassesAtExit=/t/kvbench-classes1.jsa\","
            + " \"-XX:SharedArchiveFile=/t/kvbench-classes1.jsa\", \"-Xlog:cds=off\"], \"mode\"";
    Path file = Files.writeString(directory.resolve("r.json"), SMALL.replace("\"mode\"", args));
    assertThat(JmhJson.jvm(file))
        .containsEntry("jvmArgs", "-Xmx1g -XX:SharedArchiveFile=/x.jsa -Xlog:cds=off");
  }

  /** What JMH itself makes of the values tells that all of them were read, and read right. */
  @ParameterizedTest
  @ValueSource(strings = {"1.30", "1.35"})
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
  void readsInfinitiesAndNoRows() throws IOException {
    assertThat(read("[\n]\n\n\n")).isEmpty();
    Row row = read(SMALL.replace("1.5", "\"+INF\"").replace("\"NaN\"", "\"-INF\"")).get(0);

    assertThat(row.primary().score()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(row.primary().scoreError()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void saysWhatIsWrongWithAFile() throws IOException {
    assertRefused(directory.resolve("none.json"), "cannot read: no such file or directory");
    assertRefused(directory, "is a directory");
    assertRefused(write(""), "is empty");
    assertRefused(write(" \n"), "is empty");
    assertRefused(write("{}"), "$ is not an array");
    assertRefused(write("null"), "$ is not an array");
    assertRefused(write("[1]"), "$[0] is not an object");
    assertRefused(write(SMALL.substring(0, 150)), "cut off (at $[0].primaryMetric");
    assertRefused(write(SMALL + SMALL), "holds more than one JSON document, one after the other");
    assertRefused(
        write(SMALL + "Benchmark result is saved to a.json"), "goes on after the end of its JSON");
    assertRefused(write("Benchmark  Mode  Cnt  Score"), "is not JSON (at $)");
    assertRefused(write("[".repeat(100_000)), "is not JSON");
    assertRefused(
        write(SMALL.replace("\"NaN\"", "NaN")),
        "has a bare NaN at $[0].primaryMetric.scoreError, which is no JSON");
    assertRefused(
        write(SMALL.replace("1.5", "1,5")),
        "has a decimal comma, 1,5, at $[0].primaryMetric.score");
    assertRefused(write(SMALL.replace("1.5", "1.5 seconds")), "is not JSON (at $[0].primaryM");
    Path latin1 =
        Files.write(directory.resolve("latin1"), "[\"ö\"]".getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(latin1, "cannot read: not UTF-8 text");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"benchmark\": \"p.C.m\", | ''                 | $[0] has no \"benchmark\"",
        "\"p.C.m\"                 | 7                  | $[0].benchmark is not a string",
        "\"ss\"                    | \"all\"            | $[0].mode is not one of JMH's modes",
        "{\"steps\": \"8\"}        | []                 | $[0].params is not an object",
        "{\"steps\": \"8\"}        | {\"n\":\"\",\"n\":\"\"} | $[0].params.n is there twice",
        "\"8\"                     | 8                  | $[0].params.steps is not a string",
        "\"steps\": \"8\"          | \"a\\nb\\u2028c\": 8 | $[0].params.a b c is not",
        "1.5                       | \"fast\"           | $[0].primaryMetric.score is not a number",
        "1.5                       | null               | $[0].primaryMetric.score is not a number",
        "[2.0]                     | 2.0                | $[0].primaryMetric.rawData[1] is not an",
        "[2.0]                     | [{}]               | $[0].primaryMetric.rawData[1][0] is not"
            + " a",
        "\"forks\": 2              | \"forks\": -1      | $[0].forks is not a",
        "\"forks\": 2              | \"forks\": 1.5     | $[0].forks is not a",
        "\"forks\": 2              | \"forks\": 1e10    | $[0].forks is not a",
        "\"forks\": 2              | \"forks\": 1e999999999 | $[0].forks is not a",
        "\"forks\": 2              | \"forks\": \"2\"   | $[0].forks is not a",
        "\"forks\": 2              | \"forks\": true    | $[0].forks is not a"
      })
  void saysWhatIsNotAJmhResult(String from, String to, String reason) throws IOException {
    assertThat(SMALL).contains(from);
    assertRefused(write(SMALL.replace(from, to)), reason);
  }

  private List<Row> read(String json) throws IOException {
    return JmhJson.read(write(json));
  }

  private Path write(String json) throws IOException {
    return Files.writeString(directory.resolve("jmh.json"), json);
  }

  private static void assertRefused(Path file, String reason) {
    assertThat(refusal(() -> JmhJson.read(file)))
        .startsWith(file.toString())
        .contains(reason, "; give a result that JMH wrote with -rf json");
  }

  private Path file(String version) throws IOException {
    return write(resource(version));
  }

  private static String resource(String version) {
    try (InputStream in = JmhJsonTest.class.getResourceAsStream("jmh-" + version + ".json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
