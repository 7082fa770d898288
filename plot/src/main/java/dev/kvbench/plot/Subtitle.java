package dev.kvbench.plot;

import dev.kvbench.results.stats.Estimate;
import java.util.IntSummaryStatistics;
import java.util.List;

/** Says below a title what was measured, on what, and what the error bars are. */
final class Subtitle {
  private Subtitle() {}

  static List<String> of(ChartContext context, List<Line> measured) {
    return List.of(context.inWords(), bars(measured));
  }

  private static String bars(List<Line> measured) {
    return barsOf(
        measured.stream()
            .flatMap(line -> line.points().stream())
            .map(Line.Point::estimate)
            .toList());
  }

  /** What the error bars of these estimates are. */
  static String barsOf(List<Estimate> estimates) {
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
