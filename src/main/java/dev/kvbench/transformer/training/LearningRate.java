package dev.kvbench.transformer.training;

/**
 * The learning rate of a step: rises in a straight line over the first steps, then falls along half
 * a cosine to a tenth of the peak (Loshchilov and Hutter 2017).
 *
 * @param peak the highest rate, above 0
 * @param warmupSteps steps that it rises for
 * @param steps of the whole training
 */
public record LearningRate(double peak, int warmupSteps, int steps) {
  private static final double LAST = 0.1;

  public LearningRate {
    if (!(peak > 0 && Double.isFinite(peak))) {
      throw new IllegalArgumentException("the learning rate must be a number above 0, not " + peak);
    }
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be at least 1, not " + steps);
    }
    if (warmupSteps < 0) {
      throw new IllegalArgumentException("warm-up steps must not be negative: " + warmupSteps);
    }
  }

  /** The rate of a step, counted from 0. */
  public double at(int step) {
    if (step < warmupSteps) {
      return peak * (step + 1) / (warmupSteps + 1);
    }
    double progress = Math.min(1, (double) (step - warmupSteps) / Math.max(1, steps - warmupSteps));
    return peak * (LAST + (1 - LAST) * (1 + Math.cos(Math.PI * progress)) / 2);
  }
}
