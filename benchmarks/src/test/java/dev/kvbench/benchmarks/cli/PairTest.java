package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pairs whose JVMs are scripts: they answer at once what a jar would after a while, so that the
 * figures, and with them the verdicts, are known.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "scripts of a shell")
class PairTest {
  /** A java of version 17 whose forks take 1 s, or 3 s with the engine script, and fail at 666. */
  private static final String JAVA =
      """
      #!/bin/sh
      echo "$*" >> "$0.calls"
      case "$*" in
        *-XshowSettings*)
          echo "    java.specification.version = 17"; echo "    java.vm.vendor = nobody"; exit;;
        *--version)
          echo "git.commit abc"; echo "git.dirty false"; echo "djl 1"; echo "libtorch 2"; exit;;
        *--list*)
          for steps in 4 OTHER; do
            echo "dev.kvbench.benchmarks.GenerateBenchmark.cached batchSize=1 blockSize=16 device=cpu\\
       dtype=float32 embedSize=16 engine=eager heads=4 layers=4 policy=shift seed=1337\\
       steps=$steps threads=1"
          done
          exit;;
        *steps=666*) echo "java.lang.OutOfMemoryError: much too long"; exit 1;;
        *engine=script*) time=3;;
        *) time=1;;
      esac
      params=
      while [ $# -gt 0 ]; do
        case "$1" in
          -p) params="$params,\\"${2%%=*}\\": \\"${2#*=}\\"";;
          -rff) result="$2";;
        esac
        shift
      done
      forks=$(grep -c rff "$0.calls")
      metric="\\"scoreError\\": \\"NaN\\", \\"scoreUnit\\": \\"s/op\\""
      cat > "$result" <<EOF
      [{"benchmark": "dev.kvbench.benchmarks.GenerateBenchmark.cached", "mode": "ss", "threads": 1,
        "forks": 1, "params": {${params#,}}, "secondaryMetrics": {},
        "primaryMetric": {"score": $time.0$forks, $metric, "rawData": [[$time.0$forks]]}}]
      EOF
      """;

  private static final String TINY =
      """
      forks: 1
      warmup-iterations: 0
      measured-iterations: 1
      rows:
        - benchmark: GenerateBenchmark.cached
          params: {steps: %s, blockSize: 16, embedSize: 16, device: cpu, threads: 1}
      """;

  @TempDir Path folder;
  private Commands commands;

  @BeforeEach
  void writeFiles() throws IOException {
    java("java", "8");
    Files.writeString(folder.resolve("a.jar"), "");
    Files.writeString(folder.resolve("b.jar"), "other");
    Files.writeString(folder.resolve("tiny.yaml"), TINY.formatted("[4, 8]"));
    commands = new Commands(folder);
  }

  /** A java whose jar has a row of so many steps beside the one of 4. */
  private void java(String name, String steps) throws IOException {
    Path java = Files.writeString(folder.resolve(name), JAVA.replace("OTHER", steps));
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  private Kvbench.Ended pair(String options) throws IOException {
    return commands.line("pair " + options + " --output @/runs --json @/verdict.json");
  }

  private RunDirectory run(String end) throws IOException {
    return RunDirectory.open(commands.runDirectory("runs", end));
  }

  private static final String JVMS = " @/tiny.yaml --jvm @/java --jvm @/java";

  @Test
  void whatLooksChangedIsMeasuredAgainAndCalledSo() throws IOException {
    Kvbench.Ended ended =
        pair("@/a.jar" + JVMS + " -p steps=4 --vary engine=eager,script --forks 4");
    assertThat(ended.exit()).as(ended.out() + ended.err()).isEqualTo(1);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .contains("row 1 of 1, fork 1 of 4: GenerateBenchmark.cached: base 1.0", ", candidate 3.0")
        .contains("measured again, for it looks changed, which may be chance: 1 of 1 rows")
        .containsPattern(
            "again: row 1 of 1, fork 1 of 4: GenerateBenchmark.cached: candidate 3.*, base 1.")
        .contains("4/4 forks, the same verdict");
    JsonObject verdict =
        JsonParser.parseString(Files.readString(folder.resolve("verdict.json")))
            .getAsJsonObject()
            .getAsJsonArray("rows")
            .get(0)
            .getAsJsonObject();
    assertThat(verdict.get("verdict").getAsString()).isEqualTo("REGRESSED");
    for (String side : List.of("base", "candidate", "base-again", "candidate-again")) {
      RunDirectory run = run("-pair-" + side);
      assertThat(run.rows()).hasSize(1).allMatch(row -> row.forks() == 4);
      assertEnvironment(run.environment(), side.replace("-again", ""));
    }
    assertThat(run("-pair-candidate").environment().get("pair", "parameter engine"))
        .hasValue("script");
  }

  private static void assertEnvironment(Environment environment, String side) {
    assertThat(environment.get("run", "state")).hasValue("complete");
    assertThat(environment.get("run", "command").orElseThrow()).startsWith("pair ");
    assertThat(environment.get("pair", "side")).hasValue(side);
    assertThat(environment.get("pair", "jar")).hasValue("a.jar");
    assertThat(environment.get("jvm", "vendor")).hasValue("nobody");
    assertThat(environment.get("build", "git.commit")).hasValue("abc");
    assertThat(environment.get("engine", "libtorch")).hasValue("2");
    for (String fact : List.of("machine/cpu", "os/name", "suite/text", "model/dtype")) {
      String[] path = fact.split("/", 2);
      assertThat(environment.get(path[0], path[1])).as(fact).isNotEmpty();
    }
  }

  /** Nothing else tells the sides apart. */
  @Test
  void twoValuesOfTheOneParameterAreTheTwoSides() throws IOException {
    Kvbench.Ended ended =
        pair("@/a.jar @/a.jar @/tiny.yaml -p policy=shift,ring -p steps=4 --forks 1");
    assertThat(ended.exit()).isEqualTo(2); // the jar is none, which this JVM finds out
    assertThat(ended.out())
        .contains(
            "the sides differ in policy: base shift, candidate ring,"
                + " as with --vary policy=shift,ring");
  }

  /** The second JVM, and it alone, is asked for the forks of the candidate, the suite's one. */
  @Test
  void eachSideRunsOnItsOwnJvm() throws IOException {
    java("other", "8");
    Kvbench.Ended ended = pair("@/a.jar @/tiny.yaml --jvm @/java --jvm @/other -p steps=4");
    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("no time can be called changed with so few forks a side (1)");
    for (String java : List.of("java", "other")) {
      assertThat(Files.readAllLines(folder.resolve(java + ".calls")))
          .filteredOn(call -> call.contains(" -foe true ") && call.contains("-p embedSize=16"))
          .hasSize(1);
    }
    assertThat(run("-pair-candidate").environment().get("pair", "java"))
        .hasValue(folder.resolve("other").toString());
    assertThat(run("-pair-base").environment().get("suite", "forks")).hasValue("the suite's");
    assertThat(run("-pair-base").log()).content().contains("-foe true").contains("-p steps=4");
  }

  @Test
  void aFailingRowIsNamedOnceAndTheOthersAreMeasured() throws IOException {
    java("java", "666");
    Kvbench.Ended ended =
        pair("@/a.jar" + JVMS + " -p steps=666,4 --vary policy=shift,ring --forks 2");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .startsWith(
            "kvbench: failed: GenerateBenchmark.cached steps=666: on base,"
                + " java.lang.OutOfMemoryError: much")
        .contains("exit code 1; all of it in ", "log.txt");
    for (String side : List.of("base", "candidate")) {
      assertThat(run("-pair-" + side).rows()).singleElement().matches(row -> row.forks() == 2);
      assertThat(run("-pair-" + side).environment().get("run", "state"))
          .hasValue("complete, with failed rows");
    }
  }

  /** Each jar has suites of its own; a row that a change takes away must not go unnoticed. */
  @Test
  void aRowThatOnlyBaseHasIsMissing() throws IOException {
    java("other", "16");
    Kvbench.Ended ended =
        pair(
            "@/a.jar @/b.jar @/tiny.yaml --jvm @/java --jvm @/other --forks 1 -p seed=1337 -p"
                + " policy=shift");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exit()).as(ended.out()).isEqualTo(3);
    assertThat(ended.out())
        .contains("row 1 of 1", "1 missing from the candidate")
        .containsPattern(" steps=8 .*\\(the candidate has no such row\\)")
        .containsPattern("new in the candidate, not measured: .* steps=16 ");
    List<Row> rows = run("-pair-base").rows();
    assertThat(rows).singleElement().matches(row -> row.params().get("steps").equals("4"));
  }
}
