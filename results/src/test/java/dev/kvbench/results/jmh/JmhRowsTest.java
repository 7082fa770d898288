package dev.kvbench.results.jmh;

import static dev.kvbench.results.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void poolingIsAssociative() throws IOException {
    JmhRows a = read(array(three(1, 2, 3)));
    JmhRows b = read(array(three(2, 4, 3)));
    JmhRows c = read(array(three(8, 1, 9)));
    assertThat(written(a.pooled(b.pooled(c)))).isEqualTo(written(a.pooled(b).pooled(c)));
  }

  @Test
  void aMetricThatOnlySomeForksHaveIsOfThose() throws IOException {
    JsonObject with = three(1, 1, 1);
    with.getAsJsonObject("secondaryMetrics").add("extra", metric("[[6.0, 6.0, 6.0]]", "6.0"));
    for (JsonObject row : List.of(pooled(with, three(1, 1, 1)), pooled(three(1, 1, 1), with))) {
      JsonObject extra = row.getAsJsonObject("secondaryMetrics").getAsJsonObject("extra");
      assertThat(extra.get("score").getAsDouble()).isEqualTo(6.0);
      assertThat(extra.get("rawData")).hasToString("[[6.0,6.0,6.0]]");
    }
  }

  @Test
  void twoUnitsAreRefused() throws IOException {
    JsonObject other = three(1, 2, 3);
    other.getAsJsonObject("primaryMetric").addProperty("scoreUnit", "ms/op");
    JmhRows a = read(array(three(1, 2, 3)));
    JmhRows b = read(array(other));
    assertThat(refusal(() -> a.pooled(b)))
        .contains("primaryMetric is in \"s/op\" and in \"ms/op\"");
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
    return JsonParser.parseString(rows.toJson()).getAsJsonArray();
  }

  private static JsonArray array(JsonElement... rows) {
    JsonArray array = new JsonArray();
    List.of(rows).forEach(row -> array.add(row.deepCopy()));
    return array;
  }

  private static JsonObject three(double a, double b, double c) {
    String raw = "[[" + a + "," + b + "," + c + "]]";
    return row(raw, Double.toString((a + b + c) / 3), "0.5");
  }

  private static JsonObject row(String raw, String score, String error) {
    JsonObject row =
        JsonParser.parseString(
                """
                {"benchmark": "p.C.m", "mode": "ss", "threads": 1, "forks": 1,
                 "secondaryMetrics": {}}
                """)
            .getAsJsonObject();
    JsonObject metric = metric(raw, score);
    metric.add("scoreError", JsonParser.parseString(error));
    row.add("primaryMetric", metric);
    return row;
  }

  private static JsonObject metric(String raw, String score) {
    return JsonParser.parseString(
            "{\"score\": %s, \"scoreError\": 0.5, \"scoreUnit\": \"s/op\", \"rawData\": %s}"
                .formatted(score, raw))
        .getAsJsonObject();
  }
}
