package dev.kvbench.plot.export;

import dev.kvbench.plot.model.RunData;
import dev.kvbench.results.io.InputException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The forms that figures can be written in. */
public enum ExportFormat {
  /** A line a row and run, for Apache Otava and whatever reads tables. */
  CSV(false),
  /** A table for people. */
  MARKDOWN(false),
  /** What CSV has, and the parameters. */
  JSON(false),
  /** Bencher's metric format. */
  BMF(true),
  /** What github-action-benchmark reads as {@code customSmallerIsBetter}. */
  CUSTOM(true);

  private final boolean ofOneRun;

  ExportFormat(boolean ofOneRun) {
    this.ofOneRun = ofOneRun;
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
    return switch (this) {
      case CSV -> CsvTable.of(figures);
      case MARKDOWN -> MarkdownFigures.of(figures);
      case JSON -> JsonFigures.of(figures);
      case BMF -> BencherMetrics.of(figures);
      case CUSTOM -> ActionResults.of(figures);
    };
  }
}
