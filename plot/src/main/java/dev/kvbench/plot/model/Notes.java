package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.stats.Estimate;
import java.util.Collection;
import java.util.IntSummaryStatistics;
import java.util.List;

/** Sentences that several charts have below their titles. */
final class Notes {
  static final String PALE = "pale: the answer is not the uncached model's";

  private Notes() {}

  /** What the error bars of these series are. */
  static String errorBars(List<Series> series) {
    return errorBarsOf(Series.points(series).map(Series.Point::y).toList());
  }

  /** What the error bars of these estimates are. */
  static String errorBarsOf(Collection<Estimate> estimates) {
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
        + " forks, where larger than the marker"
        + (forks.getCount() < estimates.size() ? "; none where there is one fork" : "");
  }
}
