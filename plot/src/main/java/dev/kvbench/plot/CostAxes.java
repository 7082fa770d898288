package dev.kvbench.plot;

import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.style.AxesChartStyler;

/**
 * The axes of cost against quality: the cost's is logarithmic, from one labelled tick to another;
 * the quality's is plain, with 0 in sight.
 *
 * @param cost microseconds in sight
 * @param delta nats in sight
 */
record CostAxes(Range cost, Range delta) {
  /** Room beside the outermost points, for their labels. */
  private static final double BESIDE = 1.15;

  private static final double ROOM = 0.08;
  private static final double HALF_CAP = 4.0 / Style.PLOT_WIDTH;

  static CostAxes of(List<ArmQuality> arms) {
    Range bare = Range.of(arms.stream().map(arm -> arm.cost().microseconds()).toList());
    Range cost = new Range(below(bare.low() / BESIDE), above(bare.high() * BESIDE));
    List<Double> deltas = new ArrayList<>(List.of(0.0));
    for (ArmQuality arm : arms) {
      Estimate delta = QualityCostChart.delta(arm);
      deltas.add(delta.value());
      if (delta.hasInterval()) {
        deltas.add(delta.low());
        deltas.add(delta.high());
      }
    }
    Range values = Range.of(deltas);
    double room = Math.max(ROOM * (values.high() - values.low()), 1e-3);
    return new CostAxes(cost, new Range(values.low() - room, values.high() + room));
  }

  void applyTo(AxesChartStyler styler) {
    styler.setXAxisLogarithmic(true);
    styler.setXAxisLogarithmicDecadeOnly(false);
    styler.setXAxisMin(cost.low());
    styler.setXAxisMax(cost.high());
    styler.setXAxisTickLabelsFormattingFunction(
        LogTicks.labels(cost, value -> Numbers.tick(value) + " µs"));
    styler.setYAxisMin(delta.low());
    styler.setYAxisMax(delta.high());
    styler.setYAxisTickLabelsFormattingFunction(Numbers::tick);
  }

  /** The place of an error bar's cap: left of these microseconds for −1, right of them for 1. */
  double nudged(double micros, int direction) {
    return micros * Math.pow(cost.ratio(), direction * HALF_CAP);
  }

  /** The largest of 1, 2, 5, 10, 20, 50, … that is not above a value. */
  static double below(double value) {
    double decade = Math.pow(10, Math.floor(Math.log10(value)));
    double digit = value / decade;
    return decade * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
  }

  /** The smallest of 1, 2, 5, 10, 20, 50, … that is not below a value. */
  static double above(double value) {
    double decade = Math.pow(10, Math.floor(Math.log10(value)));
    double digit = value / decade;
    return decade * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }
}
