package dev.kvbench.plot.report;

import dev.kvbench.plot.Pen;
import dev.kvbench.plot.Picture;
import dev.kvbench.plot.report.Theme.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Draws named points with their intervals. */
final class ScatterSvg {
  private static final double HEIGHT = 400;
  private static final double LEFT = 64;
  private static final double RIGHT = 22;
  private static final double TOP = 30;
  private static final double BOTTOM = 50;

  private ScatterSvg() {}

  static Element draw(Picture.Scatter picture, String id, Theme theme) {
    Drawing drawing = new Drawing(theme, id, picture.title(), description(picture), HEIGHT);
    List<Double> places = picture.dots().stream().map(Picture.Dot::x).toList();
    List<Double> values = new ArrayList<>(List.of(0.0));
    for (Picture.Dot dot : picture.dots()) {
      values.add(dot.y().value());
      if (dot.y().hasInterval()) {
        values.add(dot.y().low());
        values.add(dot.y().high());
      }
    }
    Axis x = Axis.over(places, true, false, LEFT, Drawing.WIDTH - RIGHT);
    Axis y = Axis.over(values, false, false, HEIGHT - BOTTOM, TOP);
    double bottom = HEIGHT - BOTTOM;
    for (Axis.Tick tick : y.ticks(7, "")) {
      double place = y.place(tick.value());
      drawing.line(LEFT, place, Drawing.WIDTH - RIGHT, place, Role.GRID);
      drawing.text(LEFT - 6, place + 4.5, "end", "tick", tick.label());
    }
    for (Axis.Tick tick : x.ticks(7, picture.xUnit())) {
      double place = x.place(tick.value());
      drawing.line(place, bottom, place, bottom + 4, Role.AXIS);
      drawing.text(place, bottom + 19, "middle", "tick", tick.label());
    }
    drawing.line(LEFT, bottom, Drawing.WIDTH - RIGHT, bottom, Role.AXIS);
    double zero = y.place(0);
    drawing.polyline(
        List.of(new double[] {LEFT, zero}, new double[] {Drawing.WIDTH - RIGHT, zero}), Pen.mark());
    drawing.text(4, 14, "start", "axis", picture.y());
    drawing.text(Drawing.WIDTH - RIGHT, HEIGHT - 8, "end", "axis", picture.x());
    Labels labels = new Labels(LEFT, TOP, Drawing.WIDTH - RIGHT, bottom);
    for (Picture.Dot dot : picture.dots()) {
      double left = x.place(dot.x());
      labels.take(left - 7, y.place(dot.y().value()) - 7, 14, 14);
      if (dot.y().hasInterval()) {
        double high = y.place(y.clamped(dot.y().high()));
        double low = y.place(y.clamped(dot.y().low()));
        drawing.interval(left, low, high, dot.pen());
        labels.take(left - 5, high, 10, low - high);
      }
    }
    for (Picture.Dot dot : picture.dots()) {
      double left = x.place(dot.x());
      double top = y.place(dot.y().value());
      String value =
          dot.name()
              + " ("
              + dot.kind()
              + "): "
              + Words.figure(dot.x())
              + picture.xUnit()
              + ", "
              + Words.estimate(dot.y(), " nats");
      drawing.add(
          Drawing.told(
              value, Drawing.target(left, top), Drawing.marker(theme, dot.pen(), left, top)));
      labels.put(drawing, dot.name(), left, top);
    }
    return drawing.svg();
  }

  private static String description(Picture.Scatter picture) {
    return picture.y()
        + " against "
        + picture.x()
        + ". "
        + picture.dots().stream()
            .map(dot -> dot.name() + ", " + dot.kind() + ": " + Words.estimate(dot.y(), ""))
            .collect(Collectors.joining(". "));
  }
}
