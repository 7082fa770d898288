package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Range;
import dev.kvbench.plot.picture.Series;
import java.util.List;
import java.util.stream.Stream;

/** What series span. */
final class Axes {
  private Axes() {}

  static Range places(List<Series> series) {
    return Range.of(points(series).map(Series.Point::x).toList());
  }

  static Range values(List<Series> series) {
    return Range.of(points(series).map(Series.Point::value).toList());
  }

  static List<Series> nonEmpty(Series... series) {
    return Stream.of(series).filter(one -> !one.points().isEmpty()).toList();
  }

  private static Stream<Series.Point> points(List<Series> series) {
    return series.stream().flatMap(one -> one.points().stream());
  }
}
