package dev.kvbench.plot.chart;

import dev.kvbench.results.jmh.Arm;
import java.awt.Color;
import java.util.Collection;

/**
 * Colours of ratios: white at 1, and from there the more of the faster arm's colour the further off
 * the ratio is, as far as a factor, so that 2 and ½ are equally dark.
 *
 * @param limit the logarithm of the factor that has the full colour
 */
record RatioColors(double limit) {
  /** Below this the full colour would make noise look like a difference. */
  private static final double LEAST = Math.log(2);

  /** Of a colour's lightness, from 0 to 255, what dark letters can still be read on. */
  private static final int LIGHT = 140;

  static RatioColors over(Collection<Double> ratios) {
    return new RatioColors(
        ratios.stream().mapToDouble(ratio -> Math.abs(Math.log(ratio))).reduce(LEAST, Math::max));
  }

  Color fill(double ratio) {
    Color full = LineStyle.fill(ratio < 1 ? Arm.UNCACHED : Arm.CACHED, false);
    double share = Math.min(1, Math.abs(Math.log(ratio)) / limit);
    return new Color(
        mixed(full.getRed(), share), mixed(full.getGreen(), share), mixed(full.getBlue(), share));
  }

  /** The colour of letters on the fill. */
  Color ink(double ratio) {
    Color fill = fill(ratio);
    double lightness = 0.299 * fill.getRed() + 0.587 * fill.getGreen() + 0.114 * fill.getBlue();
    return lightness < LIGHT ? Color.WHITE : Style.INK;
  }

  private static int mixed(int full, double share) {
    return (int) Math.round(255 + share * (full - 255));
  }
}
