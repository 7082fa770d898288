package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.MissingRows;
import dev.kvbench.results.run.RunDirectory;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The jar against itself: what a pair leaves on disk, in which order it measures, how it fails. */
class PairIT {
  private static final String JAR =
      Path.of(System.getProperty("kvbench.jar")).toAbsolutePath().normalize().toString();

  private static final String TINY =
      """
      description: seconds only
      forks: 1
      warmup-iterations: 0
      measured-iterations: 2
      rows:
        - benchmark: GenerateBenchmark.cached
          params: {steps: 4, blockSize: 16, embedSize: 16}
      """;

  @TempDir Path folder;
  private Kvbench kvbench;

  @BeforeEach
  void writeSuite() throws IOException {
    Files.writeString(folder.resolve("tiny.yaml"), TINY);
    kvbench = new Kvbench(folder);
  }

  @Test
  void twoJarsAreMeasuredInTurns() throws Exception {
    Kvbench.Ended ended = kvbench.run("pair", JAR, JAR, "tiny.yaml", "--forks", "2");
    assertThat(ended.err()).isEmpty();
    // What the verdict is rests on the machine; tokens and operations are the same in any case.
    assertThat(ended.exit()).isIn(0, 1);
    assertThat(ended.out()).doesNotContain("tokenHash").doesNotContain("operationsPerToken");
    String figure = "[0-9.]+ s";
    assertThat(ended.out().lines().filter(line -> line.startsWith("row 1 of 1, fork")))
        .satisfiesExactly(
            line -> assertThat(line).matches(turn(1, "base " + figure + ", candidate " + figure)),
            line -> assertThat(line).matches(turn(2, "candidate " + figure + ", base " + figure)));

    for (String side : List.of("base", "candidate")) {
      RunDirectory run = RunDirectory.open(run(side));
      assertThat(ended.out()).contains(side + " in " + folder.relativize(run.path()));
      List<Row> rows = run.rows();
      assertThat(rows).hasSize(1);
      assertThat(rows.get(0).forks()).isEqualTo(2);
      assertThat(rows.get(0).primary().rawData()).hasSize(2).allMatch(fork -> fork.size() == 2);
      assertThat(rows.get(0).secondary()).containsKeys("tokenHash", "exact");
      assertThat(Files.readString(run.log()).lines().filter(line -> line.contains(" -foe true ")))
          .hasSize(2)
          .allMatch(line -> line.contains("-p steps=4") && line.contains("-p embedSize=16"));
      assertEnvironment(run.environment(), side);
    }
    Kvbench.Ended plot = kvbench.run("plot", run("base").toString());
    assertThat(plot.exit()).as(plot.err()).isZero();
  }

  /** Each jar has suites of its own; a row that a change takes away must not go unnoticed. */
  @Test
  void aRowThatOnlyBaseHasIsMissing() throws Exception {
    Path changed = folder.resolve("changed.jar");
    Files.copy(Path.of(JAR), changed);
    try (FileSystem jar = FileSystems.newFileSystem(changed)) {
      Path smoke = jar.getPath("suites", "smoke.yaml");
      Files.writeString(
          smoke, Files.readString(smoke).replace("steps: [16, 128]", "steps: [16, 32]"));
    }
    String[] options = {"smoke", "-p", "blockSize=16", "-p", "embedSize=16", "--forks", "1"};
    Kvbench.Ended ended =
        kvbench.run(
            Stream.concat(Stream.of("pair", JAR, "changed.jar"), Stream.of(options))
                .toArray(String[]::new));
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exit()).isEqualTo(3);
    assertThat(ended.out())
        .contains("row 1 of 2", "2 missing from the candidate")
        .contains(" steps=128 ")
        .contains("(the candidate has no such row)")
        .containsPattern("new in the candidate, not measured: .* steps=32 ");
    assertThat(RunDirectory.open(run("base")).rows())
        .hasSize(2)
        .allMatch(row -> row.params().get("steps").equals("16"));
  }

  private static String turn(int fork, String figures) {
    return "row 1 of 1, fork "
        + fork
        + " of 2: cached: "
        + figures
        + " \\(.* gone, about .* left\\)";
  }

  private static void assertEnvironment(Environment environment, String side) {
    for (String fact :
        List.of(
            "machine/cpu",
            "os/name",
            "jvm/version",
            "engine/device",
            "build/git.commit",
            "build/git.dirty",
            "suite/text",
            "model/summary",
            "run/started",
            "run/ended")) {
      String[] path = fact.split("/", 2);
      assertThat(environment.get(path[0], path[1])).as(fact).isNotEmpty();
    }
    assertThat(environment.get("run", "state")).hasValue("complete");
    assertThat(environment.get("pair", "side")).hasValue(side);
    assertThat(environment.get("pair", "jar")).hasValue("benchmarks.jar");
  }

  /** The suite has rows with the parameter and rows without it. */
  @Test
  void aParameterCanVaryInTheRowsThatHaveIt() throws Exception {
    Files.writeString(
        folder.resolve("two.yaml"),
        TINY + "  - benchmark: CeilingBenchmark.smallOperation\n    params: {threads: 1}\n");
    Kvbench.Ended ended =
        kvbench.run("pair", JAR, "two.yaml", "--vary", "policy=shift,ring", "--forks", "1");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exit()).isIn(0, 1);
    assertThat(policies("base")).containsExactly("shift", "none");
    assertThat(policies("candidate")).containsExactly("ring", "none");
    assertThat(RunDirectory.open(run("candidate")).environment().get("pair", "parameter policy"))
        .hasValue("ring");
  }

  private List<String> policies(String side) throws IOException {
    return values(side, "policy");
  }

  private List<String> values(String side, String parameter) throws IOException {
    return RunDirectory.open(run(side)).rows().stream()
        .map(row -> row.params().getOrDefault(parameter, "none"))
        .toList();
  }

  /** Nothing else tells the sides apart; the other parameter is of both. */
  @Test
  void twoValuesOfTheOneParameterAreTheTwoSides() throws Exception {
    Kvbench.Ended ended =
        kvbench.run(
            "pair",
            JAR,
            JAR,
            "tiny.yaml",
            "--param",
            "engine=eager,script",
            "-p",
            "steps=8",
            "--forks",
            "1");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exit()).isIn(0, 1);
    assertThat(ended.out().lines())
        .containsOnlyOnce(
            "the sides differ in engine: base eager, candidate script,"
                + " as with --vary engine=eager,script");
    assertThat(values("base", "engine")).containsExactly("eager");
    assertThat(values("candidate", "engine")).containsExactly("script");
    assertThat(values("base", "steps")).containsExactly("8");
    assertThat(values("candidate", "steps")).containsExactly("8");
    assertThat(ended.out()).contains("1 row: "); // the two are one row of the comparison
  }

  /** A JAVA_HOME by a link, and a java that keeps account of what it is asked for. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs a shell and links")
  void eachSideRunsOnItsOwnJvm() throws Exception {
    Path home = Path.of(System.getProperty("java.home"));
    Path linked = Files.createSymbolicLink(folder.resolve("linked"), home);
    Path calls = folder.resolve("calls.txt");
    Path noting = Files.createDirectories(folder.resolve("noting/bin")).resolve("java");
    Files.writeString(
        noting,
        "#!/bin/sh\necho \"$*\" >> '%s'\nexec '%s' \"$@\"\n"
            .formatted(calls, home.resolve("bin/java")));
    assertThat(noting.toFile().setExecutable(true)).isTrue();
    Kvbench.Ended ended =
        kvbench.run(
            "pair",
            JAR,
            "tiny.yaml",
            "--jvm",
            linked.toString(),
            "--jvm",
            noting.toString(),
            "--forks",
            "1");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exit()).isIn(0, 1);
    assertThat(ended.out()).contains("1 row: ").doesNotContain("the sides differ in");

    Environment base = RunDirectory.open(run("base")).environment();
    Environment candidate = RunDirectory.open(run("candidate")).environment();
    assertEnvironment(base, "base");
    assertEnvironment(candidate, "candidate");
    assertThat(base.get("pair", "java")).hasValue(linked.resolve("bin/java").toString());
    assertThat(candidate.get("pair", "java")).hasValue(noting.toString());
    assertThat(candidate.sections().get("jvm")).isEqualTo(base.sections().get("jvm"));
    for (String side : List.of("base", "candidate")) {
      assertThat(RunDirectory.open(run(side)).rows())
          .hasSize(1)
          .allMatch(row -> row.forks() == 1 && row.params().get("steps").equals("4"));
    }
    // The forks of one side, and of it alone, were asked of the second java.
    assertThat(Files.readAllLines(calls).stream().filter(call -> call.contains(" -foe true ")))
        .hasSize(1);
    Files.delete(linked); // JUnit would warn of it
  }

  @Test
  void aFailingRowIsNamedOnceAndTheOthersAreMeasured() throws Exception {
    Files.writeString(
        folder.resolve("tiny.yaml"),
        TINY.replace("params: {", "params: {batchSize: [" + Integer.MAX_VALUE + ", 1], "));
    Kvbench.Ended ended = kvbench.run("pair", JAR, JAR, "tiny.yaml", "--forks", "2");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(ended.err())
        .startsWith("kvbench: failed: base, cached batchSize=" + Integer.MAX_VALUE + ": ")
        .contains("java.lang.OutOfMemoryError") // the benchmark's own, from the log
        .contains("log.txt");
    for (String side : List.of("base", "candidate")) {
      RunDirectory run = RunDirectory.open(run(side));
      assertThat(run.rows()).hasSize(1).allMatch(row -> row.forks() == 2);
      assertThat(run.environment().get("run", "state")).hasValue("complete, with failed rows");
      assertThat(MissingRows.of(run.environment()).failed().get("cached batchSize=2147483647"))
          .startsWith("on base, ");
    }
  }

  @Test
  void afterKillNothingGoesOnAndTheFinishedForksAreReadable() throws Exception {
    Path out = folder.resolve("out.txt");
    Process process =
        kvbench.start(
            out,
            folder.resolve("err.txt"),
            List.of(),
            Map.of(),
            "pair",
            JAR,
            JAR,
            "tiny.yaml",
            "--forks",
            "500");
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (!Files.exists(out) || !Files.readString(out).contains("fork 2 of 500")) {
      assertThat(process.isAlive() && System.nanoTime() < deadline)
          .as(Files.readString(folder.resolve("err.txt")))
          .isTrue();
      process.waitFor(50, TimeUnit.MILLISECONDS);
    }
    List<ProcessHandle> forks = new ArrayList<>();
    while (forks.size() < 2 && process.isAlive()) { // JMH and the JVM that it forks
      process.waitFor(20, TimeUnit.MILLISECONDS);
      forks = process.descendants().toList();
    }
    process.destroyForcibly().waitFor();
    for (ProcessHandle fork : forks) {
      fork.onExit().get(30, TimeUnit.SECONDS);
    }
    for (String side : List.of("base", "candidate")) {
      RunDirectory run = RunDirectory.open(run(side));
      assertThat(run.rows()).hasSize(1).allMatch(row -> row.forks() >= 2);
      assertThat(run.environment().get("run", "state")).hasValue("running or stopped");
    }
  }

  private Path run(String side) throws IOException {
    try (Stream<Path> runs = Files.list(folder.resolve("results/local"))) {
      return runs.filter(run -> run.toString().endsWith("-pair-" + side)).findFirst().orElseThrow();
    }
  }
}
