package dev.kvbench.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.device.Torch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RowFilterTest {
  @BeforeAll
  static void startTorch() {
    Torch.start(0);
  }

  private static List<PlannedRow> rows(String suite, Map<String, List<String>> only) {
    List<PlannedRow> asked = Plan.asked(SuiteFile.load(suite), Map.of(), only, null);
    return Plan.entries(asked, false).stream().map(Plan.Entry::row).toList();
  }

  private static List<PlannedRow> all(String suite) {
    return rows(suite, Map.of());
  }

  /** Unlike -p, which would make every policy of the suite at this position. */
  @Test
  void theRowsThatStayAreRowsOfTheSuite() {
    List<PlannedRow> left = rows("decode", Map.of("position", List.of("16", "3000")));
    assertThat(left)
        .isNotEmpty()
        .isEqualTo(
            all("decode").stream()
                .filter(row -> row.params().getOrDefault("position", "").matches("16|3000"))
                .toList());
  }

  @Test
  void aDefaultThatTheSuiteDoesNotNameIsAValueToo() {
    assertThat(rows("smoke", Map.of("batchSize", List.of("1")))).isEqualTo(all("smoke"));
    assertThatThrownBy(() -> rows("smoke", Map.of("batchSize", List.of("2"))))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "no row of suite smoke has batchSize=2; --only leaves rows out, -p replaces values;"
                + " there are 1");
  }

  @Test
  void uncachedRowsHaveNoCacheAndStay() {
    List<PlannedRow> left = rows("article", Map.of("policy", List.of("shift")));
    assertThat(left).filteredOn(row -> row.method().equals("uncached")).hasSize(5);
    assertThat(left)
        .filteredOn(row -> row.method().equals("cached"))
        .hasSize(5)
        .allMatch(row -> row.params().get("policy").equals("shift"));
    assertThat(rows("decode", Map.of("cachedPercent", List.of("50"))))
        .allMatch(row -> row.params().containsKey("cachedPercent"))
        .extracting(row -> row.method() + row.params().get("promptLength"))
        .containsExactlyInAnyOrder("cached1024", "uncached1024", "uncached256", "uncached16");
  }

  @Test
  void armAndBenchmarkAreNamesToo() {
    assertThat(rows("article", Map.of("arm", List.of("uncached"))))
        .hasSize(5)
        .allMatch(row -> row.method().equals("uncached"));
    assertThat(rows("decode", Map.of("benchmark", List.of("PrefillBenchmark"))))
        .isNotEmpty()
        .allMatch(row -> row.benchmark().contains(".PrefillBenchmark."));
  }

  @Test
  void everyWishHolds() {
    assertThat(rows("quick", Map.of("engine", List.of("script"), "steps", List.of("32", "128"))))
        .hasSize(4)
        .allMatch(row -> row.params().get("engine").equals("script") && row.number("steps") <= 128);
    assertThatThrownBy(
            () -> rows("gpt2", Map.of("phase", List.of("prefill"), "engine", List.of("eager"))))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("no row of suite gpt2 has all of --only ");
  }

  /** The other rows could not run with the value. */
  @Test
  void onlyTheRowsThatStayHaveToBeAbleToRun() {
    assertThat(
            Plan.asked(
                SuiteFile.load("ladder"),
                Map.of("dtype", List.of("bfloat16")),
                Map.of("rung", List.of("step")),
                null))
        .isNotEmpty();
  }
}
