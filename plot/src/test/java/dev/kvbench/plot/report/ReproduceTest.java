package dev.kvbench.plot.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.run.Environment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReproduceTest {
  private static String of(Environment environment) {
    return Reproduce.of(Samples.run(environment, List.of())).stream()
        .map(Element::toString)
        .collect(Collectors.joining());
  }

  private static Environment suite(Map<String, String> facts) {
    return Samples.ENVIRONMENT.with("suite", facts);
  }

  @Test
  void aSuiteIsItsNameAndWhatReplacedItsValues() {
    assertThat(
            of(
                suite(
                    Map.of(
                        "name", "quick",
                        "parameters", "{steps=[16, 32], threads=[1]}",
                        "only", "{engine=[script], arm=[cached]}",
                        "forks", "5",
                        "timeLimit", "PT1H30M"))))
        .contains(
            "git checkout 0123456789abcdef\n"
                + "./bench suite quick -p steps=16,32 -p threads=1 --only engine=script"
                + " --only arm=cached --forks 5 --time-limit 90<",
            "no uncommitted changes");
    assertThat(
            of(
                suite(
                    Map.of(
                        "name", "quick",
                        "parameters", "none",
                        "forks", "the suite's",
                        "timeLimit", "none"))))
        .contains("./bench suite quick<");
  }

  @Test
  void whatComesFromAFileIsOneWordToTheShell() {
    assertThat(of(suite(Map.of("name", "a; rm -rf ~ $(id) 'b"))))
        .contains("./bench suite &#39;a; rm -rf ~ $(id) &#39;\\&#39;&#39;b&#39;<");
    assertThat(of(suite(Map.of("name", "a\nrm -rf ~"))))
        .contains("The command cannot be told")
        .doesNotContain("./bench");
    assertThat(of(Samples.with("build", "git.commit", "HEAD; id"))).doesNotContain("git checkout");
    assertThat(RunCommand.quoted("")).isEqualTo("''");
  }

  /** ./bench would build the jar for a CPU, where device=cuda is an error. */
  @Test
  void onAGpuItIsTheJarWithItsVariables() {
    Environment quick = suite(Map.of("name", "quick"));
    assertThat(of(quick.with("engine", Map.of("device", "cuda", "env.PYTORCH_FLAVOR", "cu124"))))
        .contains("java -jar benchmarks.jar suite quick<", "set: PYTORCH_FLAVOR=cu124.")
        .doesNotContain("./bench");
    assertThat(of(quick.with("engine", Map.of("device", "cuda")))).contains("set: none.");
    assertThat(of(quick.with("engine", Map.of("device", "cpu", "env.PYTORCH_FLAVOR", "cpu"))))
        .contains("./bench suite quick<")
        .doesNotContain("PYTORCH_FLAVOR");
  }

  private static final Environment QUICK = suite(Map.of("name", "quick", "forks", "5"));

  @Test
  void aShardIsMeasuredAsAShard() {
    assertThat(of(QUICK.with("shard", Map.of("number", "1", "of", "2"))))
        .contains("./bench suite quick --forks 5 --shard 1/2<");
    assertThat(of(QUICK.with("shard", Map.of("number", "1, 3", "of", "3"))))
        .contains(
            "\n./bench suite quick --forks 5 --shard 1/3\n./bench suite quick --forks 5 --shard"
                + " 3/3<");
    assertThat(of(QUICK.with("shard", Map.of("number", "one"))))
        .contains("The command cannot be told")
        .doesNotContain("./bench");
  }

  @Test
  void mergedRunsOfSeveralSuitesOrOptionsHaveNoOneCommand() {
    for (Map<String, String> facts :
        List.of(
            Map.of("name", "batch; decode", "forks", "5"),
            Map.of("name", "quick", "forks", "the suite's; 5"))) {
      assertThat(of(suite(facts).with("run", Map.of("mergedFrom", "a, b"))))
          .contains("The command cannot be told: the runs that were merged")
          .doesNotContain("./bench");
    }
    assertThat(of(QUICK.with("run", Map.of("mergedFrom", "a, b"))))
        .contains("./bench suite quick --forks 5<");
  }

  @Test
  void aSideOfAPairIsNotASuite() {
    Map<String, String> pair = new LinkedHashMap<>();
    pair.put("side", "base");
    pair.put("jar", "old.jar");
    pair.put("java", "/opt/jdk/bin/java");
    pair.put("parameter policy", "shift");
    assertThat(of(QUICK.with("pair", pair)))
        .contains(
            "one side, the base, of two that were measured in turns by pair",
            "This side was old.jar on /opt/jdk/bin/java with policy shift; of both sides were the"
                + " suite and options quick --forks 5.")
        .doesNotContain("./bench");
  }

  @Test
  void aRunInTurnsWithAPeerIsNotASuite() {
    assertThat(
            of(
                suite(Map.of("name", "quick", "parameters", "{steps=[128, 512]}", "forks", "4"))
                    .with("peers", Map.of("rounds", "4 of 4"))))
        .contains(
            "Its words were interleave --suite quick --rounds 4 --suite-args=&#39;-p"
                + " steps=128,512&#39;.")
        .doesNotContain("./bench");
  }

  @Test
  void qualityAndTrainingHaveCommandsOfTheirOwn() {
    assertThat(
            of(
                Samples.ENVIRONMENT.with(
                    "quality", Map.of("policies", "ring, hop", "windows", "4", "seed", "7"))))
        .contains("./bench quality --policies ring,hop --windows 4 --seed 7 --threads 2<");
    assertThat(of(Samples.ENVIRONMENT.with("training", Map.of("training.steps", "20"))))
        .contains("./bench train --steps 20 --threads 2<");
  }

  @Test
  void changesThatNoCommitSaysAreSaid() {
    assertThat(of(Samples.with("build", "git.dirty", "true")))
        .contains("with uncommitted changes, which the commit does not say");
  }
}
