package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import java.util.Collection;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.function.Function;

/** Sentences that several charts have below their titles. */
final class Notes {
  private Notes() {}

  /** What the error bars of these series are. */
  static String errorBars(List<Series> series) {
    return errorBars(
        Series.points(series).map(Series.Point::y).toList(), ", where larger than the marker");
  }

  /** What there is to say of bars as long as these values of rows. */
  static List<String> ofBars(List<Row> rows, Function<Row, Estimate> value) {
    String intervals = errorBars(rows.stream().map(value).toList(), "");
    return rows.stream().anyMatch(Row::isApproximate)
        ? List.of("pale: the answer is not the uncached model's", intervals)
        : List.of(intervals);
  }

  private static String errorBars(Collection<Estimate> estimates, String where) {
    IntSummaryStatistics forks =
        estimates.stream()
            .filter(Estimate::hasInterval)
            .mapToInt(Estimate::forks)
            .summaryStatistics();
    if (forks.getCount() == 0) {
      return "no error bars: they need more than one fork";
    }
    String count =
        forks.getMin() == forks.getMax()
            ? String.valueOf(forks.getMax())
            : forks.getMin() + " to " + forks.getMax();
    return "error bars: 95 % interval over "
        + count
        + " forks"
        + where
        + (forks.getCount() < estimates.size() ? "; none where there is one fork" : "");
  }
}
