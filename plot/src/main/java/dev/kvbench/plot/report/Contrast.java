package dev.kvbench.plot.report;

import java.awt.Color;
import java.util.function.DoubleUnaryOperator;

/** Contrast between colours as the Web Content Accessibility Guidelines (2.2, 1.4.3) count it. */
final class Contrast {
  private static final double STEP = 0.01;

  private Contrast() {}

  /** From 1, none, to 21, black on white. */
  static double of(Color one, Color other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(Color color) {
    DoubleUnaryOperator linear =
        share -> share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    return 0.2126 * linear.applyAsDouble(color.getRed() / 255.0)
        + 0.7152 * linear.applyAsDouble(color.getGreen() / 255.0)
        + 0.0722 * linear.applyAsDouble(color.getBlue() / 255.0);
  }

  /** The colour, moved away from the ground's lightness until it has the contrast. */
  static Color ensured(Color color, Color ground, double least) {
    double away = luminance(ground) > 0.5 ? -STEP : STEP;
    double[] hsl = hsl(color);
    Color moved = color;
    while (of(moved, ground) < least && hsl[2] > 0 && hsl[2] < 1) {
      hsl[2] = Math.max(0, Math.min(1, hsl[2] + away));
      moved = rgb(hsl);
    }
    return moved;
  }

  /** The colour's place on a dark ground: its hue, and what was dark becomes light. */
  static Color inverted(Color color) {
    double[] hsl = hsl(color);
    hsl[2] = 0.9 - 0.62 * hsl[2];
    return rgb(hsl);
  }

  /** A share of a colour over a ground. */
  static Color over(Color color, double share, Color ground) {
    return new Color(
        mixed(color.getRed(), ground.getRed(), share),
        mixed(color.getGreen(), ground.getGreen(), share),
        mixed(color.getBlue(), ground.getBlue(), share));
  }

  private static int mixed(int above, int below, double share) {
    return (int) Math.round(below + share * (above - below));
  }

  private static double[] hsl(Color color) {
    double r = color.getRed() / 255.0;
    double g = color.getGreen() / 255.0;
    double b = color.getBlue() / 255.0;
    double max = Math.max(r, Math.max(g, b));
    double min = Math.min(r, Math.min(g, b));
    double lightness = (max + min) / 2;
    double chroma = max - min;
    if (chroma == 0) {
      return new double[] {0, 0, lightness};
    }
    double hue =
        max == r
            ? ((g - b) / chroma + 6) % 6
            : max == g ? (b - r) / chroma + 2 : (r - g) / chroma + 4;
    return new double[] {hue, chroma / (1 - Math.abs(2 * lightness - 1)), lightness};
  }

  private static Color rgb(double[] hsl) {
    double reach = hsl[1] * Math.min(hsl[2], 1 - hsl[2]);
    double[] channels = new double[3];
    int[] offsets = {0, 8, 4};
    for (int i = 0; i < 3; i++) {
      double k = (offsets[i] + 2 * hsl[0]) % 12;
      channels[i] = hsl[2] - reach * Math.max(-1, Math.min(Math.min(k - 3, 9 - k), 1));
    }
    return new Color(
        (float) clamped(channels[0]), (float) clamped(channels[1]), (float) clamped(channels[2]));
  }

  private static double clamped(double share) {
    return Math.max(0, Math.min(1, share));
  }
}
