package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
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
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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

  /** A timed row, one of the sampling mode, a rate, and one without raw data. */
  private static final String RESULT =
      """
      [{"benchmark": "dev.kvbench.benchmarks.GenerateBenchmark.cached",
        "mode": "ss", "threads": 1, "forks": 5, "warmupIterations": 2, "measurementIterations": 1,
        "params": {"policy": "ring"},
        "primaryMetric": {
          "score": 1.5, "scoreError": 0.1, "scoreConfidence": [1.4, 1.6], "scoreUnit": "us/op",
          "rawData": [[1.5], [1.501], [1.499], [1.5], [1.5]]}},
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

  /** Made once: it reads the suites. */
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
    "compare --baseline @/good --candidate @/bad, 200, 1,",
    "merge @/good @/bad --output @/#merged, 100, 3, #merged",
    "history add @/bad --file @/#h.jsonl, 200, 1, #h.jsonl",
    "calibrate @/bad @/good @/better --output @/#noise.json, 100, 1, #noise.json",
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
    for (int i = 0; i < 100; i++) {
      Files.write(file, Damage.of(history, random));
      execute("history show --file @/h.jsonl --output @/charts");
    }
    assertThat(refused).isBetween(33, 98);
  }

  /**
   * Every number of a result, one at a time, in turn replaced by what is none, on either side: the
   * file is refused, or the row fails, or nothing changes.
   */
  @Test
  void whatIsNoNumberIsRefusedOrChangesNoVerdict() throws IOException {
    Files.writeString(folder.resolve("good.json"), RESULT);
    Files.writeString(folder.resolve("bad.json"), RESULT + "\n");
    String json = " --json @/verdict.json";
    assertThat(execute("compare --baseline @/good.json --candidate @/bad.json" + json)).isZero();
    JsonArray sound = verdicts("rows");
    int failed = 0;
    List<MatchResult> numbers =
        Pattern.compile("(?<=[ \\[])\\d[.\\d]*").matcher(RESULT).results().toList();
    assertThat(numbers).hasSizeGreaterThan(30);
    for (MatchResult number : numbers) {
      for (String garbage : List.of("NaN", "-1", "null", "[]")) {
        String before = RESULT.substring(0, number.start());
        Files.writeString(
            folder.resolve("bad.json"), before + garbage + RESULT.substring(number.end()));
        for (String sides : List.of("good bad", "bad good")) {
          String[] side = sides.split(" ");
          String what = before.substring(before.lastIndexOf('\n')) + garbage;
          int exit =
              execute(
                  "compare --baseline @/%s.json --candidate @/%s.json".formatted(side[0], side[1])
                      + json);
          if (exit == 1) {
            failed++;
            assertThat(verdicts("failed").toString()).as(what).contains("bad.json");
            assertThat(verdicts("rows").toString())
                .as(what)
                .doesNotContain("REGRESSED", "IMPROVED");
          } else if (exit == 0) {
            assertThat(verdicts("rows")).as(what).isEqualTo(sound);
          } else {
            assertThat(exit).as(what).isEqualTo(2);
            assertThat(err.toString()).contains("bad.json");
          }
        }
      }
    }
    assertThat(refused + failed).isGreaterThan(4 * numbers.size());
  }

  private JsonArray verdicts(String part) throws IOException {
    JsonObject json =
        JsonParser.parseString(Files.readString(folder.resolve("verdict.json"))).getAsJsonObject();
    return json.getAsJsonArray(part);
  }

  /** A generation so long that nobody could have measured it. */
  @ParameterizedTest
  @CsvSource({"2147483648", "9223372036854775807"})
  void lengthsBeyondAllMeasureHaveChartsAndAPage(long steps) throws IOException {
    List<Row> rows =
        IntStream.range(2, 10).mapToObj(i -> row(i < 8 ? i / 2 : steps, i % 2 == 0)).toList();
    run("long", Results.json(rows));
    assertThat(execute("report @/long")).isZero();
    assertThat(folder.resolve("long/report.html")).content().contains("</html>");
    assertThat(execute("plot @/long")).isZero();
  }
}
