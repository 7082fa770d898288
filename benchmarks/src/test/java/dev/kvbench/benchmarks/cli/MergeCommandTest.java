package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards of a sweep: one run, which can be drawn, or one line that says why not. */
class MergeCommandTest {
  @TempDir Path folder;

  @Test
  void shardsBecomeARunThatCanBeDrawn() throws Exception {
    shard("a", 16, "17");
    shard("b", 32, "17");
    Commands commands = new Commands(folder);
    Kvbench.Ended ended = commands.line("merge @/a @/b --output @/out");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exit()).isZero();
    Path merged = commands.runDirectory("out", "-merged");
    assertThat(ended.out()).contains("4 rows of 2 runs in ").contains(merged.getFileName() + "");
    assertThat(RunDirectory.open(merged).rows()).hasSize(4);

    Kvbench.Ended plot = commands.run("plot", merged.toString());
    assertThat(plot.exit()).as(plot.err()).isZero();
    assertThat(merged.resolve("speedup.png")).isNotEmptyFile();
  }

  @Test
  void otherEnvironmentsAndTheSameRowsAreRefused() throws Exception {
    shard("a", 16, "17");
    shard("b", 32, "25");
    Commands commands = new Commands(folder);
    Kvbench.Ended other = commands.line("merge @/a @/b --output @/out");
    assertThat(other.exit()).isEqualTo(3);
    assertThat(other.err().lines())
        .containsExactly(
            "kvbench: "
                + folder
                + "/a and "
                + folder
                + "/b differ in jvm.version: 17 | 25; merge joins shards of one sweep"
                + " only");
    Kvbench.Ended same = commands.line("merge @/a @/a --output @/out");
    assertThat(same.exit()).isEqualTo(2);
    assertThat(same.err().lines()).hasSize(1).first().asString().contains("/a both hold");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  /** Killed after its first round: both rows are there, with one fork of the two. */
  @Test
  void aShardThatWasKilledIsNamedUnlessItsGapsAreAskedFor() throws Exception {
    shard("a", 16, "17");
    Environment environment = Environment.read(folder.resolve("a/environment.json"));
    Map<String, String> facts = new LinkedHashMap<>();
    facts.putAll(Map.of("number", "1", "of", "1", "withRows", "1"));
    List<String> lines = new ArrayList<>();
    for (String arm : List.of("cached", "uncached")) {
      lines.add(
          "dev.kvbench.benchmarks.GenerateBenchmark."
              + arm
              + " blockSize=64 embedSize=64 steps=16");
      facts.put("row " + lines.size(), lines.get(lines.size() - 1));
      facts.put("forks " + lines.size(), "5");
    }
    Files.writeString(
        folder.resolve("a/environment.json"),
        environment
            .with("shard", facts)
            .with("run", Map.of("state", "running or stopped"))
            .toJson());
    Commands commands = new Commands(folder);
    Kvbench.Ended ended = commands.line("merge @/a --output @/out");
    assertThat(ended.exit()).isEqualTo(3);
    assertThat(ended.out()).contains("2 rows of 1 runs in ");
    assertThat(ended.err().lines())
        .containsExactly(
            "kvbench: " + folder + "/a (shard 1 of 1) did not end as complete: running or stopped",
            "kvbench: measured with 2 of 5 forks: " + lines.get(0),
            "kvbench: measured with 2 of 5 forks: " + lines.get(1));
    Kvbench.Ended asked = commands.line("merge @/a --output @/out --incomplete");
    assertThat(asked.exit()).isZero();
    assertThat(asked.err()).isEqualTo(ended.err());
  }

  /** Both arms at so many steps. */
  private void shard(String name, int steps, String jvm) throws IOException {
    Path run = Files.createDirectory(folder.resolve(name));
    String rows = row("cached", steps) + "," + row("uncached", steps);
    Files.writeString(run.resolve("jmh.json"), "[" + rows + "]");
    Environment environment =
        Environment.of(
            Map.of(
                "jvm", Map.of("version", jvm),
                "suite", Map.of("name", "sweep"),
                "engine", Map.of("device", "cpu", "threads", "2")));
    Files.writeString(run.resolve("environment.json"), environment.toJson());
  }

  private static String row(String method, int steps) {
    double seconds = steps * (method.equals("cached") ? 0.001 : 0.01);
    return """
    {"benchmark": "dev.kvbench.benchmarks.GenerateBenchmark.%1$s", "mode": "ss", "threads": 1,
     "forks": 2, "params": {"steps": "%2$d", "blockSize": "64", "embedSize": "64"},
     "primaryMetric": {"score": %3$s, "scoreError": "NaN", "scoreUnit": "s/op",
                       "rawData": [[%3$s], [%3$s]]},
     "secondaryMetrics": {}}
    """
        .formatted(method, steps, Double.toString(seconds));
  }
}
