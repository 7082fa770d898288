package dev.kvbench.results.history;

/**
 * Where a series changed.
 *
 * @param index the first point of what is new, counted from 0
 * @param before median of the points since the change before, or the begin
 * @param after median of the points up to the next change, or the end
 * @param p how often chance alone, in the same points, makes as clear a change
 */
public record ChangePoint(int index, double before, double after, double p) {
  /** How many times the value before the value after is. */
  public double ratio() {
    return after / before;
  }
}
