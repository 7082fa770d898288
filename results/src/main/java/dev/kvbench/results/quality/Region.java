package dev.kvbench.results.quality;

import java.util.ArrayList;
import java.util.List;

/**
 * Neighbouring positions that are looked at together. Position p is the one whose logits come after
 * p tokens, from 1 on; up to the block size the window still holds the whole text.
 *
 * @param name what tables and files call it
 * @param from first position
 * @param to last position, itself included
 */
public record Region(String name, int from, int to) {
  /** Positions where nothing has left the window yet. */
  public static final String WINDOW = "window";

  /** The first positions past the window. */
  public static final String EDGE = "edge";

  /** All positions past the window. */
  public static final String PAST = "past";

  /** The part of a window that the edge is. */
  private static final int EDGE_PART = 4;

  /**
   * The regions of a text: {@code window}, positions 1 to blockSize; {@code edge}, the quarter of a
   * window after it; {@code past}, all after the window; and the windows that {@code past} has,
   * {@code past 1}, {@code past 2} and so on.
   *
   * @param windowsPast windows of text past the first one, at least 1
   */
  public static List<Region> of(int blockSize, int windowsPast) {
    List<Region> regions = new ArrayList<>();
    regions.add(new Region(WINDOW, 1, blockSize));
    regions.add(
        new Region(EDGE, blockSize + 1, blockSize + (blockSize + EDGE_PART - 1) / EDGE_PART));
    regions.add(new Region(PAST, blockSize + 1, (1 + windowsPast) * blockSize));
    for (int window = 1; window <= windowsPast; window++) {
      regions.add(
          new Region(PAST + " " + window, window * blockSize + 1, (1 + window) * blockSize));
    }
    return List.copyOf(regions);
  }

  /** Whether the position is one of them. */
  public boolean contains(int position) {
    return from <= position && position <= to;
  }

  /** How many positions there are. */
  public int length() {
    return to - from + 1;
  }
}
