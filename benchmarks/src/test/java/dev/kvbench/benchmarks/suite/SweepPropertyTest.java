package dev.kvbench.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.GsonBuilder;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.Merge;
import dev.kvbench.results.run.RunDirectory;
import dev.kvbench.results.run.ShardFacts;
import dev.kvbench.transformer.device.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Over suites as they come: what was dealt out and measured is, joined, what was not dealt out. */
class SweepPropertyTest {
  @BeforeContainer
  static void startTorch() {
    Torch.start(0);
  }

  @Provide
  static Arbitrary<String> suites() {
    return group().list().ofMinSize(1).ofMaxSize(5).map(groups -> HEAD + String.join("", groups));
  }

  private static final String HEAD = "forks: 2\nwarmup-tokens: 8\nmeasured-tokens: 8\nrows:\n";

  private static Arbitrary<String> group() {
    return Combinators.combine(
            Arbitraries.of(
                "GenerateBenchmark.cached",
                "GenerateBenchmark.uncached",
                "BatchBenchmark.cached",
                "LadderBenchmark.uncached",
                "CeilingBenchmark.read"),
            values("steps", "4", "8", "100", "1000"),
            values("blockSize", "16", "64", "1024"),
            values("policy", "shift", "ring", "article"),
            values("threads", "auto", "1", "2", "4"))
        .as(SweepPropertyTest::group);
  }

  private static Arbitrary<String> values(String name, String... all) {
    return Arbitraries.of(all)
        .set()
        .ofMinSize(1)
        .map(some -> name + ": [" + String.join(", ", some) + "]");
  }

  private static String group(String benchmark, String... params) {
    List<String> own = new ArrayList<>();
    for (String param : params) {
      if (knows(benchmark, param.substring(0, param.indexOf(':')))) {
        own.add(param);
      }
    }
    return "  - {benchmark: " + benchmark + ", params: {" + String.join(", ", own) + "}}\n";
  }

  private static boolean knows(String benchmark, String param) {
    return Plan.find(benchmark).getParams().orElse(Map.of()).containsKey(param);
  }

  @Property(tries = 5)
  void shardsMergedAreTheRunThatWasNotShared(@ForAll("suites") String text, @ForAll Random random)
      throws IOException {
    Suite suite = SuiteFile.parse("any", "any", text);
    List<PlannedRow> all = Plan.rows(suite, Map.of(), null);
    Path folder = Files.createTempDirectory("sweep");
    try {
      RunDirectory whole = run(folder.resolve("whole"), all, environment());
      for (int of : new int[] {1, 3, all.size() + 1}) {
        Sweep sweep = new Sweep(suite, Map.of(), Map.of(), null, of);
        List<RunDirectory> shards = new ArrayList<>();
        for (int number = 1; number <= of; number++) {
          List<PlannedRow> rows = sweep.rows(number);
          if (!rows.isEmpty()) {
            Environment environment =
                environment()
                    .with(ShardFacts.SECTION, sweep.facts(number, "suite any.yaml").facts());
            shards.add(run(folder.resolve(number + "of" + of), rows, environment));
          }
        }
        Collections.shuffle(shards, random);
        Merge.Merged merged = Merge.of(shards, folder.resolve("merged"), Instant.EPOCH, false);
        assertThat(merged.gaps()).isEmpty();
        assertThat(merged.run().jmhJson()).hasSameTextualContentAs(whole.jmhJson());
        assertThat(merged.run().rows()).isEqualTo(whole.rows());
        assertThat(merged.run().environment().sections()).doesNotContainKey(ShardFacts.SECTION);
      }
    } finally {
      delete(folder);
    }
  }

  private static Environment environment() {
    return Environment.of(
        Map.of("suite", Map.of("name", "any"), "run", Map.of("state", "complete")));
  }

  /** A run as measuring would leave it, with a time of its own for each row. */
  private static RunDirectory run(Path path, List<PlannedRow> rows, Environment environment)
      throws IOException {
    List<Map<String, Object>> measured = new ArrayList<>();
    for (PlannedRow row : rows) {
      double seconds =
          Math.floorMod(Row.line(row.benchmark(), row.params()).hashCode(), 1000) + 0.5;
      Map<String, Object> metric = new LinkedHashMap<>();
      metric.put("score", seconds);
      metric.put("scoreError", "NaN");
      metric.put("scoreUnit", "s/op");
      metric.put("rawData", List.of(List.of(seconds), List.of(seconds)));
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("benchmark", row.benchmark());
      json.put("mode", "ss");
      json.put("threads", 1);
      json.put("forks", 2);
      json.put("params", row.params());
      json.put("primaryMetric", metric);
      json.put("secondaryMetrics", Map.of());
      measured.add(json);
    }
    Files.createDirectories(path);
    // As merging writes them, to be compared as text.
    Files.writeString(
        path.resolve("jmh.json"),
        new GsonBuilder().setPrettyPrinting().create().toJson(measured) + "\n");
    Files.writeString(path.resolve("environment.json"), environment.toJson());
    return RunDirectory.open(path);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
