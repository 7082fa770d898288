package dev.kvbench.benchmarks.quality;

/**
 * An arm's logits at a position beside the reference's.
 *
 * @param nll negative log-likelihood of the token that follows, −ln p, nats
 * @param deltaNll the same less the reference's
 * @param kl KL(reference ‖ arm) = Σ p_r (ln p_r − ln p_a) over the vocabulary, nats
 * @param sameTop whether both have the same likeliest token, the first one of equals
 * @param shortfall how far the arm's likeliest token lies below the best one, by the reference
 * @param maxDifference largest |Δlogit|
 */
record Score(
    double nll,
    double deltaNll,
    double kl,
    boolean sameTop,
    double shortfall,
    double maxDifference) {

  /**
   * Compares two vectors of logits [V].
   *
   * @param next the token that follows
   * @return NaN where a logit is
   */
  static Score of(float[] reference, float[] arm, int next) {
    double referenceNorm = logSumExp(reference);
    double norm = logSumExp(arm);
    double kl = 0;
    double max = 0;
    for (int i = 0; i < arm.length; i++) {
      double referenceLog = reference[i] - referenceNorm;
      double log = arm[i] - norm;
      double p = Math.exp(referenceLog);
      kl += p * (referenceLog - log);
      max = Math.max(max, Math.abs((double) arm[i] - reference[i])); // a NaN wins, and is seen
    }
    int best = top(reference);
    int chosen = top(arm);
    double nll = norm - arm[next];
    return new Score(
        nll,
        nll - (referenceNorm - reference[next]),
        Math.max(0, kl), // below it by rounding only
        best == chosen,
        (double) reference[best] - reference[chosen],
        max);
  }

  /** ln Σ exp(x), without overflow. */
  private static double logSumExp(float[] logits) {
    double max = logits[top(logits)];
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    return max + Math.log(sum);
  }

  private static int top(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }
}
