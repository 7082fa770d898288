package dev.kvbench.plot.picture;

import dev.kvbench.results.jmh.Arm;

/**
 * What a series is drawn with, in words; the look of it is the chart room's.
 *
 * @param tone what kind of thing is drawn
 * @param index tells several of one tone apart
 * @param joined whether lines lead from point to point
 * @param filled whether points are filled
 */
public record Pen(Tone tone, int index, boolean joined, boolean filled) {
  /** Kinds of things that are drawn. */
  public enum Tone {
    CACHED,
    UNCACHED,
    /** Not measured here: a prediction, or another's figure. */
    REFERENCE_CACHED,
    REFERENCE_UNCACHED,
    /** Of neither arm: losses of a training. */
    TRAINING,
    HELD_OUT,
    /** What points lie about, or below. */
    LEVEL,
    LIMIT,
    /** A place on an axis. */
    MARK
  }

  /** The arm's line with this index. */
  public static Pen of(Arm arm, int index) {
    return new Pen(arm == Arm.CACHED ? Tone.CACHED : Tone.UNCACHED, index, true, true);
  }

  /** What the arm's lines are read against and is not measured here: grey, hollow, dashed. */
  public static Pen reference(Arm arm, int index) {
    Tone tone = arm == Arm.CACHED ? Tone.REFERENCE_CACHED : Tone.REFERENCE_UNCACHED;
    return new Pen(tone, index, true, false);
  }

  /** Something of neither arm. */
  public static Pen of(Tone tone, int index) {
    return new Pen(tone, index, true, true);
  }

  /** The same without lines from point to point. */
  public Pen unjoined() {
    return new Pen(tone, index, false, filled);
  }

  /** The same with points that are outlines. */
  public Pen hollow() {
    return new Pen(tone, index, joined, false);
  }
}
