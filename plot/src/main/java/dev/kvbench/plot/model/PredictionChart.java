package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.BarPicture;
import dev.kvbench.plot.picture.BarPicture.Bar;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.RowNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/** The measured time of an invocation beside what the cost model says, a line for each row. */
final class PredictionChart implements Chart {
  private static final String PREDICTION = "predictedMicroseconds";

  /** More rows than this are the table's. */
  private static final int MOST = 24;

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    List<Row> all =
        run.rows().stream()
            .filter(row -> RowFacts.isTimed(row) && RowFacts.metric(row, PREDICTION).isPresent())
            .toList();
    if (all.isEmpty()) {
      return List.of();
    }
    List<Row> rows = new ArrayList<>(all);
    rows.sort(Comparator.comparing(PredictionChart::miss).reversed());
    rows = all.stream().filter(rows.subList(0, Math.min(MOST, rows.size()))::contains).toList();
    List<String> notes = new ArrayList<>();
    notes.add(
        "filled: measured; hollow and grey: predicted by the cost model from the counted calls and"
            + " the measured ceilings; it is a lower limit rather than a forecast");
    if (rows.size() < all.size()) {
      notes.add("the " + MOST + " rows of " + all.size() + " that are farthest from it");
    }
    notes.addAll(Notes.ofBars(rows, RowFacts::seconds));
    RowNames names = RowNames.of(rows);
    boolean millis = rows.stream().anyMatch(row -> RowFacts.seconds(row).value() > 1e-2);
    double unit = millis ? 1e3 : 1e6;
    return List.of(
        new BarPicture(
            run.heading("prediction", "Predicted and measured time of each row", rows, notes),
            Axis.of("time of one invocation", millis ? " ms" : " µs", true),
            rows.stream().map(row -> bar(row, names.of(row), unit)).toList()));
  }

  /** How many times one is the other. */
  private static double miss(Row row) {
    double ratio =
        1e6 * RowFacts.seconds(row).value() / RowFacts.metric(row, PREDICTION).orElseThrow();
    return Math.max(ratio, 1 / ratio);
  }

  private static Bar bar(Row row, String name, double unit) {
    double predicted = RowFacts.metric(row, PREDICTION).orElseThrow() / 1e6 * unit;
    return new Bar(
        "",
        name,
        RowFacts.seconds(row).times(unit),
        RowFacts.arm(row),
        row.isApproximate(),
        OptionalDouble.of(predicted),
        OptionalDouble.empty());
  }
}
