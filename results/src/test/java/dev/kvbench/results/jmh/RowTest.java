package dev.kvbench.results.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.Rows;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
  void olderRowsOfPolicyHopAreBursty() {
    assertThat(row(OURS).isBursty()).isFalse();
    assertThat(OlderResults.completed(row(OURS)).isBursty()).isTrue();
    assertThat(OlderResults.completed(with(row(OURS), "bursty", 0)).isBursty()).isFalse();
    assertThat(OlderResults.completed(row("com.acme.A.cached")).isBursty()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "BatchBenchmark.cached, steps=64 batchSize=8, 512",
    "DecodeStepBenchmark.uncached, position=16, 1",
    "PrefillBenchmark.cached, promptLength=16 batchSize=2, 32",
    "Gpt2Benchmark.cached, promptLength=16 steps=1 phase=prefill, 16",
    "Gpt2Benchmark.cached, promptLength=16 steps=64 phase=decode, 64"
  })
  void olderRowsSayTheirTokensByTheirParameters(String name, String params, double tokens) {
    Map<String, String> values =
        Arrays.stream(params.split(" "))
            .map(p -> p.split("="))
            .collect(Collectors.toMap(p -> p[0], p -> p[1]));
    Row row = RowNamesTest.row("dev.kvbench.benchmarks." + name, "ss", 1, 1, values);
    assertThat(row.tokensPerOperation()).isEmpty();
    assertThat(OlderResults.completed(row).tokensPerOperation()).hasValue(tokens);
    assertThat(OlderResults.completed(with(row, "tokensPerOperation", 3)).tokensPerOperation())
        .hasValue(3);
  }

  @ParameterizedTest
  @CsvSource({"PrefillBenchmark, x=1, 0", "PrefillBenchmark, cachedPercent=50, 50", "A, x=1,"})
  void nothingOfOlderPromptsWasInTheCache(String owner, String param, String percent) {
    String[] given = param.split("=");
    Row row =
        RowNamesTest.row(
            "dev.kvbench.benchmarks." + owner + ".cached", "ss", 1, 1, Map.of(given[0], given[1]));
    assertThat(OlderResults.completed(row).param("cachedPercent"))
        .isEqualTo(Optional.ofNullable(percent));
  }

  @ParameterizedTest
  @CsvSource({
    "dev.kvbench.benchmarks.GenerateBenchmark.cached, blockSize=8, 4",
    "dev.kvbench.benchmarks.CacheUpdateBenchmark.write, blockSize=8, 4",
    "dev.kvbench.benchmarks.GenerateBenchmark.cached, blockSize=8 layers=2 heads=2, 2",
    "dev.kvbench.benchmarks.Gpt2Benchmark.cached, model=gpt2,",
    "com.acme.A.cached, blockSize=8,"
  })
  void olderModelsOfTheArticleHadFourLayersAndHeads(String name, String params, String found) {
    Row row = OlderResults.completed(RowKey.parse(name + " ss " + params + " jmhThreads=1"));
    assertThat(row.param("layers")).isEqualTo(Optional.ofNullable(found));
    assertThat(row.param("heads")).isEqualTo(Optional.ofNullable(found));
    assertThat(RowKey.completed(row.key()).params()).isEqualTo(row.params());
  }

  @Test
  void rowsOfNoArmMakeNoTokens() {
    assertThat(with(row("com.acme.GenerateBenchmark.cached"), "tokensPerOperation", 3))
        .satisfies(row -> assertThat(row.tokensPerOperation()).isEmpty());
    assertThat(OlderResults.completed(row("dev.kvbench.benchmarks.CacheUpdateBenchmark.write")))
        .satisfies(row -> assertThat(row.tokensPerOperation()).isEmpty());
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
