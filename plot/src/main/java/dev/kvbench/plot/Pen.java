package dev.kvbench.plot;

import dev.kvbench.results.jmh.Arm;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * What a line is drawn with. Each arm keeps to one hue, and no two lines of an arm share shape,
 * tone and dashes, so that a reader who sees no colours can still tell them apart.
 */
public record Pen(Color color, Marker marker, BasicStroke stroke) {
  /** Vermilion-side reds and pure blues: apart for every common kind of colour blindness. */
  private static final List<Color> REDS =
      List.of(new Color(0xC62828), new Color(0xE8622C), new Color(0x7B1113), new Color(0xC7567B));

  private static final List<Color> BLUES =
      List.of(new Color(0x1565C0), new Color(0x56A5E6), new Color(0x0B2F66), new Color(0x6C7FD8));

  private static final List<Marker> ROUND =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.OVAL);

  private static final List<Marker> ANGULAR =
      List.of(
          SeriesMarkers.SQUARE,
          SeriesMarkers.TRIANGLE_DOWN,
          SeriesMarkers.RECTANGLE,
          SeriesMarkers.TRAPEZOID);

  private static final List<float[]> DASHES =
      List.of(new float[] {}, new float[] {9, 4}, new float[] {2, 3}, new float[] {9, 3, 2, 3});

  private static final Map<Marker, String> SHAPES =
      Map.of(
          SeriesMarkers.CIRCLE, "circle",
          SeriesMarkers.DIAMOND, "diamond",
          SeriesMarkers.TRIANGLE_UP, "triangle-up",
          SeriesMarkers.OVAL, "oval",
          SeriesMarkers.SQUARE, "square",
          SeriesMarkers.TRIANGLE_DOWN, "triangle-down",
          SeriesMarkers.RECTANGLE, "rectangle",
          SeriesMarkers.TRAPEZOID, "trapezoid",
          HollowMarker.CIRCLE, "circle",
          HollowMarker.SQUARE, "square");

  /** The marker's shape in a word, for those who draw it otherwise; {@code none} without one. */
  public String shape() {
    return SHAPES.getOrDefault(marker, "none");
  }

  /** Whether the marker is an outline. */
  public boolean isHollow() {
    return marker instanceof HollowMarker;
  }

  /** The pen of the arm's line with this index. */
  public static Pen of(Arm arm, int index) {
    List<Color> colors = arm == Arm.CACHED ? REDS : BLUES;
    List<Marker> markers = arm == Arm.CACHED ? ROUND : ANGULAR;
    int turn = index / colors.size();
    return new Pen(
        colors.get(index % colors.size()),
        markers.get((index + turn) % markers.size()),
        stroke(2.2f, DASHES.get((index + turn) % DASHES.size())));
  }

  /** The pen of what is not measured here: grey, hollow and dashed; its shape is the arm's. */
  public static Pen reference(Arm arm) {
    return reference(arm, 0);
  }

  /** The same for the arm's reference with this index: a few have dashes of their own. */
  static Pen reference(Arm arm, int index) {
    BasicStroke stroke = stroke(1.4f, DASHES.get(1 + index % (DASHES.size() - 1)));
    return arm == Arm.CACHED
        ? new Pen(new Color(0x9A9A9A), HollowMarker.CIRCLE, stroke)
        : new Pen(new Color(0x6E6E6E), HollowMarker.SQUARE, stroke);
  }

  /** The pen of a line that marks a limit. */
  public static Pen limit() {
    return new Pen(new Color(0x404040), SeriesMarkers.NONE, stroke(1.4f, DASHES.get(0)));
  }

  /** The pen of the limit with this index, where there are several. */
  public static Pen limit(int index) {
    return new Pen(
        limit().color(), limit().marker(), stroke(1.4f, DASHES.get(index % DASHES.size())));
  }

  /** The pen of the line with this index, 0 or 1, of what belongs to no arm. */
  static Pen armless(int index) {
    return index == 0
        ? new Pen(new Color(0x00695C), SeriesMarkers.CIRCLE, stroke(2.2f, DASHES.get(0)))
        : new Pen(Style.INK, SeriesMarkers.DIAMOND, stroke(2.2f, DASHES.get(1)));
  }

  /** The pen of a level that points lie about. */
  static Pen level() {
    return new Pen(Style.INK, SeriesMarkers.NONE, stroke(2.2f, DASHES.get(0)));
  }

  /** The pen of a place on the horizontal axis. */
  public static Pen mark() {
    return new Pen(new Color(0x6E6E6E), SeriesMarkers.NONE, stroke(1.4f, DASHES.get(1)));
  }

  /** The same colour for an error bar. */
  Pen bar() {
    return new Pen(color, SeriesMarkers.NONE, stroke(1.6f, DASHES.get(0)));
  }

  private static BasicStroke stroke(float width, float[] dashes) {
    return new BasicStroke(
        width,
        BasicStroke.CAP_BUTT,
        BasicStroke.JOIN_ROUND,
        10,
        dashes.length == 0 ? null : dashes,
        0);
  }
}
