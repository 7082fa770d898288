package dev.kvbench.plot.export;

import dev.kvbench.plot.model.RunData;
import dev.kvbench.results.io.InputException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** The forms that figures can be written in. */
public enum ExportFormat {
  /** A line a row and run, for Apache Otava and whatever reads tables. */
  CSV(false, CsvTable::of),
  /** A table for people. */
  MARKDOWN(false, MarkdownFigures::of),
  /** What CSV has, and the parameters. */
  JSON(false, JsonFigures::of),
  /** Bencher's metric format. */
  BMF(true, BencherMetrics::of),
  /** What github-action-benchmark reads as {@code customSmallerIsBetter}. */
  CUSTOM(true, ActionResults::of);

  private final boolean ofOneRun;
  private final Function<List<Figure>, String> form;

  ExportFormat(boolean ofOneRun, Function<List<Figure>, String> form) {
    this.ofOneRun = ofOneRun;
    this.form = form;
  }

  /**
   * The figures of runs.
   *
   * @param runs of which every row is a figure, as {@link RunData#usable} leaves them
   * @return the whole file
   * @throws InputException where there is nothing to write, or it does not fit into the form
   */
  public String of(List<RunData> runs) {
    List<Figure> figures = Figure.of(runs);
    if (figures.isEmpty()) {
      throw new InputException("nothing to write: there is no row of a benchmark with a figure");
    }
    if (ofOneRun) {
      String name = "--format " + name().toLowerCase(Locale.ROOT);
      if (runs.size() > 1) {
        throw new InputException(
            name + " is of one run, as the tool that reads it keeps the others; give one RUN");
      }
      Set<String> keys = new HashSet<>();
      for (Figure figure : figures) {
        if (!keys.add(figure.key())) {
          throw new InputException(
              name + ": the run holds " + figure.key() + " twice; keep one of the two");
        }
      }
    }
    return form.apply(figures);
  }
}
