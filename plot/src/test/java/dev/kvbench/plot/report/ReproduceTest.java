package dev.kvbench.plot.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.Environment;
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
                        "forks", "5",
                        "timeLimit", "PT1H30M"))))
        .contains(
            "git checkout 0123456789abcdef\n"
                + "./bench suite quick -p steps=16,32 -p threads=1 --forks 5 --time-limit 90<",
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
    assertThat(Reproduce.quoted("")).isEqualTo("''");
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
