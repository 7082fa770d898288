package dev.kvbench.plot.report;

import dev.kvbench.plot.Pen;
import dev.kvbench.plot.Picture;
import dev.kvbench.plot.Picture.Roof;
import dev.kvbench.plot.Picture.RoofDot;
import dev.kvbench.plot.report.Theme.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws a roofline: measured ceilings, and every row below them. */
final class RooflineSvg {
  private static final double HEIGHT = 420;
  private static final double LEFT = 64;
  private static final double RIGHT = 22;
  private static final double TOP = 30;
  private static final double BOTTOM = 50;

  private final Picture.Roofline picture;
  private final Drawing drawing;
  private final Theme theme;
  private final Axis x;
  private final Axis y;

  private RooflineSvg(Picture.Roofline picture, String id, Theme theme) {
    this.picture = picture;
    this.theme = theme;
    this.drawing = new Drawing(theme, id, picture.title(), description(picture), HEIGHT);
    List<Double> intensities = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    for (RoofDot dot : picture.rows()) {
      intensities.add(dot.intensity());
      rates.add(dot.gigaflops());
    }
    for (Roof roof : picture.roofs()) {
      double ridge = roof.rate().median() / roof.bandwidth().median();
      intensities.addAll(List.of(ridge, 2 * ridge));
      rates.add(roof.rate().high());
    }
    this.x = Axis.over(intensities, true, false, LEFT, Drawing.WIDTH - RIGHT);
    this.y = Axis.over(rates, true, false, HEIGHT - BOTTOM, TOP);
  }

  static Element draw(Picture.Roofline picture, String id, Theme theme) {
    return new RooflineSvg(picture, id, theme).draw();
  }

  private Element draw() {
    double bottom = HEIGHT - BOTTOM;
    for (Axis.Tick tick : y.ticks(8, "")) {
      double place = y.place(tick.value());
      drawing.line(LEFT, place, Drawing.WIDTH - RIGHT, place, Role.GRID);
      drawing.text(LEFT - 6, place + 4.5, "end", "tick", tick.label());
    }
    for (Axis.Tick tick : x.ticks(8, "")) {
      double place = x.place(tick.value());
      drawing.line(place, bottom, place, bottom + 4, Role.AXIS);
      drawing.text(place, bottom + 19, "middle", "tick", tick.label());
    }
    drawing.line(LEFT, bottom, Drawing.WIDTH - RIGHT, bottom, Role.AXIS);
    drawing.text(4, 14, "start", "axis", "gigaflops (measured)");
    drawing.text(
        Drawing.WIDTH - RIGHT,
        HEIGHT - 8,
        "end",
        "axis",
        "floating-point operations for each byte read");
    for (int i = 0; i < picture.roofs().size(); i++) {
      band(picture.roofs().get(i));
    }
    for (int i = 0; i < picture.roofs().size(); i++) {
      drawing.polyline(places(roof(picture.roofs().get(i), 0)), Pen.limit(i));
    }
    for (RoofDot dot : picture.rows()) {
      double left = x.place(dot.intensity());
      double top = y.place(dot.gigaflops());
      drawing.add(
          Drawing.told(
              words(dot),
              Drawing.target(left, top),
              Drawing.marker(theme, Pen.of(dot.arm(), 0), left, top)));
    }
    return drawing.svg();
  }

  /** Corners of a roof: the lowest, the median or the highest of what was measured. */
  private List<double[]> roof(Roof roof, int which) {
    double bandwidth = of(roof.bandwidth(), which);
    double rate = of(roof.rate(), which);
    double begin = Math.max(x.low(), y.low() / bandwidth);
    List<double[]> corners = new ArrayList<>();
    corners.add(new double[] {begin, Math.min(rate, bandwidth * begin)});
    double ridge = rate / bandwidth;
    if (begin < ridge && ridge < x.high()) {
      corners.add(new double[] {ridge, rate});
    }
    corners.add(new double[] {x.high(), Math.min(rate, bandwidth * x.high())});
    return corners;
  }

  private static double of(Picture.Spread spread, int which) {
    return which < 0 ? spread.low() : which > 0 ? spread.high() : spread.median();
  }

  private List<double[]> places(List<double[]> corners) {
    return corners.stream()
        .map(corner -> new double[] {x.place(corner[0]), y.place(y.clamped(corner[1]))})
        .toList();
  }

  private void band(Roof roof) {
    List<double[]> outline = new ArrayList<>(places(roof(roof, 1)));
    List<double[]> below = places(roof(roof, -1));
    for (int i = below.size() - 1; i >= 0; i--) {
      outline.add(below.get(i));
    }
    StringBuilder points = new StringBuilder();
    for (double[] corner : outline) {
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", corner[0], corner[1]));
    }
    drawing.add(
        Element.of("polygon")
            .attr("points", points.toString().strip())
            .attr("fill", Role.AXIS.css())
            .attr("fill-opacity", 0.2));
  }

  private static String words(RoofDot dot) {
    String share = String.format(Locale.ROOT, "; %.0f %% of its own roof: ", 100 * dot.share());
    return dot.name()
        + ": "
        + Words.figure(dot.gigaflops())
        + " gigaflops at "
        + Words.figure(dot.intensity())
        + " operations for each byte"
        + share
        + (dot.isBoundByMemory()
            ? "memory read at " + Words.figure(dot.bandwidth()) + " GB/s"
            : "matrices multiplied at " + Words.figure(dot.peak()) + " gigaflops");
  }

  private static String description(Picture.Roofline picture) {
    StringBuilder words =
        new StringBuilder("measured rate of every row over its arithmetic intensity");
    for (Roof roof : picture.roofs()) {
      words.append(". Ceilings, ").append(ceilings(roof));
    }
    return words.toString();
  }

  /** What was measured of the machine, for the legend. */
  static String ceilings(Roof roof) {
    return roof.name()
        + ": memory read at "
        + spread(roof.bandwidth(), " GB/s")
        + ", matrices multiplied at "
        + spread(roof.rate(), " gigaflops");
  }

  private static String spread(Picture.Spread spread, String unit) {
    return Words.figure(spread.median())
        + unit
        + (spread.low() < spread.high()
            ? " (" + Words.figure(spread.low()) + " to " + Words.figure(spread.high()) + ")"
            : "");
  }
}
