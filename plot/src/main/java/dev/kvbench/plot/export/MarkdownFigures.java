package dev.kvbench.plot.export;

import dev.kvbench.results.io.MarkdownTable;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.RowNames;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A table to paste into an issue; columns without anything in them are left out. */
final class MarkdownFigures {
  private static final List<String> HEAD =
      List.of(
          "value",
          "unit",
          "95 % interval",
          "forks",
          "tokens/s",
          "speed-up",
          "its 95 % interval",
          "answer");

  private MarkdownFigures() {}

  static String of(List<Figure> figures) {
    RowNames names = RowNames.of(figures.stream().map(Figure::row).toList());
    boolean several = figures.stream().map(Figure::run).distinct().count() > 1;
    List<String> head = new ArrayList<>();
    if (several) {
      head.add("run");
    }
    head.add("benchmark");
    head.addAll(names.columns());
    int words = head.size();
    head.addAll(HEAD);
    List<List<String>> lines = new ArrayList<>();
    for (Figure figure : figures) {
      List<String> line = new ArrayList<>();
      if (several) {
        line.add(figure.run().name());
      }
      line.add(names.benchmark(figure.row()));
      line.addAll(names.cells(figure.row()));
      line.addAll(cells(figure));
      lines.add(line);
    }
    for (int column = head.size() - 1; column >= words; column--) {
      int at = column;
      if (lines.stream().allMatch(line -> line.get(at).equals(Numbers.NONE))) {
        head.remove(at);
        lines.forEach(line -> line.remove(at));
      }
    }
    return MarkdownTable.of(words, head, lines);
  }

  /** As {@link #HEAD}. */
  private static List<String> cells(Figure figure) {
    Estimate value = figure.value();
    Optional<Estimate> speedup = figure.speedup();
    return List.of(
        Numbers.digits(value.value()),
        figure.row().primary().unit(),
        Numbers.interval(value.low(), value.high()),
        String.valueOf(value.forks()),
        figure.tokensPerSecond().map(it -> Numbers.digits(it.value())).orElse(Numbers.NONE),
        speedup.map(it -> Numbers.times(it.value())).orElse(Numbers.NONE),
        speedup.map(it -> Numbers.interval(it.low(), it.high())).orElse(Numbers.NONE),
        figure.answer().orElse(Numbers.NONE));
  }
}
