package dev.kvbench.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kvbench.results.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuiteFileTest {
  private static final String GROUP = "rows: [{benchmark: GenerateBenchmark.cached}]";
  private static final String COUNTS = "forks: 1\nwarmup-tokens: 0\nmeasured-tokens: 1\n";

  @Test
  void aGroupMayHaveItsOwnCounts() {
    Suite suite =
        SuiteFile.parse(
            "x",
            "x.yaml",
            COUNTS
                + "rows:\n"
                + "  - {benchmark: A.b, params: {steps: [1, 2], policy: shift}}\n"
                + "  - {benchmark: A.c, forks: 7, warmup-tokens: 9, measured-tokens: 3}\n");
    assertThat(suite.groups().get(0).params())
        .containsEntry("steps", List.of("1", "2"))
        .containsEntry("policy", List.of("shift"));
    assertThat(suite.groups().get(0).forks()).isEqualTo(1);
    assertThat(suite.groups().get(1).forks()).isEqualTo(7);
    assertThat(suite.groups().get(1).warmup()).isEqualTo(new Suite.Amount(9, true));
    assertThat(suite.groups().get(1).measured()).isEqualTo(new Suite.Amount(3, true));
  }

  @Test
  void aUsersOwnFileIsReadByPath(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, COUNTS + GROUP);
    assertThat(SuiteFile.load(file.toString()).name()).isEqualTo("mine");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rows: []                      | $.rows is not a list of at least one group",
        "rows: 5                       | $.rows is not an array",
        "[1, 2]                        | $ is not an object",
        "''                            | $ is not an object",
        "rows: [{params: {}}]          | $.rows[0] has no \"benchmark\"",
        "rows: [{benchmark: A.b}]      | $ has no \"forks\"",
        "{forks: 0, rows: [{benchmark: A.b}]} | $.forks is not at least 1",
        "{forks: .nan, rows: [{benchmark: A.b}]} | has a bare NaN at $.forks",
        "{forks: 1, rows: [{benchmark: A.b}]} | $.rows[0] has neither warmup-tokens nor warmup-it",
        "{warmup-tokens: 1, warmup-iterations: 1, forks: 1, rows: [{benchmark: A.b}]} | $ has both"
            + " warmup-tokens and warmup-iterations",
        "'rows: [unclosed'             | not YAML: line 1: expected ',' or ']'",
        "'{rows: 1, rows: 2}'          | not YAML: line 1: found duplicate key rows",
        "'rows: &rows [*rows]'         | not YAML: Number of aliases",
        "'colour: red'                 | unknown key 'colour'; there are description, forks,"
            + " measured-iterations",
        "rows: [{benchmark: A.b, params: {steps: []}}] | $.rows[0].params.steps has no value",
        "rows: [{benchmark: A.b, params: {steps: {a: 1}}}] | $.rows[0].params.steps is not a value",
        "rows: [{benchmark: A.b, params: {steps: [1, null]}}] | params.steps[1] is not a value",
        "rows: [{benchmark: A.b, params: {steps: [[1, 2]]}}] | params.steps[0] is not a value",
        "rows: [{benchmark: A.b, params: {policy: }}] | params.policy is not a value or a list of",
        "rows: [{benchmark: A.b, step: 5}] | unknown key 'step'",
        "'!!java.net.URL [x]'          | not YAML"
      })
  void saysWhatIsWrongInOneLine(String text, String message) {
    assertThatThrownBy(() -> SuiteFile.parse("x", "x.yaml", text))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("x.yaml: ")
        .hasMessageContaining(message)
        .message()
        .hasLineCount(1);
  }
}
