package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs that something happens to: what was measured is on disk, one line says what happened, and
 * the exit code is the right one.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "signals, pipes and mounts as Linux has them")
class EnduranceIT {
  private static final int KILLS = Integer.getInteger("kvbench.kills", 20);

  /** From a process that has done nothing yet, or from its first finished fork on. */
  private static final int LATEST_MS = 8_000;

  private static final String TINY =
      """
      description: seconds only
      forks: 2
      warmup-tokens: 8
      measured-tokens: 8
      rows:
        - benchmark: GenerateBenchmark.uncached
          params: {steps: [4, 8], blockSize: 16, embedSize: 16, threads: 1}
        - benchmark: GenerateBenchmark.cached
          params: {steps: [4, 8], blockSize: 16, embedSize: 16, threads: 1, policy: [shift, article]}
      """;

  /** A fork that has ended well, as a log of the run shows it. */
  private static final Pattern FINISHED =
      Pattern.compile(
          "(?m)^row \\d+ of \\d+, fork (\\d+) of \\d+: \\w+\\.(\\w+)((?: \\w+=\\S+)*) [0-9.]+ ");

  @TempDir Path folder;
  private Kvbench kvbench;
  private Path out;

  @BeforeEach
  void writeSuite() throws IOException {
    Files.writeString(folder.resolve("tiny.yaml"), TINY);
    kvbench = new Kvbench(folder);
    out = folder.resolve("out.txt");
  }

  @Test
  @Tag("exhaustive")
  void killsLoseNoFinishedFork() throws Exception {
    Random random = new Random(20);
    for (int kill = 1; kill <= KILLS; kill++) {
      int after = random.nextInt(LATEST_MS);
      boolean fork = kill % 2 == 0;
      boolean late = kill % 4 < 3 && kill % 4 > 0;
      String what =
          "kill %d, of the %s, %d ms after the %s"
              .formatted(kill, fork ? "fork" : "parent", after, late ? "first fork" : "start");
      Process process = start("--forks", "50", "--output", "results/" + kill);
      if (late) {
        await(process, what, () -> FINISHED.matcher(read(out)).find());
      }
      process.waitFor(after, TimeUnit.MILLISECONDS);
      if (fork) {
        forks(process).forEach(ProcessHandle::destroyForcibly);
        await(process, what, () -> read(out).contains(" FAILED: "));
        assertThat(read(out)).as(what).contains("exit code 137: ");
      }
      List<ProcessHandle> left = process.descendants().toList();
      process.destroyForcibly().waitFor();
      for (ProcessHandle orphan : left) {
        orphan.onExit().get(30, TimeUnit.SECONDS);
      }
      int finished = assertNothingLost(what, folder.resolve("results/" + kill));
      assertThat(finished).as(what).isGreaterThanOrEqualTo(late ? 1 : 0);
      System.out.println(what + ": " + finished + " forks had finished, all on disk");
    }
  }

  /** What service managers send. */
  @Test
  void aSignalEndsTheRunAndItsFork() throws Exception {
    assertEndsTheRunAndItsFork("TERM", 143);
  }

  /**
   * Ctrl-C, and a terminal that is closed: they go to the fork too, which nobody is to take for one
   * that failed.
   */
  @ParameterizedTest
  @CsvSource({"INT, 130", "HUP, 129"})
  @Tag("exhaustive")
  void aSignalToAllEndsTheRunAndItsFork(String signal, int exit) throws Exception {
    assertEndsTheRunAndItsFork(signal, exit);
  }

  private void assertEndsTheRunAndItsFork(String signal, int exit) throws Exception {
    assumeFalse(isIgnored(exit - 128), "SIG" + signal + " is ignored here, as background jobs do");
    Process process = start("--forks", "50");
    await(process, signal, () -> FINISHED.matcher(read(out)).find());
    List<ProcessHandle> forks = forks(process);
    if (!signal.equals("TERM")) {
      for (ProcessHandle fork : forks) {
        ended("kill", "-" + signal, Long.toString(fork.pid()));
      }
    }
    ended("kill", "-" + signal, Long.toString(process.pid()));
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(exit);
    assertThat(read(out).lines().filter(line -> line.startsWith("stopped"))).hasSize(1);
    assertThat(read(out)).contains("stopped; what was measured is in").doesNotContain("FAILED");
    assertThat(folder.resolve("err.txt")).isEmptyFile();
    for (ProcessHandle fork : forks) {
      fork.onExit().get(30, TimeUnit.SECONDS);
    }
    assertThat(assertNothingLost(signal, folder.resolve("results/local"))).isPositive();
  }

  @Test
  @Tag("exhaustive")
  void aDiskThatFillsUpCostsTheForkThatDidNotFit() throws Exception {
    Path small = Files.createDirectory(folder.resolve("small"));
    assumeTrue(
        ended("mount", "-t", "tmpfs", "-o", "size=48k", "kvbench", small.toString()) == 0,
        "a small disk cannot be mounted here");
    Kvbench.Ended ended;
    Path saved = Files.createDirectory(folder.resolve("saved")); // charts need room
    try {
      ended = kvbench.run("suite", "tiny.yaml", "--forks", "50", "--output", small.toString());
      assertThat(ended("cp", "-r", small + "/.", saved + "/")).isZero();
    } finally {
      ended("umount", small.toString());
    }
    assertThat(ended.exit()).as(ended.out() + ended.err()).isEqualTo(2);
    assertThat(ended.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .contains("jmh.json: cannot write: ")
        .contains("; what was measured before is in ");
    Files.writeString(out, ended.out());
    assertThat(assertNothingLost("disk full", saved)).isPositive();
  }

  private Process start(String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("suite", "tiny.yaml"));
    arguments.addAll(Arrays.asList(options));
    return kvbench.start(out, folder.resolve("err.txt"), arguments.toArray(String[]::new));
  }

  /** Of a run there may be none, where it was killed before it was made. */
  private int assertNothingLost(String what, Path root) throws IOException {
    List<MatchResult> finished = FINISHED.matcher(read(out)).results().toList();
    List<Path> runs = new ArrayList<>();
    if (Files.exists(root)) {
      try (Stream<Path> found = Files.list(root)) {
        found.forEach(runs::add);
      }
    }
    assertThat(runs).as(what).hasSizeLessThanOrEqualTo(1);
    if (runs.isEmpty() || !Files.exists(runs.get(0).resolve("jmh.json"))) {
      assertThat(finished).as(what).isEmpty();
      return 0;
    }
    RunDirectory run = RunDirectory.open(runs.get(0));
    Environment environment = run.environment();
    assertThat(environment.get("run", "state")).as(what).hasValue("running or stopped");
    List<Row> rows = run.rows();
    for (MatchResult fork : finished) {
      String[] params =
          fork.group(3).isBlank() ? new String[0] : fork.group(3).strip().split(" ", -1);
      assertThat(rows)
          .as(what + ": " + fork.group())
          .filteredOn(row -> row.method().equals(fork.group(2)))
          .filteredOn(
              row ->
                  Stream.of(params)
                      .map(param -> param.split("=", 2))
                      .allMatch(param -> param[1].equals(row.params().get(param[0]))))
          .singleElement()
          .satisfies(
              row ->
                  assertThat(row.primary().rawData())
                      .hasSizeGreaterThanOrEqualTo(Integer.parseInt(fork.group(1))));
    }
    String path = run.path().toString();
    assertThat(KvbenchCommand.commandLine().execute("plot", path)).as(what).isZero();
    assertThat(
            KvbenchCommand.commandLine()
                .execute("compare", "--baseline", path, "--candidate", path))
        .as(what)
        .isZero();
    return finished.size();
  }

  /** Between two forks there is none for a moment. */
  private List<ProcessHandle> forks(Process process) throws Exception {
    List<ProcessHandle> forks = new ArrayList<>();
    await(
        process,
        "a fork",
        () -> {
          process
              .descendants()
              .filter(child -> child.info().commandLine().orElse("").contains("ForkedMain"))
              .forEach(forks::add);
          return !forks.isEmpty();
        });
    return forks;
  }

  private void await(Process process, String what, BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        process.destroyForcibly();
        throw new AssertionError(what + ": waited for in vain: " + read(out));
      }
      Thread.sleep(20);
    }
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a program and tells its exit code. */
  private static int ended(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  /**
   * A JVM that is started with a signal ignored, as shells do it to background jobs, ignores it.
   */
  private static boolean isIgnored(int signal) throws IOException {
    String mask =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElseThrow();
    return (Long.parseUnsignedLong(mask, 16) >> (signal - 1) & 1) == 1;
  }
}
