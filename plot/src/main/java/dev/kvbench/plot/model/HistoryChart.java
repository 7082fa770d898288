package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.Heading;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Range;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.history.ChangePoint;
import dev.kvbench.results.history.HistorySeries;
import dev.kvbench.results.history.Machine;
import dev.kvbench.results.history.RowHistory;
import dev.kvbench.results.history.Segmentation.Segment;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.RowKey;
import dev.kvbench.results.run.Environment;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows over the runs of a history: a point for each run, the levels, and where they change. */
final class HistoryChart implements Chart {
  /** A file system may stop at 255 bytes. */
  private static final int NAME_LENGTH = 120;

  /** Values are shown in this range around them, so that noise does not look like more. */
  private static final double AROUND = 0.1;

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    Map<String, Integer> keys = new HashMap<>();
    List<Picture> pictures = new ArrayList<>();
    for (RowHistory row : run.history()) {
      String name = fileName(row);
      int number = keys.merge(name, 1, Integer::sum);
      pictures.add(picture(row, number == 1 ? name : name + "-" + number));
    }
    return pictures;
  }

  /** The row's name in characters that need no quoting, and the machine's number among several. */
  private static String fileName(RowHistory row) {
    String words = row.name().replaceAll("[^A-Za-z0-9._]+", "-");
    String cut = words.substring(0, Math.min(NAME_LENGTH, words.length()));
    return "history-" + cut + (row.machines() > 1 ? "-machine-" + row.machineNumber() : "");
  }

  private static Picture picture(RowHistory row, String key) {
    HistorySeries history = row.series();
    List<HistorySeries.Point> runs = history.points();
    List<Series.Point> points = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      points.add(Series.Point.of(i + 1.0, runs.get(i).estimate()));
      names.add((i + 1) + ": " + runs.get(i).run().shortCommit());
    }
    Pen pen =
        RowKey.parse(history.key())
            .arm()
            .map(arm -> Pen.of(arm, 0))
            .orElse(Pen.of(Pen.Tone.TRAINING, 0));
    Series measured = new Series("run", pen.unjoined(), points);
    Heading heading =
        new Heading(
            key,
            row.name(),
            subtitle(history),
            List.of(
                history.machine().words(),
                Numbers.of(runs.size(), "run")
                    + ", "
                    + dates(runs)
                    + "; "
                    + Notes.errorBars(List.of(measured))));
    Range values = Range.of(runs.stream().map(run -> run.estimate().value()).toList());
    return LinePicture.of(
            heading,
            Axis.of("runs in the history's order, with commit (+: uncommitted changes)", "", false)
                .over(new Range(0.5, runs.size() + 0.5))
                .named(names),
            Axis.of(history.unit(), "", false)
                .fromAnywhere()
                .over(new Range(values.low() * (1 - AROUND), values.high() * (1 + AROUND))),
            List.of(measured))
        .against(
            row.segmentation().segments().stream().map(HistoryChart::level).toArray(Series[]::new))
        .marked(
            row.segmentation().changePoints().stream()
                .map(change -> mark(row, change))
                .toArray(LinePicture.Mark[]::new))
        .labelled(LinePicture.Labels.NONE);
  }

  private static String subtitle(HistorySeries history) {
    Machine machine = history.machine();
    Environment environment =
        Environment.of(Map.of("machine", Map.of("cpu", machine.cpu(), "gpu", machine.gpu())));
    return Subtitle.ofSettings(environment, List.of(RowKey.parse(history.key()).params()));
  }

  /** Days in UTC, as the names of run directories have them. */
  private static String dates(List<HistorySeries.Point> runs) {
    List<LocalDate> days =
        runs.stream()
            .map(run -> LocalDate.ofInstant(run.run().started(), ZoneOffset.UTC))
            .distinct()
            .toList();
    return days.size() == 1 ? days.get(0) + "" : days.get(0) + " to " + days.get(days.size() - 1);
  }

  private static Series level(Segment segment) {
    return new Series(
        "median of the runs between changes",
        Pen.of(Pen.Tone.LEVEL, 0),
        List.of(
            Series.Point.of(segment.from() + 0.5, segment.median()),
            Series.Point.of(segment.to() + 0.5, segment.median())));
  }

  /** By how much, and the first run's commit. */
  private static LinePicture.Mark mark(RowHistory row, ChangePoint change) {
    String commit = row.series().points().get(change.index()).run().shortCommit();
    String words = Numbers.times(change.ratio()) + " at " + commit;
    return new LinePicture.Mark("change point", true, change.index() + 0.5, words);
  }
}
