package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.benchmarks.Results;
import dev.kvbench.results.jmh.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/**
 * Damaged files through every command that reads results: a result of finite numbers and exit 0 or
 * 1, or exit 2 or 3 and one line that says what is wrong.
 */
class DamagedInputTest {
  private static final String ENVIRONMENT =
      """
      {"schema": 1,
       "machine": {"cpu": "EPYC", "logicalCores": "2"},
       "jvm": {"version": "17"},
       "engine": {"device": "cpu", "threads": "2"},
       "build": {"git.commit": "abc", "git.dirty": "false"},
       "model": {"layers": "4", "heads": "4", "embedSize": "64", "blockSize": "128"},
       "suite": {"name": "sweep"},
       "run": {"state": "complete", "started": "2026-01-01T00:00:00Z"}}
      """;

  /** Made once, for all lines. */
  private static final CommandLine COMMANDS = KvbenchCommand.commandLine();

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  private final Random random = new Random(5);
  private PrintStream terminal;
  private int refused;

  @BeforeEach
  void listen() {
    terminal = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    COMMANDS.setErr(new PrintWriter(err, true));
  }

  @AfterEach
  void hush() {
    System.setOut(terminal);
  }

  /** Both arms at so many lengths, which begin with this one. */
  private static String rows(int firstSteps, int lengths) {
    return Results.json(
        IntStream.range(0, 2 * lengths)
            .mapToObj(i -> row(firstSteps + i / 2, i % 2 == 0))
            .toList());
  }

  private static Row row(long steps, boolean cached) {
    return Results.with(
        Results.row(
            "GenerateBenchmark." + (cached ? "cached" : "uncached"),
            "blockSize=128 embedSize=64 policy=shift steps=" + steps,
            1.5,
            1.4,
            1.6),
        "exact",
        1);
  }

  private Path run(String name, String rows) throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    Files.writeString(run.resolve("jmh.json"), rows);
    Files.writeString(run.resolve("environment.json"), ENVIRONMENT);
    return run;
  }

  private int execute(String line) {
    out.reset();
    err.getBuffer().setLength(0);
    int exit = COMMANDS.execute(line.replace("@", folder.toString()).split(" "));
    String told = out.toString(StandardCharsets.UTF_8);
    // 1 and 3: compare found a regression, or a row missing, in what it could read
    if (exit == 0 || exit == 1 || told.contains("missing from the candidate")) {
      assertThat(err.toString()).isEmpty();
      // A parameter may well be called NaN.
      assertThat(told).doesNotContain("NaN s/op", "NaNx", "NaN %", "Infinity");
    } else {
      assertThat(exit).as(err.toString()).isIn(2, 3);
      assertThat(err.toString()).startsWith("kvbench: ").endsWith(System.lineSeparator());
      assertThat(err.toString().lines()).hasSize(1);
      refused++;
    }
    return exit;
  }

  /** What is refused leaves no output, the {@code #} of which is a number. */
  @ParameterizedTest
  @CsvSource({
    "compare --baseline @/good --candidate @/bad, 60, 1,",
    "merge @/good @/bad --output @/#merged, 40, 3, #merged",
    "history add @/bad --file @/#h.jsonl, 60, 1, #h.jsonl",
    "calibrate @/bad @/good @/better --output @/#noise.json, 40, 1, #noise.json",
    "plot @/bad, 4, 1,",
    "report @/bad -o @/#page.html, 6, 1, #page.html"
  })
  void aDamagedRunIsReadOrRefused(String line, int files, int firstSteps, String output)
      throws IOException {
    run("good", rows(1, 2));
    run("better", rows(1, 2).replace("1.6", "1.45"));
    String rows = rows(firstSteps, 2);
    for (int i = 0; i < files; i++) {
      Path bad = run("bad", rows);
      boolean environment = random.nextInt(4) == 0;
      Files.write(
          bad.resolve(environment ? "environment.json" : "jmh.json"),
          Damage.of(environment ? ENVIRONMENT : rows, random));
      int exit = execute(line.replace("#", "" + i));
      if (output != null) {
        assertThat(Files.exists(folder.resolve(output.replace("#", "" + i)))).isEqualTo(exit == 0);
      }
    }
    // Damage was done, and not so much that nothing but the first character is ever read.
    assertThat(refused).isBetween(Math.max(1, files / 3 - 1), files - files / 50);
  }

  /** With more rows than are drawn: only those that the damage makes a change of are. */
  @Test
  void aDamagedHistoryIsReadOrRefused() throws IOException {
    Path file = folder.resolve("h.jsonl");
    Path run = run("run", rows(1, 7));
    for (int i = 0; i < 3; i++) {
      Files.writeString(
          run.resolve("environment.json"), ENVIRONMENT.replace("00:00:00", "00:00:0" + i));
      assertThat(execute("history add @/run --file @/h.jsonl")).isZero();
    }
    String history = Files.readString(file);
    for (int i = 0; i < 40; i++) {
      Files.write(file, Damage.of(history, random));
      execute("history show --file @/h.jsonl --output @/charts");
    }
    assertThat(refused).isBetween(13, 39);
  }

  /** A generation so long that nobody could have measured it. */
  @Test
  void lengthsBeyondAllMeasureHaveChartsAndAPage() throws IOException {
    List<Row> rows =
        IntStream.range(2, 10)
            .mapToObj(i -> row(i < 8 ? i / 2 : Long.MAX_VALUE, i % 2 == 0))
            .toList();
    run("long", Results.json(rows));
    assertThat(execute("report @/long")).isZero();
    assertThat(folder.resolve("long/report.html")).content().contains("</html>");
    assertThat(execute("plot @/long")).isZero();
  }
}
