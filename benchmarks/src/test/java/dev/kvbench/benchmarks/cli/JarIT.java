package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The jar as a user has it: what only a JVM of its own, and its forks, can show. */
class JarIT {
  private static final String TINY =
      """
      description: seconds only
      forks: 2
      warmup-tokens: 8
      measured-tokens: 8
      rows:
        - benchmark: GenerateBenchmark.uncached
          params: {steps: 4, blockSize: 16, embedSize: 16, threads: 1}
        - benchmark: GenerateBenchmark.cached
          params: {steps: 4, blockSize: 16, embedSize: 16, threads: 1, batchSize: [1, 2147483647]}
      """;

  @TempDir Path folder;
  private Kvbench kvbench;

  @BeforeEach
  void writeSuite() throws IOException {
    Files.writeString(folder.resolve("tiny.yaml"), TINY);
    kvbench = new Kvbench(folder);
  }

  /** One of its rows fails, for no machine has memory for so many sequences. */
  @Test
  @Tag("exhaustive")
  void aSuiteLeavesRowsEnvironmentLogTableAndCharts() throws Exception {
    Kvbench.Ended ended = kvbench.run("suite", "tiny.yaml");
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .startsWith("kvbench: failed: GenerateBenchmark.cached batchSize=2147483647: ");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.out())
        .contains(
            "row 1 of 3, fork 1 of 2: GenerateBenchmark.uncached",
            "left)",
            "speed-up",
            "latency.png");

    RunDirectory run = RunDirectory.open(new Commands(folder).runDirectory("results/local", ""));
    List<Row> rows = run.rows();
    assertThat(rows).hasSize(2);
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.forks()).isEqualTo(2);
              assertThat(row.primary().rawData()).hasSize(2).allMatch(fork -> fork.size() == 2);
              assertThat(row.secondary()).containsKeys("exact", "tokenHash");
              assertThat(row.params()).containsEntry("device", "cpu");
            });
    for (String chart : List.of("latency.png", "latency.svg")) {
      assertThat(run.file(chart)).isNotEmptyFile();
    }
    assertThat(run.log()).content().contains("# Warmup Iteration").contains("Iteration   1:");
    Environment environment = run.environment();
    String facts =
        "machine/cpu os/name jvm/version engine/djl engine/libtorch engine/threads build/git.commit"
            + " build/git.dirty suite/name suite/text run/started run/ended";
    for (String fact : facts.split(" ")) {
      String[] path = fact.split("/", 2);
      assertThat(environment.get(path[0], path[1])).as(fact).isNotEmpty();
    }
    assertThat(environment.get("run", "state")).hasValue("complete, with failed rows");
    assertThat(environment.get("run", "command")).hasValue("suite tiny.yaml");
    assertThat(environment.sections().get("weights").values())
        .allMatch(hash -> hash.matches("sha256 [0-9a-f]{64}"));
  }

  @Test
  void whatAJvmLacksIsToldInALine() throws Exception {
    Kvbench.Ended noFolder =
        kvbench.run(
            List.of("-Djava.io.tmpdir=" + folder.resolve("none")), Map.of(), "suite", "tiny.yaml");
    assertThat(noFolder.exit()).isEqualTo(2);
    assertThat(noFolder.err())
        .contains("none, the folder for temporary files: cannot write: no such file")
        .hasLineCount(1);

    Files.writeString(
        folder.resolve("large.json"),
        IntStream.range(0, 1_000_000)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(",", "[", "]")));
    Kvbench.Ended noMemory = kvbench.run(List.of("-Xmx32m"), Map.of(), "plot", "large.json");
    assertThat(noMemory.exit()).isEqualTo(2);
    assertThat(noMemory.err())
        .contains("MiB of memory are not enough", "give more: JAVA_TOOL_OPTIONS=-Xmx")
        .hasLineCount(1);
  }

  /** Each jar has a suite of its own. */
  @Test
  @Tag("exhaustive")
  void aPairMeasuresWhatBothJarsHave() throws Exception {
    Path changed = folder.resolve("changed.jar");
    Files.copy(Kvbench.jar(), changed);
    try (FileSystem jar = FileSystems.newFileSystem(changed)) {
      Path smoke = jar.getPath("suites", "smoke.yaml");
      Files.writeString(
          smoke, Files.readString(smoke).replace("steps: [16, 128]", "steps: [16, 32]"));
    }
    String jar = Kvbench.jar().toAbsolutePath().normalize().toString();
    Kvbench.Ended ended =
        kvbench.run(
            ("pair " + jar + " changed.jar smoke -p blockSize=16 -p embedSize=16 --forks 1")
                .split(" "));
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exit()).isEqualTo(3);
    assertThat(ended.out())
        .contains("row 1 of 2", "2 missing from the candidate")
        .contains("(the candidate has no such row)")
        .doesNotContain("tokenHash", "operationsPerToken"); // the same on both sides
    try (Stream<Path> runs = Files.list(folder.resolve("results/local"))) {
      assertThat(runs)
          .hasSize(2)
          .allSatisfy(
              run ->
                  assertThat(RunDirectory.open(run).rows())
                      .hasSize(2)
                      .allMatch(row -> row.params().get("steps").equals("16")));
    }
  }

  @Test
  void jmhRunsWithItsOwnOptions() throws Exception {
    Kvbench.Ended ended =
        kvbench.run(
            ("GenerateBenchmark.cached -p device=auto -p threads=1 -p steps=4 -p blockSize=16"
                    + " -p embedSize=16 -f 1 -wi 0 -i 1 -rf json -rff rows.json")
                .split(" "));
    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(folder.resolve("rows.json")).content().contains("\"tokenHash\"", "\"exact\"");
  }

  /**
   * libtorch of another version than the bundled one: DJL has to fetch it, and must not in offline
   * mode.
   */
  @Test
  void aMistakeIsOneLineAndExitTwo() throws Exception {
    Kvbench.Ended natives =
        kvbench.run(
            List.of("-Dai.djl.offline=true"),
            Map.of("PYTORCH_VERSION", "1.13.1", "ENGINE_CACHE_DIR", folder + "/cache"),
            "suite",
            "smoke");
    assertThat(natives.err()).contains("cannot be fetched", "PYTORCH_LIBRARY_PATH");
    assertThat(natives.err().lines().filter(line -> line.startsWith("kvbench: "))).hasSize(1);
    assertThat(natives.exit()).isEqualTo(2);
    assertThat(folder.resolve("results")).doesNotExist();
  }

  /** The shell makes the characters, whatever this JVM's own locale. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void whatAPosixLocaleCannotReadIsRefused() throws Exception {
    for (String line :
        new String[] {
          "exec \"$0\" -jar \"$1\" generate --prompt \"$(printf 'Gr\\303\\274n')\"",
          "ENGINE_CACHE_DIR=\"$PWD/$(printf '\\303\\274')\" exec \"$0\" -jar \"$1\" generate"
              + " --steps 1"
        }) {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      String jar = Kvbench.jar().toAbsolutePath().normalize().toString();
      Kvbench.Ended ended =
          kvbench.end(List.of("sh", "-c", line, java, jar), Map.of("LC_ALL", "C"));
      assertThat(ended.err())
          .startsWith("kvbench: ")
          .contains("has characters that this locale's encoding, ", "set LC_ALL=C.UTF-8")
          .hasLineCount(1);
      assertThat(ended.out()).isEmpty();
      assertThat(ended.exit()).isEqualTo(2);
    }
  }

  private static List<String> problems(Kvbench.Ended ended) {
    return ended.out().lines().filter(line -> line.startsWith("problem ")).toList();
  }

  @Test
  void theDoctorFindsAMachineThatTestsPassOnWell() throws Exception {
    Kvbench.Ended ended = kvbench.run(List.of("-Djava.io.tmpdir=" + folder), Map.of(), "doctor");
    assertThat(ended.exit()).as(ended.out()).isZero();
    assertThat(problems(ended)).isEmpty();
    assertThat(ended.out())
        .containsSubsequence(
            "kvbench ",
            "system ",
            "processor ",
            "memory ",
            "GPU ",
            "folder ",
            "libtorch ",
            "cpu, engine eager, float32: both arms agree",
            "cpu, engine script, float32: both arms agree",
            "CUDA ",
            "Suites can run here.");
  }

  @Test
  void theDoctorTellsWhatIsMissing() throws Exception {
    Path library = folder.resolve(System.mapLibraryName("torch"));
    Files.writeString(library, "not a library");
    Map<String, String> broken =
        Map.of(
            "ENGINE_CACHE_DIR",
            library + "/cache",
            "PYTORCH_LIBRARY_PATH",
            folder.toString(),
            "PYTORCH_FLAVOR",
            "cpu");
    Kvbench.Ended ended = kvbench.run(List.of(), broken, "doctor", "--device", "cuda");
    assertThat(ended.exit()).as(ended.out()).isEqualTo(1);
    assertThat(ended.err()).isEmpty();
    assertThat(problems(ended)).singleElement().asString().contains("libtorch cannot be loaded");
    assertThat(ended.out())
        .contains("PYTORCH_FLAVOR=cpu", "nothing can be written there", "docs/cuda.md")
        .contains("Suites cannot run here: 1 problem, see above.");
  }

  @Test
  @Tag("exhaustive")
  void processesTakeTurnsAtAHistory() throws Exception {
    List<Process> writers = new ArrayList<>();
    Path reference = Path.of("..", "results", "reference").toAbsolutePath().normalize();
    List<String> runs = List.of("quick-xeon-2cpu", "batch-xeon-2cpu", "decode-xeon-2cpu");
    for (String run : runs) {
      writers.add(
          kvbench.start(
              folder.resolve(run + ".out"),
              folder.resolve(run + ".err"),
              "history",
              "add",
              reference.resolve(run).toString()));
    }
    for (Process writer : writers) {
      assertThat(writer.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(writer.exitValue()).isZero();
    }
    assertThat(folder.resolve("results/history.jsonl")).content().hasLineCount(runs.size());
  }
}
