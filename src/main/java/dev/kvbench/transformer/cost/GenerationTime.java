package dev.kvbench.transformer.cost;

import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongToDoubleFunction;

/**
 * The time of a generation as a function of its length, fitted to measured ones: N tokens take N·a
 * + F(N)·b seconds, F(N) being their FLOPs by the {@link CostModel}. So a is what a token costs
 * whatever is in its context, calls above all, and 1 / b the rate at which the arm's arithmetic
 * grows.
 *
 * <p>Least squares of the relative error, so that short generations count as much as long ones; a
 * and b are not negative.
 *
 * @param secondsPerToken a
 * @param secondsPerFlop b
 * @param worstError the largest relative error over the measured generations
 */
public record GenerationTime(
    double secondsPerToken, double secondsPerFlop, double worstError, LongToDoubleFunction flops) {

  /**
   * Fits.
   *
   * @param flops F: FLOPs of so many tokens
   * @param measured seconds, by number of tokens; at least two
   */
  public static GenerationTime fit(LongToDoubleFunction flops, Map<Long, Double> measured) {
    if (measured.size() < 2) {
      throw new IllegalArgumentException("two parameters need two lengths, not " + measured);
    }
    // The normal equations of Σ (a·n/y + b·f/y − 1)².
    double nn = 0;
    double nf = 0;
    double ff = 0;
    double n1 = 0;
    double f1 = 0;
    for (Map.Entry<Long, Double> point : measured.entrySet()) {
      double n = point.getKey() / point.getValue();
      double f = flops.applyAsDouble(point.getKey()) / point.getValue();
      nn += n * n;
      nf += n * f;
      ff += f * f;
      n1 += n;
      f1 += f;
    }
    double determinant = nn * ff - nf * nf;
    double a = (n1 * ff - f1 * nf) / determinant;
    double b = (f1 * nn - n1 * nf) / determinant;
    // Collinear where F is proportional to N; one of the two explains all of it then.
    if (!(determinant > 1e-12 * nn * ff) || b < 0) {
      a = n1 / nn;
      b = 0;
    } else if (a < 0) {
      a = 0;
      b = f1 / ff;
    }
    GenerationTime time = new GenerationTime(a, b, 0, flops);
    double worst =
        measured.entrySet().stream()
            .mapToDouble(point -> Math.abs(time.seconds(point.getKey()) / point.getValue() - 1))
            .max()
            .orElseThrow();
    return new GenerationTime(a, b, worst, flops);
  }

  /** Seconds of a generation of so many tokens. */
  public double seconds(long tokens) {
    return tokens * secondsPerToken + flops.applyAsDouble(tokens) * secondsPerFlop;
  }

  /** The shortest generation, up to a longest one, that takes less time than the other's. */
  public OptionalInt fasterThan(GenerationTime other, int longest) {
    for (int tokens = 1; tokens <= longest; tokens++) {
      if (seconds(tokens) < other.seconds(tokens)) {
        return OptionalInt.of(tokens);
      }
    }
    return OptionalInt.empty();
  }
}
