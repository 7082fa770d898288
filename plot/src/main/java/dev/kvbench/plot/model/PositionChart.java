package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What one token costs against its position: a line for each arm and cache policy, and what the
 * ceilings would have each arm cost. Many policies get bars of their own, by position: as lines no
 * reader could tell them apart.
 */
final class PositionChart implements Chart {
  static final String POSITION = "position";

  /** More lines lie over each other, and their error bars. */
  private static final int FEW = 3;

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    List<Row> rows =
        RowFacts.timed(run.rows(), "DecodeStepBenchmark").stream()
            .filter(row -> row.count(POSITION).isPresent())
            .toList();
    List<Row> cached = rows.stream().filter(row -> row.isOf(Arm.CACHED)).toList();
    boolean crowded = ArmLine.of(cached, POSITION).size() > FEW;
    String few = crowded ? RowFacts.comparedPolicy(cached) : "";
    List<Row> first =
        rows.stream()
            .filter(row -> !crowded || List.of("", few).contains(RowFacts.policy(row)))
            .toList();
    List<Picture> pictures = new ArrayList<>(lines(run, scale, first));
    if (crowded || pictures.isEmpty()) {
      pictures.addAll(bars(run, pictures.isEmpty() ? rows : cached));
    }
    return pictures;
  }

  /** Of a policy alone at its position there is nothing to compare. */
  private static List<Picture> bars(RunData run, List<Row> all) {
    Map<Integer, Long> policies =
        all.stream().collect(Collectors.groupingBy(PositionChart::place, Collectors.counting()));
    List<Row> rows =
        all.stream()
            .filter(row -> policies.get(place(row)) > 1 || policies.size() == 1)
            .sorted(Comparator.comparing(PositionChart::place))
            .toList();
    if (rows.isEmpty()) {
      return List.of();
    }
    Function<Row, Estimate> micros = row -> RowFacts.seconds(row).times(1e6);
    return List.of(
        ArmBars.of(
            run.heading(
                "position-policies",
                "What one token costs, by cache policy",
                rows,
                Notes.ofBars(rows, micros)),
            Axis.of("time of one token", " µs", false),
            rows,
            PositionChart::region,
            RowFacts.differing(rows, Set.of(POSITION, "policy")),
            micros));
  }

  private static int place(Row row) {
    return row.count(POSITION).orElseThrow();
  }

  private static String region(Row row) {
    boolean past = place(row) >= row.count("blockSize").orElse(Integer.MAX_VALUE);
    return (past ? "Past" : "Inside") + " the window: " + place(row) + " tokens before it";
  }

  private static List<Picture> lines(RunData run, Scale scale, List<Row> rows) {
    if (RowFacts.values(rows, POSITION) < 2) {
      return List.of();
    }
    List<Series> series =
        ArmLine.of(rows, POSITION).stream()
            .map(line -> line.series(row -> Optional.of(RowFacts.seconds(row).times(1e6))))
            .toList();
    List<Series> ceilings = CeilingLines.of(rows);
    List<String> notes = new ArrayList<>(List.of(Notes.errorBars(series)));
    if (!ceilings.isEmpty()) {
      notes.add("grey, dashed: what the measured ceilings allow, without calls; not measured");
    }
    boolean log = scale.isLog(Series.places(series), Series.values(series));
    String title = "What one token costs, by the tokens before it";
    return List.of(
        LinePicture.of(
                run.heading(POSITION, title, rows, notes),
                Axis.of("position (tokens before the one that is timed)", "", log),
                Axis.of("time of one token", " µs", log),
                series)
            .against(ceilings.toArray(Series[]::new)));
  }
}
