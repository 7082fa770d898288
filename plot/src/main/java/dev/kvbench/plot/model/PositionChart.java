package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one token costs against its position: a line for each arm and cache policy, and what the
 * ceilings would have each arm cost. Many policies get a picture of their own: beside the uncached
 * arm, which takes a hundred times as long, no reader could tell them apart.
 */
final class PositionChart implements Chart {
  static final String POSITION = "position";

  /** More lines lie over each other where the other arm is drawn too; their error bars always. */
  private static final int FEW = 3;

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    List<Row> rows =
        RowFacts.timed(run.rows(), "DecodeStepBenchmark").stream()
            .filter(row -> row.count(POSITION).isPresent())
            .toList();
    if (rows.isEmpty()) {
      return List.of();
    }
    List<Row> cached = rows.stream().filter(row -> RowFacts.arm(row) == Arm.CACHED).toList();
    boolean crowded = cached.size() < rows.size() && ArmLine.of(cached, POSITION).size() > FEW;
    List<Picture> pictures = new ArrayList<>();
    String few = crowded ? RowFacts.comparedPolicy(cached) : "";
    List<Row> first =
        rows.stream()
            .filter(row -> !crowded || Set.of("", few).contains(RowFacts.policy(row)))
            .toList();
    String title = "What one token costs, by the tokens before it";
    pictures.add(picture(POSITION, title, first, run, scale));
    if (crowded) {
      title = "What one cached token costs, by cache policy";
      pictures.add(picture("position-policies", title, cached, run, scale));
    }
    return pictures;
  }

  private static Picture picture(
      String key, String title, List<Row> rows, RunData run, Scale scale) {
    List<Series> series =
        ArmLine.of(rows, POSITION).stream()
            .map(line -> line.series(row -> Optional.of(RowFacts.seconds(row).times(1e6))))
            .toList();
    List<Series> predicted = CeilingLines.of(rows);
    List<String> notes = new ArrayList<>(List.of(Notes.errorBars(series)));
    if (!predicted.isEmpty()) {
      notes.add("grey, dashed: predicted from the measured ceilings, not measured");
    }
    boolean log = scale.isLog(Series.places(series), Series.values(series));
    LinePicture picture =
        LinePicture.of(
                run.heading(key, title, rows, notes),
                Axis.of("position (tokens before the one that is timed)", "", log),
                Axis.of("time of one token", " µs", log),
                series)
            .against(predicted.toArray(Series[]::new));
    return series.size() > FEW ? picture.drawnApart() : picture;
  }
}
