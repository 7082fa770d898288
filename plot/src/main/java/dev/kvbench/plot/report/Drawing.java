package dev.kvbench.plot.report;

import dev.kvbench.plot.Pen;
import dev.kvbench.plot.report.Theme.Role;
import java.awt.BasicStroke;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An SVG image that is being drawn: text stays text, colours are the theme's. */
final class Drawing {
  static final double WIDTH = 640;

  /** Half the size of a marker. */
  private static final double HALF = 4.5;

  /** Corners of markers, in halves of their size. */
  private static final Map<String, double[][]> CORNERS =
      Map.of(
          "square", new double[][] {{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}},
          "rectangle", new double[][] {{-1.1, -0.6}, {1.1, -0.6}, {1.1, 0.6}, {-1.1, 0.6}},
          "diamond", new double[][] {{0, -1.2}, {1.2, 0}, {0, 1.2}, {-1.2, 0}},
          "triangle-up", new double[][] {{0, -1.1}, {1.1, 0.9}, {-1.1, 0.9}},
          "triangle-down", new double[][] {{0, 1.1}, {1.1, -0.9}, {-1.1, -0.9}},
          "trapezoid", new double[][] {{-0.6, -0.8}, {0.6, -0.8}, {1.2, 0.8}, {-1.2, 0.8}});

  private final Theme theme;
  private final Element svg = Element.of("svg");

  /** An image with a name and a description for those who do not see it. */
  Drawing(Theme theme, String id, String title, String description, double height) {
    this.theme = theme;
    svg.attr("viewBox", String.format(Locale.ROOT, "0 0 %.0f %.0f", WIDTH, height))
        .attr("class", "chart")
        .attr("role", "img")
        .attr("aria-labelledby", id + "-t " + id + "-d")
        .add(
            Element.of("title", title).attr("id", id + "-t"),
            Element.of("desc", description).attr("id", id + "-d"));
  }

  /** A small image without a name, for a legend. */
  static Element swatch(Theme theme, Pen pen) {
    Element svg =
        Element.of("svg")
            .attr("viewBox", "0 0 34 14")
            .attr("class", "swatch")
            .attr("aria-hidden", "true");
    svg.add(stroked(theme, Element.of("path").attr("d", "M1 7H33"), pen));
    if (!pen.shape().equals("none")) {
      svg.add(marker(theme, pen, 17, 7));
    }
    return svg;
  }

  Element svg() {
    return svg;
  }

  Drawing add(Element element) {
    svg.add(element);
    return this;
  }

  void text(double x, double y, String anchor, String kind, String words) {
    svg.add(label(x, y, anchor, kind, words));
  }

  static Element label(double x, double y, String anchor, String kind, String words) {
    return Element.of("text", words)
        .attr("x", x)
        .attr("y", y)
        .attr("text-anchor", anchor)
        .attr("class", kind);
  }

  void line(double x1, double y1, double x2, double y2, Role role) {
    svg.add(
        Element.of("path")
            .attr("d", path(x1, y1, x2, y2))
            .attr("stroke", role.css())
            .attr("fill", "none"));
  }

  /** A line through points, with the pen's colour and dashes. */
  void polyline(List<double[]> points, Pen pen) {
    StringBuilder d = new StringBuilder();
    for (double[] point : points) {
      d.append(d.isEmpty() ? 'M' : 'L')
          .append(number(point[0]))
          .append(' ')
          .append(number(point[1]));
    }
    svg.add(stroked(theme, Element.of("path").attr("d", d.toString()), pen));
  }

  /** A bar from one end of an interval to the other, with caps. */
  void interval(double x, double low, double high, Pen pen) {
    String d =
        path(x - 4, low, x + 4, low) + path(x, low, x, high) + path(x - 4, high, x + 4, high);
    svg.add(
        Element.of("path")
            .attr("d", d)
            .attr("fill", "none")
            .attr("stroke", theme.mark(pen.color()))
            .attr("stroke-width", 1.6));
  }

  /** The same lying down. */
  void sidewaysInterval(double y, double low, double high, String color) {
    String d =
        path(low, y - 4, low, y + 4) + path(low, y, high, y) + path(high, y - 4, high, y + 4);
    svg.add(
        Element.of("path")
            .attr("d", d)
            .attr("fill", "none")
            .attr("stroke", color)
            .attr("stroke-width", 1.6));
  }

  /** What has a value that is told when it is pointed at: the title, and what is seen. */
  static Element told(String value, Element... seen) {
    return Element.of("g").attr("class", "pt").add(Element.of("title", value)).add(seen);
  }

  /** A place around a point that is easily hit. */
  static Element target(double x, double y) {
    return Element.of("circle")
        .attr("cx", x)
        .attr("cy", y)
        .attr("r", 11)
        .attr("fill", "transparent");
  }

  static Element marker(Theme theme, Pen pen, double x, double y) {
    Element shape;
    double[][] corners = CORNERS.get(pen.shape());
    if (corners == null) {
      boolean oval = pen.shape().equals("oval");
      shape =
          Element.of("ellipse")
              .attr("cx", x)
              .attr("cy", y)
              .attr("rx", oval ? 1.25 * HALF : HALF)
              .attr("ry", oval ? 0.75 * HALF : HALF);
    } else {
      StringBuilder points = new StringBuilder();
      for (double[] corner : corners) {
        points
            .append(points.isEmpty() ? "" : " ")
            .append(number(x + HALF * corner[0]))
            .append(',')
            .append(number(y + HALF * corner[1]));
      }
      shape = Element.of("polygon").attr("points", points.toString());
    }
    String color = theme.mark(pen.color());
    return pen.isHollow()
        ? shape.attr("fill", Role.PANEL.css()).attr("stroke", color).attr("stroke-width", 1.6)
        : shape.attr("fill", color);
  }

  private static Element stroked(Theme theme, Element path, Pen pen) {
    BasicStroke stroke = pen.stroke();
    path.attr("fill", "none")
        .attr("stroke", theme.mark(pen.color()))
        .attr("stroke-width", stroke.getLineWidth());
    if (stroke.getDashArray() != null) {
      StringBuilder dashes = new StringBuilder();
      for (float dash : stroke.getDashArray()) {
        dashes.append(dashes.isEmpty() ? "" : " ").append(number(dash));
      }
      path.attr("stroke-dasharray", dashes.toString());
    }
    return path;
  }

  static String path(double x1, double y1, double x2, double y2) {
    return "M" + number(x1) + " " + number(y1) + "L" + number(x2) + " " + number(y2);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
  }
}
