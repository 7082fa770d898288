package dev.kvbench.results.quality;

/** What an arm computes inside the window, by its promise and by its numbers. */
public enum Answer {
  /** Promised to be the uncached model's, and is up to rounding. */
  EXACT("exact"),
  /** Promised to be the uncached model's, and is not: a defect. */
  WRONG("WRONG"),
  /** Not promised, and not the uncached model's. */
  APPROXIMATE("approximate"),
  /** Not promised, and no more than rounding apart on this text. */
  NO_DIFFERENCE_SEEN("no difference seen");

  private final String words;

  Answer(String words) {
    this.words = words;
  }

  /**
   * The answer of an arm.
   *
   * @param difference largest |Δlogit| inside the window
   * @param limit what rounding explains
   */
  public static Answer of(boolean promisesExact, double difference, double limit) {
    boolean within = difference <= limit; // false for NaN
    if (promisesExact) {
      return within ? EXACT : WRONG;
    }
    return within ? NO_DIFFERENCE_SEEN : APPROXIMATE;
  }

  /** As tables and files have it. */
  public String words() {
    return words;
  }
}
