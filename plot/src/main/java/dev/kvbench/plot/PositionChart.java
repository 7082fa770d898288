package dev.kvbench.plot;

import dev.kvbench.results.Arm;
import dev.kvbench.results.Estimates;
import dev.kvbench.results.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.knowm.xchart.XYChart;

/** What one token costs against its position: a line for each arm and cache policy. */
final class PositionChart {
  private static final String TITLE = "What one token costs, by the tokens before it";
  private static final String BENCHMARK = "DecodeStepBenchmark";

  private PositionChart() {}

  /** Empty where no row of DecodeStepBenchmark holds a time in microseconds. */
  static Optional<XYChart> draw(List<Row> rows, ChartContext context, Scale scale) {
    List<Line> lines = lines(rows);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Axes axes = Axes.of(lines, scale, false);
    ValueAxis time =
        new ValueAxis("time of one token", " \u00b5s", axes.logValues(), Optional.empty());
    return Optional.of(
        new Figure(lines, List.of(), axes.logSteps(), time)
            .over("position (tokens before the one that is timed)")
            .draw(new Heading(TITLE, Subtitle.of(context, lines))));
  }

  static List<Line> lines(List<Row> rows) {
    List<Row> own =
        rows.stream()
            .filter(row -> row.className().equals(BENCHMARK))
            .filter(row -> row.primary().unit().equals("us/op"))
            .filter(row -> Arm.ofMethod(row.method()).isPresent())
            .filter(row -> row.params().getOrDefault("position", "").matches("\\d{1,9}"))
            .toList();
    Set<String> differing = differing(own);
    Map<Arm, Map<String, List<Line.Point>>> byArm = new EnumMap<>(Arm.class);
    for (Row row : own) {
      Arm arm = Arm.ofMethod(row.method()).orElseThrow();
      byArm
          .computeIfAbsent(arm, any -> new TreeMap<>())
          .computeIfAbsent(name(arm, row, differing), any -> new ArrayList<>())
          .add(new Line.Point(Double.parseDouble(row.params().get("position")), Estimates.of(row)));
    }
    List<Line> lines = new ArrayList<>();
    byArm.forEach(
        (arm, named) -> {
          int index = 0;
          for (Map.Entry<String, List<Line.Point>> line : named.entrySet()) {
            line.getValue().sort(Comparator.comparing(Line.Point::steps));
            lines.add(new Line(line.getKey(), Pen.of(arm, index++), line.getValue()));
          }
        });
    return lines;
  }

  private static String name(Arm arm, Row row, Set<String> differing) {
    StringBuilder name = new StringBuilder(arm.word());
    if (arm == Arm.CACHED) {
      name.append(" (").append(row.params().getOrDefault("policy", "unknown")).append(')');
    }
    differing.forEach(
        param ->
            name.append(", ")
                .append(param)
                .append(' ')
                .append(row.params().getOrDefault(param, "unknown")));
    return name.toString();
  }

  /** Parameters, but position and policy, in which rows differ. */
  private static Set<String> differing(List<Row> rows) {
    Set<String> differing = new TreeSet<>();
    for (Row row : rows) {
      row.params()
          .forEach(
              (param, value) -> {
                if (rows.stream().anyMatch(o -> !value.equals(o.params().get(param)))) {
                  differing.add(param);
                }
              });
    }
    differing.removeAll(Set.of("position", "policy"));
    return differing;
  }
}
