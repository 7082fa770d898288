package dev.kvbench.plot.picture;

import dev.kvbench.results.stats.Estimate;
import java.util.List;
import java.util.stream.Stream;

/**
 * Points that belong together.
 *
 * @param name what the legend calls them; series of one name share an entry
 * @param pen what they are drawn with
 * @param points by rising x where lines join them
 */
public record Series(String name, Pen pen, List<Point> points) {
  /** Keeps a copy of the points. */
  public Series {
    points = List.copyOf(points);
  }

  /**
   * A value and its interval.
   *
   * @param label its name, for beside it; empty for none
   */
  public record Point(double x, Estimate y, String label) {
    /** A point without a name. */
    public static Point of(double x, Estimate y) {
      return new Point(x, y, "");
    }

    /** A point without a name or an interval. */
    public static Point of(double x, double y) {
      return of(x, exactly(y));
    }

    /** The point estimate. */
    public double value() {
      return y.value();
    }
  }

  /** A value without an interval. */
  public static Estimate exactly(double value) {
    return new Estimate(value, Double.NaN, Double.NaN, 1);
  }

  /** The same with another's points after its own. */
  public Series with(Series other) {
    return new Series(name, pen, points(List.of(this, other)).toList());
  }

  /** What the points of series span horizontally. */
  public static Range places(List<Series> series) {
    return Range.of(points(series).map(Point::x).toList());
  }

  /** What the points of series span vertically. */
  public static Range values(List<Series> series) {
    return Range.of(points(series).map(Point::value).toList());
  }

  /** The points of all. */
  public static Stream<Point> points(List<Series> series) {
    return series.stream().flatMap(one -> one.points.stream());
  }
}
