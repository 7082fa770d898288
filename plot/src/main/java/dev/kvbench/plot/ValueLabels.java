package dev.kvbench.plot;

import dev.kvbench.plot.Line.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Chooses the points whose values are written out. */
final class ValueLabels {
  /** Room for a label in pixels, and a little to keep it from its neighbour. */
  private static final double LABEL_WIDTH = 58;

  private ValueLabels() {}

  /**
   * Labels of the highest value above and of the lowest below, at each number of steps: those
   * between would lie on lines.
   *
   * @param shift how far right of its steps a line is drawn, as a fraction of the axis
   */
  static List<ValueLabel> of(
      List<Line> lines, StepsAxis steps, ValueAxis values, ToDoubleFunction<Line> shift) {
    TreeMap<Double, List<Candidate>> columns = new TreeMap<>();
    for (Line line : lines) {
      for (Point point : line.points()) {
        columns
            .computeIfAbsent(point.steps(), any -> new ArrayList<>())
            .add(new Candidate(line, point));
      }
    }
    List<ValueLabel> labels = new ArrayList<>();
    double free = Double.POSITIVE_INFINITY;
    // from the right: where there is no room for all, the largest run is the one to label
    for (List<Candidate> column : columns.descendingMap().values()) {
      column.sort(Comparator.comparing(candidate -> candidate.point().value()));
      double place = steps.fraction(column.get(0).point().steps()) * Style.PLOT_WIDTH;
      if (place <= free) {
        labels.add(column.get(column.size() - 1).label(true, steps, values, shift));
        if (column.size() > 1) {
          labels.add(column.get(0).label(false, steps, values, shift));
        }
        free = place - LABEL_WIDTH;
      }
    }
    return labels;
  }

  private record Candidate(Line line, Point point) {
    ValueLabel label(
        boolean above, StepsAxis steps, ValueAxis values, ToDoubleFunction<Line> shift) {
      return new ValueLabel(
          values.measured(point.value()),
          steps.nudged(point.steps(), shift.applyAsDouble(line)),
          point.value(),
          line.pen().color(),
          above,
          above == line.rises(point));
    }
  }
}
