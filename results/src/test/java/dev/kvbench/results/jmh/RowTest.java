package dev.kvbench.results.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.Rows;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowTest {
  private static final String OURS = "dev.kvbench.benchmarks.GenerateBenchmark.cached";

  private static Row row(String benchmark) {
    return RowNamesTest.row(benchmark, "ss", 1, 1, Map.of("policy", "hop", "steps", "8"));
  }

  private static Row with(Row row, String metric, double... forks) {
    return row.withSecondary(new TreeMap<>(Map.of(metric, Rows.metric("value", forks))));
  }

  @Test
  void keyHasJmhsBatchSizeOnlyWhereItIsNotOne() {
    assertThat(row("a.B.c").key()).isEqualTo("a.B.c ss policy=hop steps=8 jmhThreads=1");
    assertThat(RowNamesTest.row("a.B.c", "ss", 2, 1000, Map.of()).key())
        .isEqualTo("a.B.c ss jmhThreads=2 jmhBatchSize=1000");
  }

  @Test
  void onlyTheFullNameOfTheClassMakesItOurs() {
    assertThat(row(OURS).isOurs()).isTrue();
    assertThat(row(OURS).isOf("GenerateBenchmark")).isTrue();
    assertThat(row(OURS).arm()).hasValue(Arm.CACHED);
    assertThat(row(OURS).policy()).hasValue("hop");
    assertThat(row(OURS.replace(".cached", ".uncached")).policy()).isEmpty();
    Map<String, String> peers = Map.of("policy", "ring", "engine", "llama.cpp");
    assertThat(row(OURS).withParams(new TreeMap<>(peers)).policy()).isEmpty();
    for (String other :
        List.of(
            "com.acme.GenerateBenchmark.cached",
            "dev.kvbench.benchmarks.sub.GenerateBenchmark.cached",
            "dev.kvbench.GenerateBenchmark.cached",
            "cached")) {
      assertThat(row(other).isOurs()).as(other).isFalse();
      assertThat(row(other).arm()).isEmpty();
      assertThat(row(other).policy()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, EXACT", "0, 0, APPROXIMATE", "1, 0, APPROXIMATE", "NaN, NaN, NOT_SAID"})
  void exactnessIsWhatTheMetricSays(double first, double second, Exactness exactness) {
    assertThat(with(row(OURS), "exact", first, second).exactness()).isEqualTo(exactness);
    assertThat(row(OURS).exactness()).isEqualTo(Exactness.NOT_SAID);
  }

  @Test
  void burstinessIsWhatTheMetricSays() {
    assertThat(row(OURS).isBursty()).isFalse();
    assertThat(with(row(OURS), "bursty", 1).isBursty()).isTrue();
  }

  @Test
  void onlyRowsOfAnArmMakeTokens() {
    assertThat(row(OURS).tokensPerOperation()).isEmpty();
    assertThat(with(row(OURS), "tokensPerOperation", 3).tokensPerOperation()).hasValue(3);
    String other = "com.acme.GenerateBenchmark.cached";
    assertThat(with(row(other), "tokensPerOperation", 3).tokensPerOperation()).isEmpty();
  }

  @Test
  void countsAreWholeNumbersFromOne() {
    Row row = RowNamesTest.row("a.B.c", "ss", 1, 1, Map.of("n", "12", "z", "0", "x", "1e3"));
    assertThat(row.count("n")).hasValue(12);
    assertThat(row.count("z")).isEmpty();
    assertThat(row.count("x")).isEmpty();
    assertThat(row.count("none")).isEmpty();
  }
}
