package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.Environment;
import dev.kvbench.results.JmhJson;
import dev.kvbench.results.Row;
import dev.kvbench.results.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
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

  /** Between two forks there is none for a moment. */
  private static List<ProcessHandle> forks(Process process) throws InterruptedException {
    List<ProcessHandle> forks = process.descendants().toList();
    while (forks.isEmpty() && process.isAlive()) {
      Thread.sleep(20);
      forks = process.descendants().toList();
    }
    return forks;
  }

  @Test
  void afterKillTheFinishedForksAreReadableAndCanBeDrawn() throws Exception {
    Process process = startAndWaitForRows();
    List<ProcessHandle> forks = forks(process);
    process.destroyForcibly().waitFor();
    assertThat(forks).isNotEmpty().allSatisfy(SuiteIT::assertEnds);
    assertRowsAreLeft();
    Kvbench.Ended plot = kvbench.run("plot", kvbench.onlyRun().toString());
    assertThat(plot.exit()).as(plot.err()).isZero();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no SIGTERM")
  void afterInterruptTheFinishedForksAreReadable() throws Exception {
    Process process = startAndWaitForRows();
    List<ProcessHandle> forks = forks(process);
    process.destroy(); // SIGTERM; a terminal's Ctrl-C runs the same shutdown
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isNotZero();
    assertThat(folder.resolve("out.txt")).content().contains("stopped; what was measured is in");
    assertThat(forks).isNotEmpty().allSatisfy(SuiteIT::assertEnds);
    assertRowsAreLeft();
  }

  private static void assertEnds(ProcessHandle fork) throws Exception {
    fork.onExit().get(30, TimeUnit.SECONDS);
  }

  private Process startAndWaitForRows() throws Exception {
    Process process =
        kvbench.start(
            folder.resolve("out.txt"),
            folder.resolve("err.txt"),
            List.of(),
            Map.of(),
            "suite",
            "tiny.yaml",
            "--forks",
            "50");
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (System.nanoTime() < deadline) {
      if (folder.resolve("out.txt").toFile().length() > 0
          && Files.readString(folder.resolve("out.txt")).contains("row 3 of 6")) {
        return process;
      }
      process.waitFor(50, TimeUnit.MILLISECONDS);
    }
    process.destroyForcibly();
    throw new AssertionError(
        "no third row after 3 minutes: " + Files.readString(folder.resolve("err.txt")));
  }

  private void assertRowsAreLeft() throws IOException {
    List<Row> rows = JmhJson.read(kvbench.onlyRun().resolve("jmh.json"));
    assertThat(rows).hasSizeGreaterThanOrEqualTo(3);
    assertThat(rows).allMatch(row -> !row.primary().rawData().get(0).isEmpty());
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
