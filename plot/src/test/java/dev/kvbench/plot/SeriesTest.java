package dev.kvbench.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Measurement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SeriesTest {
  @Test
  void oneSettingNeedsNoMoreThanArmAndPolicy() {
    assertThat(names(Runs.quick())).containsExactly("uncached", "cached (shift)");
  }

  @Test
  void aLineRunsByRisingSteps() {
    List<Row> rows = List.of(Runs.row("cached", 500, 1, 1), Runs.row("cached", 100, 0.2, 1));
    assertThat(series(rows).get(0).measurements())
        .extracting(Measurement::steps)
        .containsExactly(100L, 500L);
  }

  @Test
  void namesSayWhatIsApproximateAndFromWhere() {
    assertThat(names(Runs.article()))
        .containsExactly(
            "uncached",
            "cached (shift: approximate from 5\u00a0000 steps)",
            "cached (article, as published: approximate)");
  }

  @Test
  void theArticlesPolicyIsKnownToBeApproximate() {
    assertThat(names(List.of(Runs.row("cached", 100, 1, 1, "policy", "article"))))
        .containsExactly("cached (article, as published: approximate)");
  }

  @Test
  void aRowWithoutPolicyIsCached() {
    Row row = Runs.row("cached", 100, 1, 1);
    var params = new TreeMap<>(row.params());
    params.remove("policy");
    assertThat(names(List.of(Runs.row("cached", "ss", params, row.primary()))))
        .containsExactly("cached");
  }

  @Test
  void settingsBecomeLinesNamedByWhatDiffersOnly() {
    List<Row> rows = new ArrayList<>();
    for (String block : List.of("256", "1024")) {
      for (String threads : List.of("1", "2")) {
        for (String method : List.of("cached", "uncached")) {
          rows.add(Runs.row(method, 100, 1, 1, "blockSize", block, "threads", threads));
        }
      }
    }
    assertThat(names(rows))
        .containsExactly(
            "uncached, block 256, 1 thread",
            "uncached, block 256, 2 threads",
            "uncached, block 1024, 1 thread",
            "uncached, block 1024, 2 threads",
            "cached (shift), block 256, 1 thread",
            "cached (shift), block 256, 2 threads",
            "cached (shift), block 1024, 1 thread",
            "cached (shift), block 1024, 2 threads");
  }

  @Test
  void devicesAndModesSpeakForThemselves() {
    Row cpu = Runs.row("cached", 100, 1, 1);
    Row cuda = Runs.row("cached", 100, 1, 1, "device", "cuda", "batchSize", "8");
    assertThat(names(List.of(cpu, cuda)))
        .containsExactly("cached (shift), batch 1, cpu", "cached (shift), batch 8, cuda");
    Row average = Runs.row("cached", "avgt", cpu.params(), cpu.primary());
    assertThat(names(List.of(cpu, average)))
        .containsExactly("cached (shift), ss", "cached (shift), avgt");
  }

  @Test
  void manyPoliciesHaveManyPens() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      rows.add(Runs.row("cached", 100, 1, 1, "policy", "policy" + i));
      rows.add(Runs.row("uncached", 100, 1, 1, "seed", String.valueOf(i)));
    }
    assertThat(series(rows))
        .extracting(one -> List.of(one.pen().color(), one.pen().marker(), dashes(one)))
        .doesNotHaveDuplicates();
  }

  private static String dashes(Series series) {
    return Arrays.toString(series.pen().stroke().getDashArray());
  }

  private static List<Series> series(List<Row> rows) {
    return Series.of(Measurement.of(rows));
  }

  private static List<String> names(List<Row> rows) {
    return series(rows).stream().map(Series::name).toList();
  }
}
