package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole suites through the jar: what a run leaves on disk, however it ends. */
class SuiteIT {
  private static final String TINY =
      """
      description: seconds only
      forks: 2
      warmup-tokens: 8
      measured-tokens: 8
      rows:
        - benchmark: GenerateBenchmark.uncached
          params: {steps: [4, 8], blockSize: 16, embedSize: 16}
        - benchmark: GenerateBenchmark.cached
          params: {steps: [4, 8], blockSize: 16, embedSize: 16, policy: [shift, article]}
      """;

  @TempDir Path folder;
  private Kvbench kvbench;

  @BeforeEach
  void writeSuite() throws IOException {
    Files.writeString(folder.resolve("tiny.yaml"), TINY);
    kvbench = new Kvbench(folder);
  }

  @Test
  void aRunLeavesRowsEnvironmentLogTableAndCharts() throws Exception {
    Kvbench.Ended ended = kvbench.run("suite", "tiny.yaml");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exit()).isZero();
    assertThat(ended.out())
        .contains("row 1 of 6, fork 1 of 2: uncached steps=4")
        .contains("left)")
        .contains("speed-up")
        .contains("approximate")
        .contains("latency.png");

    RunDirectory run = RunDirectory.open(kvbench.onlyRun());
    List<Row> rows = run.rows();
    assertThat(rows).hasSize(6);
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.forks()).isEqualTo(2);
              int iterations = 8 / Integer.parseInt(row.params().get("steps"));
              assertThat(row.primary().rawData())
                  .hasSize(2)
                  .allMatch(fork -> fork.size() == iterations);
              assertThat(row.secondary()).containsKeys("exact", "tokenHash");
              assertThat(row.params()).containsEntry("device", "cpu");
            });
    for (String chart : List.of("latency.png", "latency.svg", "speedup.png", "speedup.svg")) {
      assertThat(run.file(chart)).isNotEmptyFile();
    }
    assertThat(run.log()).content().contains("# Warmup Iteration").contains("Iteration   1:");

    Environment environment = run.environment();
    for (String fact :
        List.of(
            "machine/cpu",
            "os/name",
            "jvm/version",
            "engine/djl",
            "engine/libtorch",
            "engine/threads",
            "build/git.commit",
            "build/git.dirty",
            "suite/name",
            "suite/text",
            "run/started",
            "run/ended")) {
      String[] path = fact.split("/", 2);
      assertThat(environment.get(path[0], path[1])).as(fact).isNotEmpty();
    }
    assertThat(environment.get("run", "state")).hasValue("complete");
    assertThat(environment.sections().get("weights").values())
        .allMatch(hash -> hash.matches("sha256 [0-9a-f]{64}"));

    Files.delete(run.file("latency.png"));
    assertThat(kvbench.run("plot", run.path().toString(), "--scale", "log").exit()).isZero();
    assertThat(run.file("latency.png")).isNotEmptyFile();
  }

  @Test
  void itsRowsCanBeListedWithoutMeasuring() throws Exception {
    Kvbench.Ended ended = kvbench.run("suite", "tiny.yaml", "--list", "-p", "steps=4");
    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(ended.out().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("dev.kvbench.benchmarks.GenerateBenchmark."))
        .allMatch(line -> line.contains(" steps=4"));
    assertThat(folder.resolve("results")).doesNotExist();
  }

  /** Two shards and what merge makes of them: the rows of the suite, in its order. */
  @Test
  void shardsMergedAreTheSuite() throws Exception {
    Kvbench.Ended whole = kvbench.run("suite", "tiny.yaml", "--list");
    for (String shard : List.of("1/2", "2/2", "3/3")) {
      Kvbench.Ended ended =
          kvbench.run("suite", "tiny.yaml", "--forks", "1", "--shard", shard, "--output", "shards");
      assertThat(ended.exit()).as(ended.err()).isZero();
      assertThat(ended.out())
          .contains(
              shard.equals("3/3")
                  ? "shard 3 of 3 has no rows"
                  : "shard " + shard.replace("/", " of ") + ": 3 of 6 rows");
    }
    List<String> shards;
    try (Stream<Path> runs = Files.list(folder.resolve("shards"))) {
      shards = runs.map(Path::toString).sorted().toList();
    }
    assertThat(shards).hasSize(2);
    Kvbench.Ended lost = kvbench.run("merge", shards.get(0));
    assertThat(lost.exit()).isEqualTo(3);
    assertThat(lost.err())
        .isEqualToIgnoringNewLines(
            "kvbench: shard 2 of 2 is missing: run `suite tiny.yaml --forks 1 --shard 2/2`; or join"
                + " what is there with --incomplete");
    Kvbench.Ended twice = kvbench.run("merge", shards.get(0), shards.get(1), shards.get(1));
    assertThat(twice.exit()).isEqualTo(2);
    assertThat(twice.err()).contains("are both shard 2 of 2");
    Kvbench.Ended merged = kvbench.run("merge", shards.get(1), shards.get(0));
    assertThat(merged.exit()).as(merged.err()).isZero();
    List<Row> rows = RunDirectory.open(kvbench.onlyRun()).rows();
    assertThat(rows)
        .extracting(
            row ->
                Row.line(
                    row.benchmark(),
                    row.params().entrySet().stream()
                        .filter(
                            param ->
                                row.method().equals("cached") || !param.getKey().equals("policy"))
                        .collect(
                            TreeMap::new,
                            (map, param) -> map.put(param.getKey(), param.getValue()),
                            Map::putAll)))
        .containsExactlyElementsOf(whole.out().lines().toList());
  }

  @Test
  void aFailingRowIsNamedAndTheOthersAreKept() throws Exception {
    Kvbench.Ended ended =
        kvbench.run(
            "suite", "tiny.yaml", "-p", "batchSize=1," + Integer.MAX_VALUE, "-p", "steps=4");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("kvbench: failed: "))
        .allMatch(line -> line.contains("batchSize=" + Integer.MAX_VALUE));
    RunDirectory run = RunDirectory.open(kvbench.onlyRun());
    assertThat(run.rows()).hasSize(3).allMatch(row -> row.params().get("batchSize").equals("1"));
    assertThat(run.environment().get("run", "state")).hasValue("complete, with failed rows");
  }

  @Test
  void aTimeLimitLeavesOutForksAndNamesThem() throws Exception {
    // The prior of the prediction says hours for these rows, so the limit leaves them all out.
    Kvbench.Ended ended =
        kvbench.run(
            "suite", "tiny.yaml", "-p", "steps=4,4000000", "--time-limit", "5", "--forks", "1");
    assertThat(ended.out())
        .contains("left out for the time limit: 1 of 1 forks of uncached")
        .contains("steps=4000000");
    assertThat(ended.exit()).isZero();
    RunDirectory run = RunDirectory.open(kvbench.onlyRun());
    assertThat(run.rows()).hasSize(3);
    assertThat(run.environment().get("run", "state")).hasValue("complete, cut by the time limit");
  }
}
