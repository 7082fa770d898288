package dev.kvbench.results.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RowNamesTest {
  private static final String GENERATE = "dev.kvbench.benchmarks.GenerateBenchmark.";

  static Row row(
      String benchmark, String mode, int threads, int batchSize, Map<String, String> params) {
    Metric time = new Metric(1, Double.NaN, "s/op", List.of(List.of(1.0)));
    return new Row(
        benchmark, mode, threads, batchSize, 1, new TreeMap<>(params), time, new TreeMap<>());
  }

  private static Row row(String benchmark, Map<String, String> params) {
    return row(benchmark, "ss", 1, 1, params);
  }

  private static List<String> names(Row... rows) {
    RowNames names = RowNames.of(List.of(rows));
    return Arrays.stream(rows).map(names::of).toList();
  }

  @Test
  void whatRowsShareIsLeftOut() {
    assertThat(names(row("a.b.Parse.run", Map.of("n", "1", "m", "2"))))
        .containsExactly("Parse.run");
    assertThat(
            names(
                row(GENERATE + "cached", Map.of("steps", "8", "seed", "1", "policy", "ring")),
                row(GENERATE + "cached", Map.of("steps", "16", "seed", "1", "policy", "ring"))))
        .containsExactly("GenerateBenchmark.cached steps=8", "GenerateBenchmark.cached steps=16");
  }

  @Test
  void asMuchOfThePackageAsItTakes() {
    assertThat(
            names(
                row("com.acme.v1.Parse.run", Map.of()),
                row("com.acme.v2.Parse.run", Map.of()),
                row("com.acme.v2.Print.run", Map.of()),
                row("Print.run", Map.of())))
        .containsExactly("v1.Parse.run", "v2.Parse.run", "v2.Print.run", "Print.run");
  }

  @Test
  void modeThreadsAndBatchSize() {
    assertThat(names(row("a.B.c", "avgt", 1, 1, Map.of()), row("a.B.c", "thrpt", 1, 1, Map.of())))
        .containsExactly("B.c jmhMode=avgt", "B.c jmhMode=thrpt");
    assertThat(names(row("a.B.c", "ss", 1, 1, Map.of()), row("a.B.c", "ss", 4, 1, Map.of())))
        .containsExactly("B.c jmhThreads=1", "B.c jmhThreads=4");
    assertThat(names(row("a.B.c", "ss", 1, 1, Map.of()), row("a.B.c", "ss", 1, 1000, Map.of())))
        .containsExactly("B.c jmhBatchSize=1", "B.c jmhBatchSize=1000");
  }

  @Test
  void uncachedHasNoPolicyUnlessNothingElseTellsItsRowsApart() {
    Row cached = row(GENERATE + "cached", Map.of("policy", "ring"));
    Row uncached = row(GENERATE + "uncached", Map.of("policy", "shift"));
    assertThat(names(cached, uncached))
        .containsExactly("GenerateBenchmark.cached", "GenerateBenchmark.uncached");
    assertThat(names(uncached, row(GENERATE + "uncached", Map.of("policy", "hop"))))
        .containsExactly(
            "GenerateBenchmark.uncached policy=shift", "GenerateBenchmark.uncached policy=hop");
  }

  @Test
  void unseenCharactersAreMadeVisible() {
    assertThat(
            names(
                row("a.B.c", Map.of("text", "a\nb")),
                row("a.B.c", Map.of("text", "\u001b[31mred | x"))))
        .containsExactly("B.c text=a\\nb", "B.c text=\\u001b[31mred | x");
  }

  @Test
  void columns() {
    Row a = row("a.B.c", "ss", 2, 1, Map.of("n", "1", "same", "s"));
    Row b = row("a.B.d", "ss", 1, 1, Map.of("same", "s", "n", "2"));
    RowNames names = RowNames.of(List.of(a, b));
    assertThat(names.columns()).containsExactly("jmhThreads", "n");
    assertThat(names.cells(a)).containsExactly("2", "1");
    assertThat(RowNames.shared(List.of(a, b))).isEqualTo(Map.of("same", "s"));
  }

  @Property(tries = 300)
  void differentRowsHaveDifferentNames(@ForAll("rows") List<Row> rows) {
    RowNames names = RowNames.of(rows);
    assertThat(rows.stream().map(names::of).distinct().count())
        .isEqualTo(rows.stream().map(Row::key).distinct().count());
  }

  @Property(tries = 200)
  void aKeyTakenApartIsTheRowsAgain(@ForAll("rows") List<Row> rows) {
    for (Row row : rows) {
      Row parsed = RowKey.parse(row.key());
      assertThat(parsed.key()).isEqualTo(row.key());
      assertThat(parsed.params()).isEqualTo(row.params());
      assertThat(parsed.batchSize()).isEqualTo(row.batchSize());
    }
  }

  @Test
  void valuesMayHaveSpaces() {
    assertThat(RowKey.parse("B.m avgt text=two words x=1 jmhThreads=1").params())
        .isEqualTo(Map.of("text", "two words", "x", "1"));
    assertThat(RowKey.parse("odd").method()).isEqualTo("odd");
  }

  @Provide
  static Arbitrary<List<Row>> rows() {
    Arbitrary<String> benchmark =
        Arbitraries.of(
            "a.B.c",
            "b.B.c",
            "B.c",
            "a.b.B.c",
            "a.B.d",
            GENERATE + "cached",
            GENERATE + "uncached");
    Arbitrary<Map<String, String>> params =
        Arbitraries.maps(Arbitraries.of("policy", "n", "m"), Arbitraries.of("1", "2")).ofMaxSize(3);
    return Combinators.combine(
            benchmark,
            Arbitraries.of("ss", "avgt"),
            Arbitraries.of(1, 2),
            Arbitraries.of(1, 9),
            params)
        .as(RowNamesTest::row)
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }
}
