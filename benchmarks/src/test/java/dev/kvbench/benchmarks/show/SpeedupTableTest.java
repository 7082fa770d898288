package dev.kvbench.benchmarks.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.benchmarks.Results;
import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SpeedupTableTest {
  @Test
  void oneLineAPairWithItsRatio() {
    String table =
        SpeedupTable.of(
            List.of(
                row("uncached", "100", "shift", 1, 4.0, 4.0, 4.0),
                row("cached", "100", "shift", 1, 2.0, 2.0, 2.0)));
    assertThat(table.lines()).hasSize(2);
    assertThat(table.lines().toList().get(1).trim().split("  +"))
        .containsExactly("100", "2.00", "4.00", "2.00×", "2.00 to 2.00", "50.0", "25.0", "exact");
  }

  @Test
  void stepsSortAsNumbersAndPoliciesGetAColumn() {
    List<Row> rows = new ArrayList<>();
    for (String steps : List.of("1000", "100", "20")) {
      rows.add(row("uncached", steps, "article", 1, 4.0));
      rows.add(row("cached", steps, "article", 0, 2.0));
      rows.add(row("cached", steps, "shift", 1, 1.0));
    }
    List<String> lines = SpeedupTable.of(rows).lines().map(String::trim).toList();
    assertThat(lines.get(0)).startsWith("policy  steps");
    assertThat(lines.get(1)).startsWith("article     20").endsWith("approximate");
    assertThat(lines.get(3)).startsWith("article   1000").contains("2.00×", "none: 1 fork");
    assertThat(lines.get(6)).startsWith("shift   1000").contains("4.00×").endsWith("exact");
  }

  @Test
  void noRowVanishesForLackOfAPartner() {
    String table =
        SpeedupTable.of(
            List.of(
                row("cached", "5000", "shift", 0, 10.0), row("uncached", "100", "shift", 1, 4.0)));
    assertThat(table).contains("5000").contains("500").contains(" 100 ").contains("4.00");
    assertThat(table.lines()).hasSize(3);
  }

  @Test
  void settingsThatDifferAreNeverPaired() {
    Row cached = row("cached", "100", "shift", 1, 2.0);
    Row other = row("uncached", "100", "shift", 1, 4.0);
    TreeMap<String, String> params = new TreeMap<>(other.params());
    params.put("batchSize", "8");
    Row larger = other.withParams(params);
    String table = SpeedupTable.of(List.of(cached, larger));
    assertThat(table).doesNotContain("x ").contains("batchSize");
    assertThat(table.lines()).hasSize(3);
  }

  private static Row row(
      String method, String steps, String policy, double exact, double... forks) {
    String params = "batchSize=1 steps=" + steps + " policy=" + policy;
    return Results.with(Results.row("GenerateBenchmark." + method, params, forks), "exact", exact);
  }
}
