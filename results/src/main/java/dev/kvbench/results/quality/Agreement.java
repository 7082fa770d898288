package dev.kvbench.results.quality;

/** Whether an arm computes what the uncached model does, inside the window. */
public enum Agreement {
  /** It promises the uncached model's answer and gives it, up to rounding. */
  EXACT("exact"),
  /** It promises the uncached model's answer and does not give it: a defect. */
  WRONG("WRONG"),
  /** It does not promise the uncached model's answer and does not give it. */
  APPROXIMATE("approximate"),
  /** It does not promise the uncached model's answer, and on this text gives it all the same. */
  NO_DIFFERENCE_SEEN("no difference seen");

  private final String label;

  Agreement(String label) {
    this.label = label;
  }

  /**
   * Judges an arm.
   *
   * @param difference largest |Δlogit| inside the window; NaN is a difference
   * @param limit what rounding explains
   */
  public static Agreement of(boolean promisesExact, double difference, double limit) {
    boolean within = difference <= limit;
    if (promisesExact) {
      return within ? EXACT : WRONG;
    }
    return within ? NO_DIFFERENCE_SEEN : APPROXIMATE;
  }

  /** As tables have it. */
  public String label() {
    return label;
  }
}
