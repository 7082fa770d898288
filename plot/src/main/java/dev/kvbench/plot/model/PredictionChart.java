package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.BarPicture;
import dev.kvbench.plot.picture.BarPicture.Bar;
import dev.kvbench.plot.picture.Heading;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.RowNames;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** The measured time of an operation beside what the cost model says, a line for each row. */
final class PredictionChart implements Chart {
  private static final String PREDICTION = "predictedMicroseconds";

  /** More rows than this are the table's. */
  private static final int MOST = 24;

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    List<Row> all =
        run.rows().stream()
            .filter(RowFacts::isTimed)
            .filter(row -> RowFacts.metric(row, PREDICTION).isPresent())
            .toList();
    if (all.isEmpty()) {
      return List.of();
    }
    Set<Row> farthest =
        all.stream()
            .sorted(Comparator.comparing(PredictionChart::miss).reversed())
            .limit(MOST)
            .collect(Collectors.toSet());
    List<Row> rows = all.stream().filter(farthest::contains).toList();
    List<String> notes = new ArrayList<>();
    notes.add(
        "filled: measured; hollow and grey: predicted by the cost model from the counted calls and"
            + " the measured ceilings; it is a lower limit rather than a forecast");
    if (rows.size() < all.size()) {
      notes.add("the " + MOST + " rows of " + all.size() + " that are farthest from it");
    }
    RowNames names = RowNames.of(rows);
    notes.add(Notes.errorBarsOf(rows.stream().map(RowFacts::seconds).toList()));
    List<Bar> bars = rows.stream().map(row -> bar(row, names.of(row))).toList();
    Heading heading =
        run.heading("prediction", "Predicted and measured time of an operation", rows, notes);
    return List.of(new BarPicture(heading, Axis.of("time of one operation", " µs", true), bars));
  }

  /** How many times one is the other. */
  private static double miss(Row row) {
    double ratio =
        1e6 * RowFacts.seconds(row).value() / RowFacts.metric(row, PREDICTION).orElseThrow();
    return Math.max(ratio, 1 / ratio);
  }

  private static Bar bar(Row row, String name) {
    Estimate measured = RowFacts.seconds(row).times(1e6);
    double predicted = RowFacts.metric(row, PREDICTION).orElseThrow();
    return new Bar(
        name,
        Numbers.seconds(measured.value() / 1e6) + ", predicted " + Numbers.seconds(predicted / 1e6),
        measured,
        RowFacts.arm(row),
        RowFacts.isApproximate(row),
        OptionalDouble.of(predicted));
  }
}
