package dev.kvbench.plot.report;

import dev.kvbench.plot.Bars;
import dev.kvbench.plot.Pen;
import dev.kvbench.plot.Picture;
import dev.kvbench.plot.report.Theme.Role;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Draws bars from 0, one below the other, each with its name above it. */
final class BarsSvg {
  private static final double ROW = 40;
  private static final double TOP = 8;
  private static final double BOTTOM = 42;
  private static final double LEFT = 8;
  private static final double RIGHT = 20;
  private static final double THICK = 13;

  private BarsSvg() {}

  static Element draw(Picture.BarList picture, String id, Theme theme) {
    List<Bars.Bar> bars = picture.bars();
    double height = TOP + ROW * bars.size() + BOTTOM;
    Drawing drawing = new Drawing(theme, id, picture.title(), description(picture), height);
    drawing.add(hatches(theme, id));
    Axis x = axis(bars);
    double bottom = height - BOTTOM;
    for (Axis.Tick tick : x.ticks(8, "")) {
      double place = x.place(tick.value());
      drawing.line(place, TOP, place, bottom, Role.GRID);
      drawing.text(place, bottom + 17, "middle", "tick", tick.label());
    }
    drawing.line(LEFT, TOP, LEFT, bottom, Role.AXIS);
    drawing.text(Drawing.WIDTH - RIGHT, height - 6, "end", "axis", picture.axis());
    for (int i = 0; i < bars.size(); i++) {
      bar(drawing, bars.get(i), x, TOP + ROW * i, id, theme);
    }
    return drawing.svg();
  }

  private static void bar(
      Drawing drawing, Bars.Bar bar, Axis x, double top, String id, Theme theme) {
    Estimate value = bar.value();
    double y = top + 20;
    double end = Math.max(LEFT + 1, x.place(value.value()));
    Element fill =
        Element.of("rect")
            .attr("x", LEFT)
            .attr("y", y)
            .attr("width", end - LEFT)
            .attr("height", THICK)
            .attr("stroke", theme.mark(Pen.of(bar.arm(), 0).color()))
            .attr(
                "fill",
                bar.exact() ? theme.mark(Pen.of(bar.arm(), 0).color()) : hatch(id, bar.arm()));
    Element reach =
        Element.of("rect")
            .attr("x", LEFT)
            .attr("y", top)
            .attr("width", Drawing.WIDTH - LEFT - RIGHT)
            .attr("height", ROW - 4)
            .attr("fill", "transparent");
    drawing.add(Drawing.told(bar.name() + ": " + Words.estimate(value, " ms"), reach, fill));
    if (value.hasInterval()) {
      drawing.sidewaysInterval(
          y + THICK / 2,
          x.place(x.clamped(value.low())),
          x.place(x.clamped(value.high())),
          Role.INK.css());
    }
    Element label =
        Drawing.label(LEFT + 4, y - 5, "start", "value", cut(bar.name()) + "  ")
            .add(Element.of("tspan", bar.label()).attr("font-weight", "bold"));
    drawing.add(label);
  }

  /** What fits above a bar; the rest is told when it is pointed at. */
  private static String cut(String name) {
    return name.length() <= 84 ? name : name.substring(0, 83) + "…";
  }

  private static Axis axis(List<Bars.Bar> bars) {
    List<Double> ends = new ArrayList<>(List.of(0.0));
    double longest = bars.stream().mapToDouble(bar -> bar.value().value()).max().orElse(1);
    for (Bars.Bar bar : bars) {
      ends.add(bar.value().value());
      if (bar.value().hasInterval()) {
        ends.add(Math.min(bar.value().high(), 1.5 * longest));
      }
    }
    return Axis.over(ends, false, true, LEFT, Drawing.WIDTH - RIGHT);
  }

  private static String hatch(String id, Arm arm) {
    return "url(#" + id + "-" + arm.word() + ")";
  }

  /** Approximate bars are hatched, which is seen without colours too. */
  private static Element hatches(Theme theme, String id) {
    Element defs = Element.of("defs");
    for (Arm arm : Arm.values()) {
      defs.add(
          Element.of("pattern")
              .attr("id", id + "-" + arm.word())
              .attr("width", "6")
              .attr("height", "6")
              .attr("patternUnits", "userSpaceOnUse")
              .attr("patternTransform", "rotate(45)")
              .add(
                  Element.of("path")
                      .attr("d", "M0 0V6")
                      .attr("stroke", theme.mark(Pen.of(arm, 0).color()))
                      .attr("stroke-width", "4")));
    }
    return defs;
  }

  private static String description(Picture.BarList picture) {
    return picture.axis()
        + ". "
        + picture.bars().stream()
            .map(bar -> bar.name() + ": " + bar.label())
            .collect(Collectors.joining(". "));
  }
}
