package dev.kvbench.results.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often changes of known size are found, where nothing else is in the series but normal noise
 * of standard deviation 1, and how often something is found where there is none. The reason for
 * {@link EDivisive#FEWEST}. The table is left in {@code target/edivisive-simulation.md}.
 */
@Tag("exhaustive")
class EDivisiveSimulationTest {
  private static final int SERIES = 200;

  /** Share of series in which there is any change, and in which there is one where it should be. */
  private record Found(double any, double there) {}

  @Test
  void smallSegmentsFindAsMuchAndOddRunsToo() throws IOException {
    StringBuilder table = new StringBuilder();
    table.append("| fewest | series | any change found | found where it is, give or take 1 |\n");
    table.append("|---|---|---|---|\n");
    for (int fewest : new int[] {2, EDivisive.FEWEST, 5}) {
      Found none = found(table, fewest, "30 runs, no change", 30, -9, series -> series);
      found(table, fewest, "30 runs, 1 more from the 16th on", 30, 15, step(15, 1));
      found(table, fewest, "30 runs, 2 more from the 16th on", 30, 15, step(15, 2));
      Found clear = found(table, fewest, "30 runs, 3 more from the 16th on", 30, 15, step(15, 3));
      found(table, fewest, "30 runs, 2 more from the 25th on", 30, 24, step(24, 2));
      Found young = found(table, fewest, "23 runs, 6 more from the 21st on", 23, 20, step(20, 6));
      found(table, fewest, "20 runs, 10 more in the 9th and 10th", 20, 8, bump(8));
      found(table, fewest, "50 runs, 10 more in the 19th and 20th", 50, 18, bump(18));
      assertThat(none.any()).isLessThan(0.1);
      assertThat(clear.there()).isGreaterThan(0.9);
      if (fewest <= 3) {
        assertThat(young.there()).isGreaterThan(0.95);
      }
    }
    Files.writeString(Path.of("target", "edivisive-simulation.md"), table);
  }

  private static UnaryOperator<double[]> step(int from, double size) {
    return series -> raised(series, from, series.length, size);
  }

  private static UnaryOperator<double[]> bump(int from) {
    return series -> raised(series, from, from + 2, 10);
  }

  private static double[] raised(double[] series, int from, int to, double size) {
    double[] raised = series.clone();
    for (int i = from; i < to; i++) {
      raised[i] += size;
    }
    return raised;
  }

  private static Found found(
      StringBuilder table,
      int fewest,
      String what,
      int runs,
      int index,
      UnaryOperator<double[]> change) {
    EDivisive rule = new EDivisive(0.05, fewest, EDivisive.PERMUTATIONS, 1);
    double any = 0;
    double there = 0;
    for (int seed = 0; seed < SERIES; seed++) {
      List<EDivisive.Split> splits = rule.find(change.apply(Histories.levels(seed, 1, runs, 0)));
      any += splits.isEmpty() ? 0 : 1;
      there += splits.stream().anyMatch(split -> Math.abs(split.index() - index) <= 1) ? 1 : 0;
    }
    Found found = new Found(any / SERIES, there / SERIES);
    table.append(
        String.format(
            Locale.ROOT,
            "| %d | %s | %.0f %% | %s |%n",
            fewest,
            what,
            100 * found.any(),
            index < 0 ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * found.there())));
    return found;
  }
}
