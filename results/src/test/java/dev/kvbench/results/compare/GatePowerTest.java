package dev.kvbench.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.run.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often one row of forty that is 5 % slower is found at 1 % of noise between forks. The table
 * is left in {@code target/gate-power.md}; the system property {@code kvbench.trials} asks for more
 * trials than CI has time for.
 */
@Tag("exhaustive")
class GatePowerTest {
  private static final int ROWS = 40;
  private static final int SEEDS = 20;
  private static final int TRIALS = Integer.getInteger("kvbench.trials", 2000);

  /** Of trials over all seeds. */
  private record Found(int found, int trials) {
    double share() {
      return (double) found / trials;
    }

    /** Ends of the exact interval of 95 % (Clopper and Pearson 1934), for no end of 0 or 1. */
    double low() {
      return BetaDistribution.of(found, trials - found + 1.0).inverseCumulativeProbability(0.025);
    }

    double high() {
      return BetaDistribution.of(found + 1.0, trials - found).inverseCumulativeProbability(0.975);
    }

    String cells() {
      return String.format(
          Locale.ROOT,
          "%d of %d | %.1f %% | %.1f–%.1f %%",
          found,
          trials,
          100 * share(),
          100 * low(),
          100 * high());
    }
  }

  @Test
  void oneSlowRowIsFoundAsOftenAsIsSaid() throws IOException {
    Found quiet = found(5, 0.003);
    Found noisy = found(5, 0.01);
    Found noisyWithMoreForks = found(8, 0.01);
    Files.writeString(
        Path.of("target", "gate-power.md"),
        "| forks | noise of iterations | found | share | 95 % interval |\n|---|---|---|---|---|\n"
            + ("| 5 | 0.3 % | " + quiet.cells() + " |\n")
            + ("| 5 | 1 % | " + noisy.cells() + " |\n")
            + ("| 8 | 1 % | " + noisyWithMoreForks.cells() + " |\n"));
    assertThat(quiet.share()).isGreaterThanOrEqualTo(0.95);
    // Noise inside the forks is noise of their medians too: five are too few for it.
    assertThat(noisy.share()).isBetween(0.7, 0.95);
    assertThat(noisyWithMoreForks.share()).isGreaterThanOrEqualTo(0.95);
  }

  private static Found found(int forks, double iterationNoise) {
    double[] before = new double[ROWS];
    Arrays.fill(before, 0.02);
    double[] after = before.clone();
    after[0] *= 1.05;
    int found = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      NoiseModel model = new NoiseModel(seed, 0.01, iterationNoise, 10);
      for (int i = 0; i < TRIALS / SEEDS; i++) {
        Source a = model.run("a", "avgt", "s/op", forks, before);
        Source b = model.run("b", "avgt", "s/op", forks, after);
        found += Rows.compare(a, b).rows().get(0).verdict() == Verdict.REGRESSED ? 1 : 0;
      }
    }
    return new Found(found, TRIALS / SEEDS * SEEDS);
  }
}
