package dev.kvbench.benchmarks.show;

import dev.kvbench.plot.export.ExportFormat;
import dev.kvbench.plot.model.Charts;
import dev.kvbench.plot.model.RunData;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.plot.report.Limits;
import dev.kvbench.results.io.Visible;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Source;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Shows a run at the terminal: its tables, notes, headline and charts. */
public final class RunReport {
  private RunReport() {}

  /** What a report is made of, of a run of benchmarks; JMH at least says which JVM it was. */
  public static RunData contents(Source run) {
    return RunData.of(run.path(), run.environment().orElse(run.jvm()), run.rows());
  }

  /**
   * Prints the tables and draws the charts: into the run directory, or of a bare file that JMH
   * wrote into a folder beside it, {@code out-charts} for {@code out.json}.
   *
   * @param mustDraw whether it is a fault if there is no chart of such rows
   * @throws InputException when the run holds nothing that can be shown
   */
  public static void print(Source run, Scale scale, boolean mustDraw) {
    RunData contents = contents(run);
    RunData usable = contents.usable();
    List<Row> rows = usable.rows();
    if (rows.stream().anyMatch(SpeedupTable::isGeneration)) {
      System.out.printf("%n%s%n", SpeedupTable.of(rows));
    }
    OtherRowsTable.of(rows).ifPresent(table -> System.out.printf("%n%s%n", table));
    if (run.environment().isEmpty()) {
      System.out.println("note: no environment.json: which machine this is of is not known");
    }
    Limits.of(contents).forEach(limit -> System.out.println("note: " + Visible.of(limit)));
    RunCharts.printHeadline(contents);
    if (!mustDraw && !rows.isEmpty() && Charts.of(usable, scale).isEmpty()) {
      System.out.println("no chart: there is none of such rows");
      return;
    }
    List<Path> charts = RunCharts.draw(usable, scale, charts(run.path()));
    System.out.println();
    charts.forEach(System.out::println);
  }

  /**
   * Prints the figures of runs for another program, in UTF-8 whatever the terminal's encoding; on
   * standard error which rows hold none.
   *
   * @throws InputException when there is nothing to print, or it does not fit into the format
   */
  public static void export(List<Source> runs, ExportFormat format) {
    List<RunData> contents = runs.stream().map(RunReport::contents).toList();
    byte[] text =
        format.of(contents.stream().map(RunData::usable).toList()).getBytes(StandardCharsets.UTF_8);
    contents.stream()
        .flatMap(run -> run.faults().stream())
        .forEach(fault -> System.err.println("note: left out: " + Visible.of(fault)));
    System.out.write(text, 0, text.length);
    System.out.flush();
  }

  private static Path charts(Path results) {
    if (Files.isDirectory(results)) {
      return results;
    }
    String name = String.valueOf(results.getFileName()).replaceFirst("\\.json$", "");
    return results.resolveSibling(name + "-charts");
  }
}
