package dev.kvbench.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.device.Torch;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PlanTest {
  @BeforeAll
  static void startTorch() {
    Torch.start(0);
  }

  @Test
  void jmhsCountsReplaceThoseOfEveryGroup() {
    Suite suite = JmhSettings.of(List.of("gc"), "-Xmx1g", 0, 7).of(SuiteFile.load("decode"));
    assertThat(Plan.rows(suite, Map.of(), 2))
        .isNotEmpty()
        .allMatch(row -> row.forks() == 2 && row.warmupIterations() == 0 && row.iterations() == 7);
  }

  @Test
  void theArticlesSuiteIsItsFiveLengthsInThreeArms() {
    List<PlannedRow> rows = Plan.rows(SuiteFile.load("article"), Map.of(), null);
    assertThat(rows).hasSize(15);
    assertThat(rows).extracting(PlannedRow::method).containsOnly("cached", "uncached");
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(row.params())
                    .containsEntry("blockSize", "1024")
                    .containsEntry("embedSize", "256")
                    .containsKeys("device", "threads", "seed", "batchSize", "policy"));
    // What is compared is measured side by side.
    assertThat(rows)
        .extracting(row -> row.method() + row.params().get("steps"))
        .startsWith("uncached100", "cached100", "cached100", "uncached500", "cached500");
  }

  @Test
  void overridesReplaceValuesAndForks() {
    List<PlannedRow> rows =
        Plan.rows(
            SuiteFile.load("smoke"),
            Map.of("steps", List.of("7"), "policy", List.of("shift", "article")),
            9);
    assertThat(rows).allMatch(row -> row.number("steps") == 7 && row.forks() == 9);
    // Policies are no different to the uncached arm, which therefore is measured once.
    assertThat(rows)
        .extracting(PlannedRow::method)
        .containsExactlyInAnyOrder("uncached", "cached", "cached");
  }

  @Test
  void iterationsAreCountedInTokens() {
    Suite suite =
        SuiteFile.parse(
            "x",
            "x",
            "forks: 1\nwarmup-tokens: 1000\nmeasured-tokens: 500\n"
                + "rows: [{benchmark: GenerateBenchmark.cached,"
                + " params: {steps: [10, 500, 1000, 5000]}}]");
    List<PlannedRow> rows = Plan.rows(suite, Map.of(), null);
    assertThat(rows).extracting(PlannedRow::warmupIterations).containsExactly(100, 2, 1, 0);
    assertThat(rows).extracting(PlannedRow::iterations).containsExactly(50, 1, 1, 1);
  }

  /** One of them would win, and the other vanish. */
  @Test
  void twoGroupsOfOneRowMustAgree() {
    String rows =
        """
        warmup-tokens: 0
        measured-tokens: 1
        rows:
          - {benchmark: GenerateBenchmark.cached, forks: 1, params: {steps: [4, 8]}}
          - {benchmark: GenerateBenchmark.cached, forks: %d, params: {steps: 8}}
        """;
    assertThat(Plan.rows(SuiteFile.parse("x", "x", String.format(rows, 1)), Map.of(), null))
        .hasSize(2);
    assertThatThrownBy(
            () -> Plan.rows(SuiteFile.parse("x", "x", String.format(rows, 2)), Map.of(), null))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("two groups with dev.kvbench.benchmarks.GenerateBenchmark.cached ")
        .hasMessageContaining("steps=8");
  }

  /** decode has a group for hop and one for the others, of different counts. */
  @Test
  void groupsThatAnOverrideMakesTheSameAreOne() {
    List<PlannedRow> rows =
        Plan.rows(SuiteFile.load("decode"), Map.of("policy", List.of("ring")), null);
    assertThat(rows)
        .filteredOn(row -> row.method().equals("cached"))
        .extracting(row -> row.params().get("position"))
        .filteredOn(position -> position != null) // of single steps
        .doesNotHaveDuplicates()
        .contains("16", "3000");
  }

  @Test
  void theUncachedArmIsMeasuredOnceForAllSharesOfAPrompt() {
    List<PlannedRow> rows =
        Plan.rows(SuiteFile.load("decode"), Map.of("cachedPercent", List.of("0", "50")), null);
    assertThat(rows)
        .filteredOn(row -> row.benchmark().endsWith("PrefillBenchmark.uncached"))
        .extracting(row -> row.params().get("promptLength"))
        .containsExactlyInAnyOrder("16", "256", "1024");
    assertThat(rows)
        .filteredOn(row -> row.benchmark().endsWith("PrefillBenchmark.uncached"))
        .noneMatch(row -> row.line().contains("cachedPercent"));
  }

  /** Not even the first row, and not even null may be asked of such a list. */
  @Test
  void anOverrideNeedNotBeForTheFirstRow() {
    String text =
        """
        forks: 1
        warmup-tokens: 0
        measured-tokens: 1
        rows: [{benchmark: GenerateBenchmark.cached}, {benchmark: PrefillBenchmark.cached}]
        """;
    assertThat(
            Plan.rows(
                SuiteFile.parse("x", "x", text), Map.of("promptLength", List.of("128")), null))
        .anyMatch(row -> "128".equals(row.params().get("promptLength")));
  }

  /** A prompt and its first token have no steps. */
  @Test
  void otherStepsAreForTheRowsThatHaveThem() {
    List<PlannedRow> rows =
        Plan.rows(SuiteFile.load("llama"), Map.of("steps", List.of("32")), null);
    assertThat(rows)
        .allMatch(
            row -> row.number("steps") == (row.params().get("phase").equals("prefill") ? 1 : 32));
    assertThat(rows).extracting(row -> row.params().get("phase")).contains("prefill", "decode");
  }

  /** All but masked, which does the work of article: the mask alone differs. */
  @Test
  void everyPolicyIsMeasured() {
    Set<String> policies =
        Stream.of(CachePolicy.values())
            .filter(policy -> policy != CachePolicy.MASKED)
            .map(CachePolicy::label)
            .collect(Collectors.toSet());
    assertThat(Plan.find("CacheUpdateBenchmark.write").getParams().orElse(Map.of()).get("policy"))
        .containsExactlyInAnyOrder(policies.toArray(String[]::new));
    assertThat(Plan.rows(SuiteFile.load("decode"), Map.of(), null))
        .filteredOn(row -> row.benchmark().endsWith("DecodeStepBenchmark.cached"))
        .extracting(row -> row.params().get("policy"))
        .containsOnly(policies.toArray(String[]::new));
  }

  @Test
  void anUnknownBenchmarkIsToldWithWhatListsThem() {
    String text = "forks: 1\nwarmup-tokens: 0\nmeasured-tokens: 1\nrows: [{benchmark: No.such}]";
    assertThatThrownBy(() -> Plan.rows(SuiteFile.parse("x", "x", text), Map.of(), null))
        .isInstanceOf(InputException.class)
        .hasMessageMatching("unknown benchmark 'No.such'; .{1,60} -l lists them");
  }
}
