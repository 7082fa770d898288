package dev.kvbench.plot.picture;

import java.util.List;

/**
 * Points and lines over two axes.
 *
 * @param series what was measured
 * @param references what it is read against and was not measured the same way: predictions, levels,
 *     ceilings, another's figures
 * @param marks places on the axes
 * @param labels what is written beside points
 */
public record LinePicture(
    Heading heading,
    Axis x,
    Axis y,
    List<Series> series,
    List<Series> references,
    List<Mark> marks,
    Labels labels)
    implements Picture {
  /** What is written beside points. */
  public enum Labels {
    NONE,
    /** The value of the highest and of the lowest point at each place. */
    EXTREMES,
    /** Each point's own name. */
    NAMES
  }

  /**
   * A place on an axis, marked from side to side.
   *
   * @param name what the legend calls it; marks of one name share an entry
   * @param vertical whether it is a place on the horizontal axis
   * @param label what is written at its end; empty for nothing
   */
  public record Mark(String name, boolean vertical, double at, String label) {}

  /** Keeps the series that have points. */
  public LinePicture {
    series = series.stream().filter(line -> !line.points().isEmpty()).toList();
    references = references.stream().filter(line -> !line.points().isEmpty()).toList();
    marks = List.copyOf(marks);
  }

  /** Lines with the extremes written out. */
  public static LinePicture of(Heading heading, Axis x, Axis y, List<Series> series) {
    return new LinePicture(heading, x, y, series, List.of(), List.of(), Labels.EXTREMES);
  }

  /** The same with something to read it against. */
  public LinePicture against(Series... others) {
    return new LinePicture(heading, x, y, series, List.of(others), marks, labels);
  }

  /** The same with places marked. */
  public LinePicture marked(Mark... places) {
    return new LinePicture(heading, x, y, series, references, List.of(places), labels);
  }

  /** The same with other labels. */
  public LinePicture labelled(Labels others) {
    return new LinePicture(heading, x, y, series, references, marks, others);
  }
}
