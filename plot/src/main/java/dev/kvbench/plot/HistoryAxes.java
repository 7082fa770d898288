package dev.kvbench.plot;

import dev.kvbench.results.history.HistorySeries.Point;
import dev.kvbench.results.stats.Estimate;
import java.util.List;
import java.util.function.Function;
import org.knowm.xchart.style.AxesChartStyler;

/**
 * The axes of a chart over runs: run i lies at i, from 1, and the values fill the height. Changes
 * of a few percent, which such a chart is for, would not be seen on an axis from 0.
 */
final class HistoryAxes {
  /** Values are shown in at least this range around them, so that noise does not look like more. */
  private static final double LEAST = 0.1;

  /** An interval is shown this far beyond the values, as a fraction of them, and is cut there. */
  private static final double REACH = 0.5;

  private static final double ROOM = 0.05;

  private final List<Point> runs;
  private final Range values;

  HistoryAxes(List<Point> runs) {
    this.runs = runs;
    this.values = range(runs);
  }

  /** The values that are in sight. */
  Range values() {
    return values;
  }

  void applyTo(AxesChartStyler styler) {
    styler.setXAxisMin(0.5);
    styler.setXAxisMax(runs.size() + 0.5);
    styler.setXAxisTickLabelsFormattingFunction(labels());
    styler.setXAxisTickMarkSpacingHint(90);
    styler.setYAxisMin(values.low());
    styler.setYAxisMax(values.high());
    styler.setYAxisTickLabelsFormattingFunction(Numbers::count);
  }

  /**
   * A run's number and commit; nothing between two runs. XChart takes fewer ticks until all labels
   * differ, which those of runs do by their numbers, and leaves an axis bare whose two ends have
   * the same.
   */
  Function<Double, String> labels() {
    return place -> {
      if (place != Math.rint(place)) {
        return place < 1 ? " " : "";
      }
      int run = place.intValue();
      boolean known = 1 <= run && run <= runs.size();
      return known ? run + ": " + runs.get(run - 1).run().shortCommit() : String.valueOf(run);
    };
  }

  private static Range range(List<Point> runs) {
    Range bare = Range.of(runs.stream().map(run -> run.estimate().value()).toList());
    double reach = Math.max(bare.high() - bare.low(), REACH * bare.high());
    double low = bare.low();
    double high = bare.high();
    for (Point run : runs) {
      Estimate estimate = run.estimate();
      if (estimate.hasInterval()) {
        low = Math.min(low, Math.max(estimate.low(), bare.low() - reach));
        high = Math.max(high, Math.min(estimate.high(), bare.high() + reach));
      }
    }
    double room = ROOM * (high - low);
    return new Range(
        Math.max(0, Math.min(low - room, bare.low() * (1 - LEAST))),
        Math.max(high + room, bare.high() * (1 + LEAST)));
  }
}
