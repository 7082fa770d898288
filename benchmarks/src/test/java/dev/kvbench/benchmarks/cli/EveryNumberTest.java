package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every number of a result, one at a time, in turn replaced by what is none, on either side of a
 * comparison: it is refused, or no figure and no verdict changes; but for an exact metric, which is
 * a regression where it is not what it was.
 */
class EveryNumberTest {
  private static final List<String> GARBAGE = List.of("NaN", "-1", "null", "[]");

  /** A timed row with metrics, one of the sampling mode, a rate, and one without raw data. */
  private static final String RESULT =
      """
      [{"jmhVersion": "1.37", "benchmark": "dev.kvbench.benchmarks.GenerateBenchmark.cached",
        "mode": "ss", "threads": 1, "forks": 5, "warmupIterations": 2, "measurementIterations": 1,
        "params": {"steps": "64", "policy": "ring"},
        "primaryMetric": {
          "score": 1.5, "scoreError": 0.1, "scoreConfidence": [1.4, 1.6],
          "scorePercentiles": {"0.0": 1.4, "100.0": 1.6}, "scoreUnit": "us/op",
          "rawData": [[1.5], [1.501], [1.499], [1.5], [1.5]]},
        "secondaryMetrics": {
          "exact": {"score": 1.0, "scoreError": 0.5, "scoreUnit": "value",
                    "rawData": [[1.0], [1.0], [1.0], [1.0], [1.0]]},
          "kvBytes": {"score": 1024.0, "scoreError": 0.5, "scoreUnit": "value"},
          "tokensPerSecond": {"score": 10.0, "scoreError": 0.5, "scoreUnit": "value",
                              "rawData": [[10.0], [10.0], [10.0], [10.0], [10.0]]}}},
       {"benchmark": "sample.Other.sampled", "mode": "sample", "threads": 1, "forks": 2,
        "primaryMetric": {
          "score": 0.003, "scoreError": 0.001, "scoreUnit": "ms/op",
          "rawDataHistogram": [[[[0.003, 5], [0.004, 1], [0, 1]]], [[[0.0031, 6]]]]}},
       {"benchmark": "sample.Other.rate", "mode": "thrpt", "threads": 1, "forks": 2,
        "primaryMetric": {
          "score": 20.0, "scoreError": 0.5, "scoreUnit": "ops/us", "rawData": [[20.0, 21.0], [20.5]]}},
       {"benchmark": "sample.Other.bare", "mode": "avgt", "threads": 1, "forks": 2,
        "primaryMetric": {"score": 2.5, "scoreError": 0.5, "scoreUnit": "s/op"}}]
      """;

  @TempDir private Path folder;

  private Kvbench.Ended compare(Path baseline, Path candidate, Path json) throws IOException {
    return new Commands(folder)
        .line("compare --baseline " + baseline + " --candidate " + candidate + " --json " + json);
  }

  @Test
  void isRefusedOrChangesNoVerdict() throws IOException {
    Path good = Files.writeString(folder.resolve("good.json"), RESULT);
    Path other = Files.writeString(folder.resolve("other.json"), RESULT + "\n");
    Path bad = folder.resolve("bad.json");
    Path json = folder.resolve("verdict.json");
    assertThat(compare(good, other, json).exit()).isZero();
    JsonArray sound = rows(json);
    int refused = 0;
    Set<String> unread = new TreeSet<>();
    List<String> paths = new ArrayList<>();
    numbers(JsonParser.parseString(RESULT), "", paths);
    assertThat(paths).hasSizeGreaterThan(50).doesNotHaveDuplicates();
    for (String path : paths) {
      for (String garbage : GARBAGE) {
        Files.writeString(bad, with(path, garbage));
        for (boolean candidate : new boolean[] {true, false}) {
          Kvbench.Ended ended = candidate ? compare(good, bad, json) : compare(bad, good, json);
          String what = path + " = " + garbage + ": " + ended;
          if (ended.exit() == 2) {
            assertThat(ended.err().lines()).as(what).hasSize(1);
            assertThat(ended.err()).as(what).startsWith("kvbench: " + bad);
            refused++;
            continue;
          }
          assertThat(ended.exit()).as(what).isIn(0, 1);
          assertThat(ended.err()).as(what).isEmpty();
          assertThat(ended.out()).as(what).doesNotContain("NaN", "Infinity", "∞");
          assertThat(Files.readString(json)).as(what).doesNotContain("NaN", "Infinity");
          assertNoVerdictRestsOnIt(path, what, sound, rows(json));
          unread.add(path.replaceAll("\\d+", "#"));
        }
      }
    }
    assertThat(refused).isGreaterThan(paths.size() * GARBAGE.size());
    // What compare makes figures of is not among these, in any form.
    assertThat(unread)
        .noneMatch(path -> path.contains("primaryMetric/rawData"))
        .doesNotContain("/#/threads", "/#/forks");
  }

  private static void assertNoVerdictRestsOnIt(
      String path, String what, JsonArray sound, JsonArray rows) {
    boolean exact = path.contains("/exact/") || path.contains("/kvBytes/");
    assertThat(rows.size()).as(what).isEqualTo(sound.size());
    for (int i = 0; i < rows.size(); i++) {
      JsonObject row = rows.get(i).getAsJsonObject();
      JsonObject before = sound.get(i).getAsJsonObject().deepCopy();
      if (exact && i == 0) {
        String reasons = row.get("reasons").toString();
        boolean told = reasons.contains("exact ") || reasons.contains("kvBytes ");
        boolean regressed = row.get("verdict").getAsString().equals("REGRESSED");
        assertThat(!regressed || told).as(what).isTrue();
        for (JsonObject one : List.of(row, before)) {
          one.remove("reasons");
          one.remove("verdict");
        }
      }
      assertThat(row).as(what).isEqualTo(before);
    }
  }

  private static JsonArray rows(Path json) throws IOException {
    return JsonParser.parseString(Files.readString(json)).getAsJsonObject().getAsJsonArray("rows");
  }

  /** The places of all numbers, as {@code /0/forks}. */
  private static void numbers(JsonElement element, String path, List<String> found) {
    if (element instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        numbers(array.get(i), path + "/" + i, found);
      }
    } else if (element instanceof JsonObject object) {
      object.entrySet().forEach(e -> numbers(e.getValue(), path + "/" + e.getKey(), found));
    } else if (element instanceof JsonPrimitive primitive && primitive.isNumber()) {
      found.add(path);
    }
  }

  /** The result with other text at a place. */
  private static String with(String path, String text) {
    JsonElement root = JsonParser.parseString(RESULT);
    JsonElement parent = root;
    String[] steps = path.substring(1).split("/", -1);
    for (int i = 0; i < steps.length - 1; i++) {
      parent = child(parent, steps[i]);
    }
    String last = steps[steps.length - 1];
    JsonPrimitive mark = new JsonPrimitive("@");
    if (parent instanceof JsonArray array) {
      array.set(Integer.parseInt(last), mark);
    } else {
      parent.getAsJsonObject().add(last, mark);
    }
    return root.toString().replace("\"@\"", text);
  }

  private static JsonElement child(JsonElement parent, String step) {
    return parent instanceof JsonArray array
        ? array.get(Integer.parseInt(step))
        : parent.getAsJsonObject().get(step);
  }
}
