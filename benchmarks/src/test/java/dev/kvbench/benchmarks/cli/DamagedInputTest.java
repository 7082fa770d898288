package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Some hundreds of damaged files through every command that reads results: a result of finite
 * numbers and exit 0 or 1, or exit 2 or 3 and one line that says what is wrong.
 */
class DamagedInputTest {
  private static final int FILES = 300;

  /** A picture takes a fifth of a second. */
  private static final int PICTURES = 6;

  /** What is written to the disk each time takes milliseconds. */
  private static final int WRITTEN = 100;

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

  /** Made once: it reads the suites. */
  private static final CommandLine COMMANDS = KvbenchCommand.commandLine();

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Random random = new Random(5);
  private PrintStream terminal;
  private int refused;

  @BeforeEach
  void listen() {
    terminal = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void hush() {
    System.setOut(terminal);
  }

  private static String rows(int firstSteps, int rows) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < rows; i++) {
      text.append(i == 0 ? "" : ",")
          .append("{\"jmhVersion\":\"1.37\",\"benchmark\":\"dev.kvbench.benchmarks.")
          .append("GenerateBenchmark.")
          .append(i % 2 == 0 ? "cached" : "uncached")
          .append("\",\"mode\":\"ss\",\"threads\":1,\"forks\":3,\"jdkVersion\":\"17\",")
          .append("\"params\":{\"steps\":\"")
          .append(firstSteps + i / 2)
          .append("\",\"blockSize\":\"128\",\"embedSize\":\"64\",\"policy\":\"shift\"},")
          .append("\"primaryMetric\":{\"score\":1.5,\"scoreError\":\"NaN\",")
          .append("\"scoreUnit\":\"s/op\",\"rawData\":[[1.5,1.4],[1.6,1.5],[1.7,1.4]]},")
          .append("\"secondaryMetrics\":{\"exact\":{\"score\":1,\"scoreError\":\"NaN\",")
          .append("\"scoreUnit\":\"value\",\"rawData\":[[1],[1],[1]]}}}");
    }
    return text.append("]").toString();
  }

  private Path run(String name, String rows) throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    Files.writeString(run.resolve("jmh.json"), rows);
    Files.writeString(run.resolve("environment.json"), ENVIRONMENT);
    return run;
  }

  /** Damages one of the two files of a run, and leaves the other whole. */
  private void damage(Path run, String rows) throws IOException {
    boolean environment = random.nextInt(4) == 0;
    Files.writeString(run.resolve("jmh.json"), rows);
    Files.writeString(run.resolve("environment.json"), ENVIRONMENT);
    Files.write(
        run.resolve(environment ? "environment.json" : "jmh.json"),
        Damage.of(environment ? ENVIRONMENT : rows, random));
  }

  private int execute(Object... words) {
    out.reset();
    StringWriter err = new StringWriter();
    int exit =
        COMMANDS
            .setErr(new PrintWriter(err, true))
            .execute(List.of(words).stream().map(Object::toString).toArray(String[]::new));
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

  /** Damage was done, and not so much that nothing but the first character is ever read. */
  private void assertSomeWereRefused() {
    assertSomeWereRefused(FILES);
  }

  private void assertSomeWereRefused(int files) {
    assertThat(refused).isBetween(files / 3, files - files / 50);
  }

  @Test
  void compare() throws IOException {
    Path good = run("good", rows(1, 2));
    Path bad = run("bad", rows(1, 2));
    for (int i = 0; i < FILES; i++) {
      damage(bad, rows(1, 2));
      execute(
          "compare", "--baseline", good, "--candidate", bad, "--json", folder.resolve("v.json"));
    }
    assertSomeWereRefused();
  }

  @Test
  void merge() throws IOException {
    Path good = run("good", rows(1, 2));
    Path bad = run("bad", rows(2, 2));
    for (int i = 0; i < FILES; i++) {
      damage(bad, rows(2, 2));
      Path output = folder.resolve("merged" + i);
      if (execute("merge", good, bad, "--output", output) != 0) {
        assertThat(output).doesNotExist();
      }
    }
    assertSomeWereRefused();
  }

  @Test
  void historyAdd() throws IOException {
    Path bad = run("bad", rows(1, 2));
    Path file = folder.resolve("history.jsonl");
    for (int i = 0; i < FILES; i++) {
      damage(bad, rows(1, 2));
      Files.deleteIfExists(file);
      if (execute("history", "add", bad, "--file", file) == 0) {
        assertThat(Files.readString(file)).endsWith("}\n").doesNotContain("NaN,", "Infinity");
      } else {
        assertThat(file).doesNotExist();
      }
    }
    assertSomeWereRefused();
  }

  /** With more rows than are drawn: only those that the damage makes a change of are. */
  @Test
  void historyShow() throws IOException {
    Path file = folder.resolve("history.jsonl");
    Path run = run("run", rows(1, 14));
    for (int i = 0; i < 3; i++) {
      Files.writeString(
          run.resolve("environment.json"), ENVIRONMENT.replace("00:00:00", "00:00:0" + i));
      assertThat(execute("history", "add", run, "--file", file)).isZero();
    }
    String history = Files.readString(file);
    for (int i = 0; i < FILES; i++) {
      Files.write(file, Damage.of(history, random));
      execute("history", "show", "--file", file, "--output", folder.resolve("charts"));
    }
    assertSomeWereRefused();
  }

  @Test
  void plot() throws IOException {
    Path bad = run("bad", rows(1, 4));
    int plotted = 0;
    for (int i = 0; i < PICTURES; i++) {
      damage(bad, rows(1, 4));
      plotted += execute("plot", bad) == 0 ? 1 : 0;
    }
    assertThat(plotted).isEqualTo(PICTURES - refused);
    assertSomeWereRefused(PICTURES);
  }

  @Test
  void calibrate() throws IOException {
    Path bad = run("bad", rows(1, 4));
    Path good = run("good", rows(1, 4));
    Path better = run("better", rows(1, 4).replace("1.7", "1.5"));
    for (int i = 0; i < WRITTEN; i++) {
      damage(bad, rows(1, 4));
      execute("calibrate", bad, good, better, "--output", folder.resolve("noise.json"));
    }
    assertSomeWereRefused(WRITTEN);
  }

  /** A report is of what can be read: it refuses less. */
  @Test
  void report() throws IOException {
    Path bad = run("bad", rows(1, 4));
    Path page = bad.resolve("report.html");
    for (int i = 0; i < PICTURES; i++) {
      damage(bad, rows(1, 4));
      Files.deleteIfExists(page);
      if (execute("report", bad) == 0) {
        assertThat(Files.readString(page)).contains("</html>");
      } else {
        assertThat(page).doesNotExist();
      }
    }
    assertThat(refused).isBetween(1, PICTURES - 1);
  }

  /** A generation so long that nobody could have measured it. */
  @Test
  void lengthsBeyondAllMeasureHaveChartsAndAPage() throws IOException {
    String rows = rows(1, 8);
    assertThat(rows).contains("\"steps\":\"4\"");
    for (String steps : List.of("2147483648", "99999999999", "9223372036854775807")) {
      Path run = run("long", rows.replace("\"steps\":\"4\"", "\"steps\":\"" + steps + "\""));
      assertThat(execute("report", run)).isZero();
      assertThat(Files.readString(run.resolve("report.html"))).contains("</html>");
      assertThat(execute("plot", run)).isZero();
    }
  }
}
