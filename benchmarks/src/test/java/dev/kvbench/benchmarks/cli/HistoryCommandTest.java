package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.benchmarks.Results;
import dev.kvbench.results.jmh.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The history from the command line: runs are added, and a change is found. */
class HistoryCommandTest {
  @TempDir Path folder;

  private Commands commands;

  @BeforeEach
  void aFolder() {
    commands = new Commands(folder);
  }

  /** A run directory as a suite leaves it: two rows, three forks. */
  private void run(String name, int day, double cached, double uncached) throws IOException {
    Path run = Files.createDirectory(folder.resolve(name));
    Files.writeString(
        run.resolve("jmh.json"),
        Results.json(List.of(row("cached", cached), row("uncached", uncached))));
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

  private static Row row(String method, double seconds) {
    return Results.row(
        "GenerateBenchmark." + method, "steps=64", seconds, seconds * 0.99, seconds * 1.01);
  }

  /** Ten runs; from the sixth on the cached arm takes 1.3 times as long. */
  private void history() throws Exception {
    for (int day = 1; day <= 10; day++) {
      double noise = 1 + 0.002 * (day * 3 % 7);
      run("run" + day, day, noise * (day < 6 ? 0.1 : 0.13), noise * 0.5);
      Kvbench.Ended ended = commands.line("history add --file @/h.jsonl @/run" + day);
      assertThat(ended.exit()).as(ended.err()).isZero();
    }
  }

  @Test
  void aChangeIsFoundAndDrawn() throws Exception {
    history();
    Kvbench.Ended ended = commands.line("history show --file @/h.jsonl --output @/charts");
    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(ended.out())
        .contains("AMD EPYC, 2 cores, no GPU, Debian GNU/Linux, JVM 17.0.15")
        .containsPattern(
            "Benchmark\\.cached +10 +0\\.13\\d +s/op +abcde05 -> abcde06 +6 +1\\.30× +0\\.0")
        .containsPattern("Benchmark\\.uncached +10 +0\\.50\\d +s/op +none")
        .contains("history-GenerateBenchmark.cached.png");
    assertThat(folder.resolve("charts/history-GenerateBenchmark.uncached.svg")).isNotEmptyFile();
    assertThat(ended.err()).isEmpty();

    Kvbench.Ended none =
        commands.line(
            "history show --file @/h.jsonl --row .uncached --output @/few --machine EPYC");
    assertThat(none.out()).contains("no change point of at least 5.0 % (alpha 0.05 for each row)");
    try (Stream<Path> charts = Files.list(folder.resolve("few"))) {
      assertThat(charts).hasSize(2);
    }
    Kvbench.Ended strict =
        commands.line("history show --file @/h.jsonl --alpha 0.001 --output @/few");
    assertThat(strict.out()).contains("a change can be found from 14 runs on; 2 rows have fewer");
  }

  @Test
  void aMetricsHistoryIsLookedAtByItsName() throws Exception {
    history();
    Kvbench.Ended ended =
        commands.line(
            "history show --file @/h.jsonl --metric tokensPerOperation --output @/metric");
    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(ended.out()).containsPattern("Benchmark\\.cached +10 +64\\.0 +value +none");
    Kvbench.Ended unknown = commands.line("history show --file @/h.jsonl --metric speed");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err())
        .contains("no run has metric 'speed'; runs have the metrics [tokensPerOperation]");
  }

  @Test
  void aRunIsAddedOnce() throws Exception {
    run("run", 1, 0.1, 0.5);
    Kvbench.Ended first = commands.line("history add --file @/h.jsonl @/run");
    assertThat(first.out())
        .contains("2 rows of quick at abcde01 are line 1 of " + folder.resolve("h.jsonl"));
    byte[] before = Files.readAllBytes(folder.resolve("h.jsonl"));
    Kvbench.Ended again = commands.line("history add --file @/h.jsonl @/run");
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err()).contains("h.jsonl:1: has this run already").hasLineCount(1);
    assertThat(Files.readAllBytes(folder.resolve("h.jsonl"))).isEqualTo(before);
  }
}
