package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.benchmarks.Results;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                + "/b differ in jvm.version: 17 | 25; merge joins shards of one suite"
                + " only");
    Kvbench.Ended same = commands.line("merge @/a @/a --output @/out");
    assertThat(same.exit()).isEqualTo(2);
    assertThat(same.err().lines()).hasSize(1).first().asString().contains("/a both hold");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  /** Both arms at so many steps. */
  private void shard(String name, int steps, String jvm) throws IOException {
    Path run = Files.createDirectory(folder.resolve(name));
    Files.writeString(
        run.resolve("jmh.json"),
        Results.json(List.of(row("cached", steps), row("uncached", steps))));
    Environment environment =
        Environment.of(
            Map.of(
                "jvm", Map.of("version", jvm),
                "suite", Map.of("name", "sweep"),
                "engine", Map.of("device", "cpu", "threads", "2")));
    Files.writeString(run.resolve("environment.json"), environment.toJson());
  }

  private static Row row(String method, int steps) {
    double seconds = steps * (method.equals("cached") ? 0.001 : 0.01);
    String params = "blockSize=64 embedSize=64 steps=" + steps;
    return Results.row("GenerateBenchmark." + method, params, seconds, seconds);
  }
}
