package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The history from the command line: runs are added, and a change is found. */
class HistoryIT {
  @TempDir Path folder;

  private Kvbench kvbench;

  @BeforeEach
  void aFolder() {
    kvbench = new Kvbench(folder);
  }

  /** A run directory as a suite leaves it: two rows, three forks. */
  private void run(String name, int day, double cached, double uncached) throws IOException {
    Path run = Files.createDirectory(folder.resolve(name));
    Files.writeString(
        run.resolve("jmh.json"),
        "[" + row("cached", cached) + "," + row("uncached", uncached) + "]");
    Files.writeString(
        run.resolve("environment.json"),
        """
        {"schema": 1,
         "machine": {"cpu": "AMD EPYC", "cpu.logicalCores": "2", "gpu": "none"},
         "os": {"name": "Debian GNU/Linux"},
         "jvm": {"version": "17.0.15"},
         "build": {"git.commit": "%07x", "git.dirty": "false"},
         "suite": {"name": "quick"},
         "run": {"started": "2026-11-%02dT04:00:00Z", "state": "complete"}}
        """
            .formatted(0xabcde00 + day, day));
  }

  private static String row(String method, double seconds) {
    return String.format(
        Locale.ROOT,
        """
        {"benchmark": "dev.kvbench.benchmarks.GenerateBenchmark.%s", "mode": "ss", "threads": 1,
         "forks": 3, "params": {"steps": "64"},
         "primaryMetric": {"score": %f, "scoreError": "NaN", "scoreUnit": "s/op",
                           "rawData": [[%f], [%f], [%f]]}, "secondaryMetrics": {}}
        """,
        method,
        seconds,
        seconds * 0.99,
        seconds,
        seconds * 1.01);
  }

  /** Ten runs; from the sixth on the cached arm takes 1.3 times as long. */
  private void history() throws Exception {
    for (int day = 1; day <= 10; day++) {
      double noise = 1 + 0.002 * (day * 3 % 7);
      run("run" + day, day, noise * (day < 6 ? 0.1 : 0.13), noise * 0.5);
      Kvbench.Ended ended = kvbench.run("history", "add", "run" + day);
      assertThat(ended.exit()).as(ended.err()).isZero();
    }
  }

  @Test
  void aChangeIsFoundAndDrawn() throws Exception {
    history();
    Kvbench.Ended ended = kvbench.run("history", "show");
    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(ended.out())
        .contains("AMD EPYC, 2 cores, no GPU, Debian GNU/Linux, JVM 17.0.15")
        .containsPattern(
            "Benchmark\\.cached +10 +0\\.13\\d +s/op +abcde05 -> abcde06 +6 +x1\\.30 +0\\.0")
        .containsPattern("Benchmark\\.uncached +10 +0\\.50\\d +s/op +none")
        .contains("history-GenerateBenchmark.cached.png");
    assertThat(folder.resolve("results/local/history/history-GenerateBenchmark.uncached.svg"))
        .isNotEmptyFile();
    assertThat(ended.err()).isEmpty();

    Kvbench.Ended none =
        kvbench.run(
            "history", "show", "--row", ".uncached", "--output", "charts", "--machine", "EPYC");
    assertThat(none.out()).contains("no change point of at least 5.0 % (alpha 0.05)");
    try (Stream<Path> charts = Files.list(folder.resolve("charts"))) {
      assertThat(charts).hasSize(2);
    }
    Kvbench.Ended strict = kvbench.run("history", "show", "--alpha", "0.001");
    assertThat(strict.out()).contains("a change can be found from 14 runs on; 2 rows have fewer");
  }

  @Test
  void aRunIsAddedOnce() throws Exception {
    run("run", 1, 0.1, 0.5);
    Kvbench.Ended first = kvbench.run("history", "add", "run");
    assertThat(first.out())
        .contains("2 rows of quick at abcde01 are line 1 of results/history.jsonl");
    byte[] before = Files.readAllBytes(folder.resolve("results/history.jsonl"));
    Kvbench.Ended again = kvbench.run("history", "add", "run");
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err())
        .startsWith("kvbench: results/history.jsonl:1: has this run already")
        .hasLineCount(1);
    assertThat(Files.readAllBytes(folder.resolve("results/history.jsonl"))).isEqualTo(before);
  }

  @Test
  void processesTakeTurns() throws Exception {
    List<Process> writers = new ArrayList<>();
    for (int day = 1; day <= 6; day++) {
      run("run" + day, day, 0.1, 0.5);
      writers.add(
          kvbench.start(
              folder.resolve(day + ".out"),
              folder.resolve(day + ".err"),
              List.of(),
              Map.of(),
              "history",
              "add",
              "run" + day));
    }
    for (Process writer : writers) {
      assertThat(writer.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(writer.exitValue()).isZero();
    }
    assertThat(folder.resolve("results/history.jsonl")).content().hasLineCount(6);
    assertThat(kvbench.run("history", "show").out()).contains("from 8 runs on");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "history                           | history needs a word more: add RUN, or show",
        "history add                       | Missing required parameter: 'RUN'",
        "history add nowhere               | nowhere: does not exist",
        "history add run --file run        | run: cannot write: ",
        "history show                      | results/history.jsonl: no such file; history add RUN makes it",
        "history show --file run/jmh.json  | run/jmh.json:1: is not JSON or cut off",
        "history show --alpha 0            | --alpha must be at least 0.001 and below 1, not 0.0",
        "history show --min-change -1      | --min-change must be from 0 to under 1000 percent, not -1.0",
        "history show --alpha few          | 'few' is not a double",
        "history frobnicate                | frobnicate"
      })
  void mistakesAreOneLineAndExitTwo(String arguments, String message) throws Exception {
    run("run", 1, 0.1, 0.5);
    Kvbench.Ended ended = kvbench.run(arguments.trim().split(" ", -1));
    assertThat(ended.err()).startsWith("kvbench: ").contains(message).hasLineCount(1);
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(folder.resolve("results")).doesNotExist();
  }
}
