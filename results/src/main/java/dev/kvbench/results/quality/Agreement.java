package dev.kvbench.results.quality;

/** Whether an arm computes what the uncached model does, inside the window. */
public enum Agreement {
  /** It promises the uncached model's answer and gives it, up to rounding. */
  EXACT("exact"),
  /**
   * It promises the uncached model's answer, or to be near it, and is not, or gives no numbers: a
   * defect.
   */
  WRONG("WRONG"),
  /** It does not give the uncached model's answer, and promises no more than to be near it. */
  APPROXIMATE("approximate"),
  /**
   * It does not promise anything about the uncached model's answer, and on this text gives it all
   * the same.
   */
  NO_DIFFERENCE_SEEN("no difference seen");

  private final String label;

  Agreement(String label) {
    this.label = label;
  }

  /**
   * Judges an arm.
   *
   * @param exact whether it promises the uncached model's answer
   * @param bounded whether it promises to be within the limit of it
   * @param difference largest |Δlogit| inside the window; NaN is a difference
   * @param limit what rounding explains
   */
  public static Agreement of(boolean exact, boolean bounded, double difference, double limit) {
    boolean within = difference <= limit;
    if (bounded && !within) {
      return WRONG;
    }
    if (exact) {
      return EXACT;
    }
    return within && !bounded ? NO_DIFFERENCE_SEEN : APPROXIMATE;
  }

  /** As tables have it. */
  public String label() {
    return label;
  }
}
