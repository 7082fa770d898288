package dev.kvbench.plot.report;

import dev.kvbench.plot.Pen;
import dev.kvbench.plot.Picture;
import dev.kvbench.plot.report.Theme.Role;
import java.util.ArrayList;
import java.util.List;

/** Draws predicted beside measured times, a line for each row: two marks, never one. */
final class PairsSvg {
  private static final double ROW = 34;
  private static final double TOP = 8;
  private static final double BOTTOM = 42;
  private static final double LEFT = 12;
  private static final double RIGHT = 24;

  private PairsSvg() {}

  static Element draw(Picture.Pairs picture, String id, Theme theme) {
    List<Picture.Pair> pairs = picture.pairs();
    double height = TOP + ROW * pairs.size() + BOTTOM;
    String description =
        picture.axis()
            + " of "
            + pairs.size()
            + " rows, each predicted and measured; the table of all rows has the figures";
    Drawing drawing = new Drawing(theme, id, picture.title(), description, height);
    List<Double> values = new ArrayList<>();
    for (Picture.Pair pair : pairs) {
      values.add(pair.measured().value());
      values.add(pair.predicted());
    }
    Axis x = Axis.over(values, true, false, LEFT, Drawing.WIDTH - RIGHT);
    double bottom = height - BOTTOM;
    for (Axis.Tick tick : x.ticks(8, "")) {
      double place = x.place(tick.value());
      drawing.line(place, TOP, place, bottom, Role.GRID);
      drawing.text(place, bottom + 17, "middle", "tick", time(tick.value()));
    }
    drawing.text(Drawing.WIDTH - RIGHT, height - 6, "end", "axis", picture.axis());
    for (int i = 0; i < pairs.size(); i++) {
      pair(drawing, pairs.get(i), x, TOP + ROW * i, theme);
    }
    return drawing.svg();
  }

  private static void pair(Drawing drawing, Picture.Pair pair, Axis x, double top, Theme theme) {
    double y = top + 25;
    double measured = x.place(pair.measured().value());
    double predicted = x.place(pair.predicted());
    drawing.line(predicted, y, measured, y, Role.AXIS);
    Element reach =
        Element.of("rect")
            .attr("x", LEFT)
            .attr("y", top + 2)
            .attr("width", Drawing.WIDTH - LEFT - RIGHT)
            .attr("height", ROW - 2)
            .attr("fill", "transparent");
    String value =
        pair.name()
            + ": measured "
            + time(pair.measured().value())
            + ", predicted "
            + time(pair.predicted())
            + " ("
            + String.format(
                java.util.Locale.ROOT,
                "%+.0f %%",
                100 * (pair.predicted() / pair.measured().value() - 1))
            + ")";
    drawing.add(
        Drawing.told(
            value,
            reach,
            Drawing.marker(theme, Pen.reference(pair.arm()), predicted, y),
            Drawing.marker(theme, Pen.of(pair.arm(), 0), measured, y)));
    String name = pair.name();
    drawing.text(
        LEFT, top + 13, "start", "small", name.length() <= 98 ? name : name.substring(0, 97) + "…");
  }

  /** Microseconds in a unit that suits them. */
  static String time(double micros) {
    return micros >= 1e6
        ? Words.figure(micros / 1e6) + " s"
        : micros >= 1e3 ? Words.figure(micros / 1e3) + " ms" : Words.figure(micros) + " µs";
  }
}
