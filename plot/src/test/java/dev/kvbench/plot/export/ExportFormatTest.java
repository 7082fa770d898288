package dev.kvbench.plot.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kvbench.plot.Samples;
import dev.kvbench.plot.model.RunData;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExportFormatTest {
  private static final double CLOSE = 1e-12;

  /** Half a second and two of 100 tokens, and forks 2 % apart. */
  private static final Row CACHED = tokens(Samples.generation("cached", 100, 0.5));

  private static final Row UNCACHED = tokens(Samples.generation("uncached", 100, 2));

  /** Another project's rate, whose parameter is what nobody expects. */
  private static final Row HOSTILE =
      new Row(
          "org.other.Q.offer",
          "thrpt",
          1,
          1,
          1,
          new TreeMap<>(Map.of("text", "a,\"b\"|<i>\u001b[31m\n\u009b")),
          new Metric(4, Double.NaN, "ops/us", List.of(List.of(4.0))),
          new TreeMap<>());

  private static Row tokens(Row row) {
    return Samples.metric(Samples.metric(row, "tokensPerOperation", 100), "exact", 1);
  }

  private static RunData run(String name, Row... rows) {
    Environment environment =
        Samples.ENVIRONMENT.with("run", Map.of("started", "2026-11-30T12:00:00Z"));
    return RunData.of(Path.of(name), environment, List.of(rows));
  }

  private static String of(ExportFormat format, Row... rows) {
    return format.of(List.of(run("run", rows)));
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  @Test
  void aLineOfCsvHoldsTheFiguresInFull() {
    List<String> lines =
        ExportFormat.CSV
            .of(List.of(run("first", UNCACHED, CACHED), run("second", CACHED)))
            .lines()
            .toList();
    assertThat(lines).hasSize(4);
    List<String> head = List.of(lines.get(0).split(",", -1));
    List<List<String>> cells =
        lines.stream().skip(1).map(line -> List.of(line.split(",", -1))).toList();
    assertThat(cells).allSatisfy(line -> assertThat(line).hasSameSizeAs(head));
    List<String> cached = cells.get(1);
    assertThat(cached.subList(0, 3))
        .containsExactly("2026-11-30T12:00:00Z", "0123456789abcdef", "first");
    assertThat(cached.get(head.indexOf("row")))
        .startsWith("dev.kvbench.benchmarks.GenerateBenchmark.cached ss ")
        .contains(" policy=ring ", " steps=100 ")
        .isEqualTo(cells.get(2).get(head.indexOf("row")));
    assertThat(number(head, cached, "value")).isCloseTo(0.5, within(CLOSE));
    // e^(t(0.975, 2) · ln(1.02) / √3), by hand
    assertThat(number(head, cached, "high")).isCloseTo(0.5252112, within(1e-6));
    assertThat(number(head, cached, "low")).isCloseTo(0.25 / 0.5252112, within(1e-6));
    assertThat(number(head, cached, "tokensPerSecond")).isCloseTo(200, within(1e-9));
    assertThat(number(head, cached, "speedup")).isCloseTo(4, within(CLOSE));
    assertThat(number(head, cached, "speedupLow")).isBetween(3.5, 4.0);
    assertThat(cached.get(head.indexOf("answer"))).isEqualTo("exact");
    assertThat(cells.get(0).get(head.indexOf("speedup"))).isEmpty();
    // without the uncached row beside it there is nothing to be faster than
    assertThat(cells.get(2).get(head.indexOf("speedup"))).isEmpty();
  }

  private static double number(List<String> head, List<String> line, String column) {
    return Double.parseDouble(line.get(head.indexOf(column)));
  }

  @Test
  void jsonHoldsTheSameAndTheParameters() {
    JsonObject root = json(of(ExportFormat.JSON, UNCACHED, CACHED));
    assertThat(root.get("schema").getAsInt()).isEqualTo(1);
    JsonObject cached = root.getAsJsonArray("rows").get(1).getAsJsonObject();
    assertThat(cached.get("speedup").getAsDouble()).isCloseTo(4, within(CLOSE));
    assertThat(cached.get("forks").getAsInt()).isEqualTo(3);
    assertThat(cached.getAsJsonObject("params").get("policy").getAsString()).isEqualTo("ring");
    assertThat(root.getAsJsonArray("rows").get(0).getAsJsonObject().has("speedup")).isFalse();
  }

  @Test
  void bencherGetsNanosecondsAndNoRowIsLostToAnother() {
    Row longer = tokens(Samples.generation("cached", 1000, 5));
    JsonObject root = json(of(ExportFormat.BMF, CACHED, longer, UNCACHED, HOSTILE));
    assertThat(root.keySet()).hasSize(4);
    JsonObject latency = latency(root, "steps=100 ");
    assertThat(latency.get("value").getAsDouble()).isCloseTo(5e8, within(1e-3));
    assertThat(latency.get("lower_value").getAsDouble()).isCloseTo(4.7599e8, within(1e5));
    assertThat(latency.get("upper_value").getAsDouble()).isCloseTo(5.2522e8, within(1e5));
    JsonObject rate = latency(root, "Q.offer");
    assertThat(rate.get("value").getAsDouble()).isCloseTo(250, within(1e-9));
    assertThat(rate.keySet()).as("one fork").containsExactly("value");
  }

  private static JsonObject latency(JsonObject root, String part) {
    String key = root.keySet().stream().filter(it -> it.contains(part)).findFirst().orElseThrow();
    return root.getAsJsonObject(key).getAsJsonObject("latency");
  }

  @Test
  void theActionGetsSecondsOfWhichFewerAreBetter() {
    JsonArray root =
        JsonParser.parseString(of(ExportFormat.CUSTOM, UNCACHED, CACHED, HOSTILE)).getAsJsonArray();
    JsonObject cached = root.get(1).getAsJsonObject();
    assertThat(cached.get("unit").getAsString()).isEqualTo("s/op");
    assertThat(cached.get("value").getAsDouble()).isCloseTo(0.5, within(CLOSE));
    assertThat(cached.get("range").getAsString()).isEqualTo("0.476 to 0.525");
    assertThat(cached.get("extra").getAsString())
        .startsWith("forks: 3\ntokens/s: 200\nagainst uncached: 4.00× (95 %: 3.")
        .endsWith("\nanswer: exact");
    JsonObject rate = root.get(2).getAsJsonObject();
    assertThat(rate.get("value").getAsDouble()).isCloseTo(2.5e-7, within(1e-15));
    assertThat(rate.has("range")).isFalse();
  }

  @Test
  void markdownIsATableOfWhatThereIs() {
    assertThat(of(ExportFormat.MARKDOWN, UNCACHED, CACHED).lines())
        .hasSize(4)
        .startsWith(
            "| benchmark | value | unit | 95 % interval | forks | tokens/s | speed-up | its 95 %"
                + " interval | answer |",
            "| --- | --: | --: | --: | --: | --: | --: | --: | --: |",
            "| GenerateBenchmark.uncached | 2.00 | s/op | 1.90 to 2.10 | 3 | 50.0 | - | - | exact"
                + " |");
    assertThat(of(ExportFormat.MARKDOWN, HOSTILE).lines().findFirst())
        .hasValue("| benchmark | value | unit | forks |");
  }

  @ParameterizedTest
  @EnumSource
  void namesFromFilesStayInTheirCells(ExportFormat format) {
    Row other = HOSTILE.withParams(new TreeMap<>(Map.of("text", "plain")));
    String text = of(format, HOSTILE, other);
    assertThat(text.chars().filter(it -> it != '\n')).noneMatch(Character::isISOControl);
    switch (format) {
      case CSV -> {
        assertThat(text.lines()).hasSize(3);
        assertThat(text.lines().skip(1).findFirst().orElseThrow())
            .contains(",\"a,\"\"b\"\"|<i>\\u001b[31m\\n\\u009b\"");
      }
      case MARKDOWN ->
          assertThat(text.lines())
              .hasSize(4)
              .allSatisfy(line -> assertThat(line.split("(?<!\\\\)\\|", -1)).hasSize(7))
              .noneMatch(line -> line.contains("<i>"));
      default -> assertThat(JsonParser.parseString(text).isJsonNull()).isFalse();
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    for (ExportFormat format : List.of(ExportFormat.BMF, ExportFormat.CUSTOM)) {
      assertRefused(format, "give one RUN", run("a", CACHED), run("b", CACHED));
      assertRefused(format, "twice", run("a", UNCACHED, CACHED, CACHED));
      Metric bytes = new Metric(1, Double.NaN, "B/op", List.of(List.of(1.0)));
      assertRefused(format, "neither a time nor a rate", run("a", CACHED.withPrimary(bytes)));
    }
    for (ExportFormat format : ExportFormat.values()) {
      assertRefused(format, "nothing to write", run("a"));
    }
  }

  private static void assertRefused(ExportFormat format, String message, RunData... runs) {
    assertThatThrownBy(() -> format.of(new ArrayList<>(Arrays.asList(runs))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }
}
