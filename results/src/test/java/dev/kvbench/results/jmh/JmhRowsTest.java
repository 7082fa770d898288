package dev.kvbench.results.jmh;

import static dev.kvbench.results.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JmhRowsTest {
  private static final List<JsonElement> REAL =
      JsonParser.parseString(JmhJsonTest.REAL).getAsJsonArray().asList();

  @TempDir Path folder;

  @Test
  void rowsOfSeveralFilesKeepTheirOrderAndEverythingThatIsInThem() throws IOException {
    JsonArray first = array(REAL.get(0), REAL.get(3));
    JsonArray second = array(REAL.get(4), REAL.get(1));
    JmhRows joined = read(first).pooled(read(second));
    JsonArray all = first.deepCopy();
    all.addAll(second);
    assertThat(written(joined)).isEqualTo(all);
  }

  /** The file's rows of three modes, taken apart into forks and put together again. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theForksOfARealRowTogetherAreTheRowThatJmhWrote(int row) throws IOException {
    JsonObject real = REAL.get(row).getAsJsonObject();
    int forks = real.get("forks").getAsInt();
    JmhRows pooled = JmhRows.none();
    for (int fork = 0; fork < forks; fork++) {
      pooled = pooled.pooled(read(array(fork(real, fork))));
    }
    JsonObject expected = real.deepCopy();
    JsonObject calls =
        expected.getAsJsonObject("secondaryMetrics").getAsJsonObject("calls"); // a sum
    calls.addProperty("score", "NaN");
    calls.add("scoreConfidence", JsonParser.parseString("[\"NaN\",\"NaN\"]"));
    assertAlike("$", written(pooled).get(0), expected);
  }

  /** Two files of several forks each are no different. */
  @Test
  void poolingIsAssociative() throws IOException {
    JsonObject real = REAL.get(2).getAsJsonObject();
    JmhRows a = read(array(fork(real, 0)));
    JmhRows b = read(array(fork(real, 1)));
    JmhRows c = read(array(fork(real, 2)));
    assertAlike("$", written(a.pooled(b.pooled(c))), written(a.pooled(b).pooled(c)));
  }

  /** Two values: JMH gives no interval. */
  @Test
  void theFiguresOfTwoForksOfOneIteration() throws IOException {
    JsonObject row = pooled(row("[[2.0]]", "2.0", "\"NaN\""), row("[[4.0]]", "4.0", "\"NaN\""));
    assertThat(row.get("forks").getAsInt()).isEqualTo(2);
    JsonObject metric = row.getAsJsonObject("primaryMetric");
    assertThat(metric.get("score").getAsDouble()).isEqualTo(3.0);
    assertThat(metric.get("scoreError").getAsString()).isEqualTo("NaN");
    assertThat(metric.get("scoreConfidence")).hasToString("[\"NaN\",\"NaN\"]");
    assertThat(metric.get("rawData")).hasToString("[[2.0],[4.0]]");
    JsonObject percentiles = metric.getAsJsonObject("scorePercentiles");
    assertThat(percentiles.get("0.0").getAsDouble()).isEqualTo(2.0);
    assertThat(percentiles.get("50.0").getAsDouble()).isEqualTo(3.0);
    assertThat(percentiles.get("99.9999").getAsDouble()).isEqualTo(4.0);
  }

  @Test
  void withoutRawDataTheScoreIsTheMeanByForksAndHasNoInterval() throws IOException {
    JsonObject three = row("[]", "1.0", "0.5");
    three.addProperty("forks", 3);
    JsonObject metric = pooled(three, row("[]", "5.0", "0.1")).getAsJsonObject("primaryMetric");
    assertThat(metric.get("score").getAsDouble()).isEqualTo(2.0);
    assertThat(metric.get("scoreError").getAsString()).isEqualTo("NaN");
    assertThat(metric.get("scorePercentiles").getAsJsonObject().get("50.0").getAsString())
        .isEqualTo("NaN");
    // One side's forks would be taken for all.
    metric = pooled(row("[]", "5.0", "0.1"), three(1, 2, 3)).getAsJsonObject("primaryMetric");
    assertThat(metric.get("rawData")).hasToString("[]");
  }

  @Test
  void aMetricThatAForkLacksCountsAsZeroThere() throws IOException {
    JsonObject with = three(1, 1, 1);
    with.getAsJsonObject("secondaryMetrics").add("extra", metric("[[6.0, 6.0, 6.0]]", "6.0"));
    JsonObject extra =
        pooled(with, three(1, 1, 1)).getAsJsonObject("secondaryMetrics").getAsJsonObject("extra");
    assertThat(extra.get("score").getAsDouble()).isEqualTo(3.0);
    assertThat(extra.get("rawData")).hasToString("[[6.0,6.0,6.0],[]]");
    JsonObject turned =
        pooled(three(1, 1, 1), with).getAsJsonObject("secondaryMetrics").getAsJsonObject("extra");
    assertThat(turned.get("score").getAsDouble()).isEqualTo(3.0);
    assertThat(turned.get("rawData")).hasToString("[[],[6.0,6.0,6.0]]");
  }

  /** The file does not tell a sum from a maximum. */
  @Test
  void aScoreThatIsNoAverageIsNotANumber() throws IOException {
    assertThat(extra("[[7.0]]", "[[8.0]]")).isEqualTo("NaN");
  }

  private String extra(String rawA, String rawB) throws IOException {
    JsonObject a = row("[[1.0]]", "1.0", "\"NaN\"");
    JsonObject b = row("[[1.0]]", "1.0", "\"NaN\"");
    a.getAsJsonObject("secondaryMetrics").add("extra", point(rawA));
    b.getAsJsonObject("secondaryMetrics").add("extra", point(rawB));
    return pooled(a, b)
        .getAsJsonObject("secondaryMetrics")
        .getAsJsonObject("extra")
        .get("score")
        .getAsString();
  }

  @Test
  void twoUnitsAreRefused() throws IOException {
    JsonObject other = three(1, 2, 3);
    other.getAsJsonObject("primaryMetric").addProperty("scoreUnit", "ms/op");
    JmhRows a = read(array(three(1, 2, 3)));
    JmhRows b = read(array(other));
    assertThat(refusal(() -> a.pooled(b)))
        .contains("primary metric is in \"s/op\" and in \"ms/op\"");
  }

  @Test
  void malformedFilesAndRowsThatAreThereTwiceAreRefused() throws IOException {
    assertThat(refusal(() -> JmhRows.read(folder.resolve("none.json")))).contains("no such file");
    Path twice = folder.resolve("twice.json");
    Files.writeString(twice, array(REAL.get(0), REAL.get(0)).toString());
    assertThat(refusal(() -> JmhRows.read(twice)))
        .startsWith(twice + ": holds sample.SampleBenchmark.withParams ss")
        .contains("twice");
  }

  private JsonObject pooled(JsonObject a, JsonObject b) throws IOException {
    return written(read(array(a)).pooled(read(array(b)))).get(0).getAsJsonObject();
  }

  private JmhRows read(JsonArray rows) throws IOException {
    return JmhRows.read(Files.writeString(folder.resolve("jmh.json"), rows.toString()));
  }

  private static JsonArray written(JmhRows rows) {
    String json = new String(rows.toJson(), StandardCharsets.UTF_8);
    return JsonParser.parseString(json).getAsJsonArray();
  }

  private static JsonArray array(JsonElement... rows) {
    JsonArray array = new JsonArray();
    List.of(rows).forEach(row -> array.add(row.deepCopy()));
    return array;
  }

  /** One fork of a row, as JMH would have written it alone. */
  private static JsonObject fork(JsonObject row, int fork) {
    JsonObject alone = row.deepCopy();
    alone.addProperty("forks", 1);
    keep(alone.getAsJsonObject("primaryMetric"), fork, false);
    JsonObject secondary = alone.getAsJsonObject("secondaryMetrics");
    secondary
        .keySet()
        .forEach(name -> keep(secondary.getAsJsonObject(name), fork, name.equals("calls")));
    return alone;
  }

  private static void keep(JsonObject metric, int fork, boolean summed) {
    JsonArray raw = metric.getAsJsonArray("rawData").get(fork).getAsJsonArray();
    metric.add("rawData", array(raw));
    double sum = raw.asList().stream().mapToDouble(JmhNumber::of).sum();
    JsonPrimitive score = JmhNumber.json(summed ? sum : sum / raw.size());
    metric.add("score", score);
    metric.add("scoreError", summed ? new JsonPrimitive("NaN") : new JsonPrimitive(0.5));
    metric.add(
        "scoreConfidence",
        summed ? array(score, score) : array(new JsonPrimitive(0.1), new JsonPrimitive(0.2)));
  }

  private static JsonObject three(double a, double b, double c) {
    String raw = "[[" + a + "," + b + "," + c + "]]";
    return row(raw, Double.toString((a + b + c) / 3), "0.5");
  }

  private static JsonObject row(String raw, String score, String error) {
    JsonObject row = new JsonObject();
    row.addProperty("benchmark", "p.C.m");
    row.addProperty("mode", "ss");
    row.addProperty("threads", 1);
    row.addProperty("forks", 1);
    JsonObject metric = metric(raw, score);
    metric.add("scoreError", JsonParser.parseString(error));
    row.add("primaryMetric", metric);
    row.add("secondaryMetrics", new JsonObject());
    return row;
  }

  private static JsonObject metric(String raw, String score) {
    return JsonParser.parseString(
            "{\"score\": %s, \"scoreError\": 0.5, \"scoreUnit\": \"s/op\", \"rawData\": %s}"
                .formatted(score, raw))
        .getAsJsonObject();
  }

  /** A metric of one value, which JMH does not take an average of. */
  private static JsonObject point(String raw) {
    String value = raw.substring(2, raw.length() - 2);
    JsonObject metric = metric(raw, value);
    metric.addProperty("scoreError", "NaN");
    metric.add("scoreConfidence", JsonParser.parseString("[" + value + "," + value + "]"));
    return metric;
  }

  /** Equal but for the last digits of numbers. */
  static void assertAlike(String path, JsonElement actual, JsonElement expected) {
    if (expected instanceof JsonObject object) {
      assertThat(actual.getAsJsonObject().keySet())
          .as(path)
          .containsExactlyInAnyOrderElementsOf(object.keySet());
      object
          .asMap()
          .forEach(
              (name, value) ->
                  assertAlike(path + "." + name, actual.getAsJsonObject().get(name), value));
    } else if (expected instanceof JsonArray array) {
      assertThat(actual.getAsJsonArray()).as(path).hasSize(array.size());
      for (int i = 0; i < array.size(); i++) {
        assertAlike(path + "[" + i + "]", actual.getAsJsonArray().get(i), array.get(i));
      }
    } else if (expected instanceof JsonPrimitive primitive && primitive.isNumber()) {
      double value = primitive.getAsDouble();
      assertThat(actual.getAsDouble()).as(path).isCloseTo(value, within(1e-9 * Math.abs(value)));
    } else {
      assertThat(actual).as(path).isEqualTo(expected);
    }
  }
}
