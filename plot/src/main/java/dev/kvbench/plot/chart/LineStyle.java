package dev.kvbench.plot.chart;

import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Pen.Tone;
import dev.kvbench.results.jmh.Arm;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How a pen looks. Each arm keeps to one hue, and no two lines of an arm share shape, tone and
 * dashes, so that a reader who sees no colours can still tell them apart.
 */
record LineStyle(Color color, Marker marker, BasicStroke stroke) {
  /** Vermilion-side reds and pure blues: apart for every common kind of colour blindness. */
  private static final List<Color> REDS = colors(0xC62828, 0xE8622C, 0x7B1113, 0xC7567B, 0x9C6A3A);

  private static final List<Color> BLUES = colors(0x1565C0, 0x56A5E6, 0x0B2F66, 0x6C7FD8, 0x37869E);

  private static final List<Marker> ROUND =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.OVAL,
          SeriesMarkers.CROSS);

  private static final List<Marker> ANGULAR =
      List.of(
          SeriesMarkers.SQUARE,
          SeriesMarkers.TRIANGLE_DOWN,
          SeriesMarkers.RECTANGLE,
          SeriesMarkers.TRAPEZOID,
          SeriesMarkers.PLUS);

  private static final List<float[]> DASHES =
      List.of(new float[] {}, new float[] {9, 4}, new float[] {2, 3}, new float[] {9, 3, 2, 3});

  /** Approximate bars are paler than exact ones. */
  private static final Map<Arm, Color> PALE =
      Map.of(Arm.CACHED, new Color(0xE9A9A9), Arm.UNCACHED, new Color(0xA9C4E2));

  private static final float THICK = 2.2f;
  private static final float THIN = 1.4f;

  static LineStyle of(Pen pen) {
    int index = pen.index();
    return switch (pen.tone()) {
      case CACHED -> arm(REDS, ROUND, pen, HollowMarker.CIRCLE);
      case UNCACHED -> arm(BLUES, ANGULAR, pen, HollowMarker.SQUARE);
      case REFERENCE_CACHED -> reference(0x9A9A9A, HollowMarker.CIRCLE, index);
      case REFERENCE_UNCACHED -> reference(0x6E6E6E, HollowMarker.SQUARE, index);
      case TRAINING -> new LineStyle(new Color(0x00695C), SeriesMarkers.CIRCLE, stroke(THICK, 0));
      case HELD_OUT -> new LineStyle(Style.INK, SeriesMarkers.DIAMOND, stroke(THICK, 1));
      case LEVEL -> new LineStyle(Style.INK, SeriesMarkers.NONE, stroke(THICK, 0));
      case LIMIT -> new LineStyle(new Color(0x404040), SeriesMarkers.NONE, stroke(THIN, index));
      case MARK -> new LineStyle(new Color(0x6E6E6E), SeriesMarkers.NONE, stroke(THIN, 1));
    };
  }

  static LineStyle of(Tone tone) {
    return of(Pen.of(tone, 0));
  }

  /** The colour of an arm's surfaces; paler where its answer is not the uncached model's. */
  static Color fill(Arm arm, boolean approximate) {
    return approximate ? PALE.get(arm) : of(Pen.of(arm, 0)).color();
  }

  private static LineStyle arm(List<Color> colors, List<Marker> markers, Pen pen, Marker hollow) {
    int turn = pen.index() / colors.size();
    return new LineStyle(
        colors.get(pen.index() % colors.size()),
        pen.filled() ? markers.get((pen.index() + turn) % markers.size()) : hollow,
        stroke(THICK, pen.index() + turn));
  }

  private static LineStyle reference(int color, Marker marker, int index) {
    // a few have dashes of their own
    return new LineStyle(new Color(color), marker, stroke(THIN, 1 + index % (DASHES.size() - 1)));
  }

  /** The same in another colour. */
  LineStyle in(Color other) {
    return new LineStyle(other, marker, stroke);
  }

  /** The same colour for an error bar. */
  LineStyle bar() {
    return new LineStyle(color, SeriesMarkers.NONE, stroke(1.6f, 0));
  }

  void applyTo(XYSeries series, boolean joined) {
    series.setLineColor(color);
    series.setLineStyle(joined ? stroke : SeriesLines.NONE);
    series.setMarker(marker);
    series.setMarkerColor(color);
  }

  private static List<Color> colors(int... values) {
    return Arrays.stream(values).mapToObj(Color::new).toList();
  }

  private static BasicStroke stroke(float width, int dashes) {
    float[] dash = DASHES.get(dashes % DASHES.size());
    return new BasicStroke(
        width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash.length == 0 ? null : dash, 0);
  }
}
