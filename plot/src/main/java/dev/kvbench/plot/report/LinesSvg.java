package dev.kvbench.plot.report;

import dev.kvbench.plot.Line;
import dev.kvbench.plot.Numbers;
import dev.kvbench.plot.Pen;
import dev.kvbench.plot.Picture;
import dev.kvbench.plot.report.Theme.Role;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Draws lines over steps, positions or batch sizes. */
final class LinesSvg {
  private static final double HEIGHT = 380;
  private static final double LEFT = 64;
  private static final double RIGHT = 22;
  private static final double TOP = 30;
  private static final double BOTTOM = 50;

  /** Room that a value beside a point, or a number below the axis, needs. */
  private static final double LABEL = 56;

  /** An interval may reach this many times beyond the values; what lies beyond that is cut off. */
  private static final double REACH = 3;

  private final Picture.Lines picture;
  private final Drawing drawing;
  private final Theme theme;
  private final Axis x;
  private final Axis y;

  private LinesSvg(Picture.Lines picture, String id, Theme theme) {
    this.picture = picture;
    this.theme = theme;
    this.drawing = new Drawing(theme, id, picture.title(), description(picture), HEIGHT);
    List<Double> places = new ArrayList<>();
    all(picture).forEach(line -> line.points().forEach(point -> places.add(point.steps())));
    boolean single = places.stream().distinct().count() == 1;
    this.x =
        Axis.over(
            places,
            picture.logOver() || (single && places.get(0) > 0),
            true,
            LEFT,
            Drawing.WIDTH - RIGHT);
    this.y =
        Axis.over(values(picture), picture.logValues(), picture.fromZero(), HEIGHT - BOTTOM, TOP);
  }

  static Element draw(Picture.Lines picture, String id, Theme theme) {
    return new LinesSvg(picture, id, theme).draw();
  }

  private static List<Line> all(Picture.Lines picture) {
    return Stream.concat(picture.references().stream(), picture.measured().stream()).toList();
  }

  private static List<Double> values(Picture.Lines picture) {
    List<Double> bare = new ArrayList<>();
    all(picture).forEach(line -> line.points().forEach(point -> bare.add(point.value())));
    picture.limit().ifPresent(mark -> bare.add(mark.value()));
    double low = bare.stream().mapToDouble(Double::doubleValue).min().orElse(1);
    double high = bare.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    List<Double> values = new ArrayList<>(bare);
    for (Line line : picture.measured()) {
      for (Line.Point point : line.points()) {
        if (point.estimate().hasInterval()) {
          values.add(Math.max(point.estimate().low(), low / REACH));
          values.add(Math.min(point.estimate().high(), high * REACH));
        }
      }
    }
    return values;
  }

  private static String description(Picture.Lines picture) {
    return picture.values()
        + " over "
        + picture.over()
        + ". "
        + String.join(". ", all(picture).stream().map(LinesSvg::summary).toList());
  }

  private static String summary(Line line) {
    List<Line.Point> points = line.points();
    Line.Point first = points.get(0);
    Line.Point last = points.get(points.size() - 1);
    return line.name()
        + ": "
        + Numbers.tick(first.value())
        + " at "
        + Numbers.count(first.steps())
        + (points.size() == 1
            ? ""
            : ", " + Numbers.tick(last.value()) + " at " + Numbers.count(last.steps()));
  }

  private Element draw() {
    axes();
    picture.limit().ifPresent(this::limit);
    picture.edge().ifPresent(this::edge);
    all(picture).forEach(line -> drawing.polyline(places(line), line.pen()));
    picture.measured().forEach(this::intervals);
    picture.references().forEach(this::points);
    picture.measured().forEach(this::points);
    labels();
    return drawing.svg();
  }

  private void axes() {
    for (Axis.Tick tick : y.ticks(7, picture.unit().equals("×") ? "×" : "")) {
      double place = y.place(tick.value());
      drawing.line(LEFT, place, Drawing.WIDTH - RIGHT, place, Role.GRID);
      drawing.text(LEFT - 6, place + 4.5, "end", "tick", tick.label());
    }
    double bottom = HEIGHT - BOTTOM;
    for (Axis.Tick tick : ticks()) {
      double place = x.place(tick.value());
      drawing.line(place, bottom, place, bottom + 4, Role.AXIS);
      drawing.text(place, bottom + 19, "middle", "tick", tick.label());
    }
    drawing.line(LEFT, bottom, Drawing.WIDTH - RIGHT, bottom, Role.AXIS);
    String unit = picture.unit().startsWith(" ") ? "," + picture.unit() : "";
    drawing.text(4, 14, "start", "axis", picture.values() + unit);
    drawing.text(Drawing.WIDTH - RIGHT, HEIGHT - 8, "end", "axis", picture.over());
  }

  /** At the drawn places where they are few, so that a reader finds them again in the table. */
  private List<Axis.Tick> ticks() {
    List<Double> measured = places(picture.measured());
    if (measured.size() > 12) {
      return x.ticks(8, "");
    }
    double last = Collections.max(measured);
    List<Double> labelled = new ArrayList<>(measured);
    places(picture.references()).stream()
        .filter(place -> place > 1.3 * last)
        .forEach(labelled::add);
    return x.ticksAt(labelled, 46);
  }

  private static List<Double> places(List<Line> lines) {
    return lines.stream()
        .flatMap(line -> line.points().stream())
        .map(Line.Point::steps)
        .distinct()
        .toList();
  }

  private void limit(Picture.Mark mark) {
    double place = y.place(mark.value());
    drawing.polyline(
        List.of(new double[] {LEFT, place}, new double[] {Drawing.WIDTH - RIGHT, place}),
        Pen.limit());
    drawing.text(Drawing.WIDTH - RIGHT, place - 5, "end", "note", mark.name());
  }

  private void edge(Picture.Mark mark) {
    double place = x.place(mark.value());
    drawing.polyline(
        List.of(new double[] {place, TOP}, new double[] {place, HEIGHT - BOTTOM}), Pen.mark());
    drawing.text(place + 5, TOP - 4, "start", "note", mark.name());
  }

  private List<double[]> places(Line line) {
    return line.points().stream()
        .map(point -> new double[] {x.place(point.steps()), y.place(point.value())})
        .toList();
  }

  private void intervals(Line line) {
    for (Line.Point point : line.points()) {
      Estimate estimate = point.estimate();
      if (estimate.hasInterval()) {
        drawing.interval(
            x.place(point.steps()),
            y.place(y.clamped(estimate.low())),
            y.place(y.clamped(estimate.high())),
            line.pen());
      }
    }
  }

  private void points(Line line) {
    for (Line.Point point : line.points()) {
      double left = x.place(point.steps());
      double top = y.place(point.value());
      String value =
          line.name()
              + ", at "
              + Numbers.count(point.steps())
              + ": "
              + Words.estimate(point.estimate(), picture.unit());
      drawing.add(
          Drawing.told(
              value, Drawing.target(left, top), Drawing.marker(theme, line.pen(), left, top)));
    }
  }

  /** The highest value above and the lowest below its point, where there is room. */
  private void labels() {
    TreeMap<Double, List<Line.Point>> columns = new TreeMap<>();
    picture
        .measured()
        .forEach(
            line ->
                line.points()
                    .forEach(
                        point ->
                            columns
                                .computeIfAbsent(point.steps(), any -> new ArrayList<>())
                                .add(point)));
    double free = Double.POSITIVE_INFINITY;
    for (List<Line.Point> column : columns.descendingMap().values()) {
      column.sort(Comparator.comparing(Line.Point::value));
      double place = x.place(column.get(0).steps());
      if (place > free) {
        continue;
      }
      free = place - LABEL;
      Line.Point top = column.get(column.size() - 1);
      label(top, Math.max(TOP - 6, highest(top) - 9));
      if (column.size() > 1) {
        Line.Point low = column.get(0);
        double below = lowest(low) + 18;
        if (below < HEIGHT - BOTTOM - 2 && !onLimit(below)) {
          label(low, below);
        }
      }
    }
  }

  /** Whether words there would be struck through. */
  private boolean onLimit(double baseline) {
    return picture
        .limit()
        .map(mark -> y.place(mark.value()))
        .filter(place -> baseline - 14 < place && place < baseline + 4)
        .isPresent();
  }

  private double highest(Line.Point point) {
    Estimate estimate = point.estimate();
    return y.place(y.clamped(estimate.hasInterval() ? estimate.high() : estimate.value()));
  }

  private double lowest(Line.Point point) {
    Estimate estimate = point.estimate();
    return y.place(y.clamped(estimate.hasInterval() ? estimate.low() : estimate.value()));
  }

  private void label(Line.Point point, double top) {
    double left = Math.max(LEFT + 22, Math.min(x.place(point.steps()), Drawing.WIDTH - 24));
    drawing.text(left, top, "middle", "value", Numbers.measured(point.value()) + picture.unit());
  }
}
