package dev.kvbench.plot;

import dev.kvbench.results.history.RowHistory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;

/** Draws rows over the runs of a history. */
public final class HistoryCharts {
  /** A file system may stop at 255 bytes. */
  private static final int NAME_LENGTH = 120;

  static {
    // a chart is a file: no display is asked for, and none need be there
    System.setProperty("java.awt.headless", "true");
  }

  private HistoryCharts() {}

  /**
   * Draws a chart for each row, as PNG and SVG, named {@code history-} and the row's name.
   *
   * @param directory where the files go; it is made where it does not exist
   * @return the files written
   * @throws dev.kvbench.results.io.InputException if the directory cannot be written
   */
  public static List<Path> draw(List<RowHistory> rows, Path directory) {
    Map<String, XYChart> charts = new LinkedHashMap<>();
    for (RowHistory row : rows) {
      String name = fileName(row);
      String free = name;
      for (int number = 2; charts.containsKey(free); number++) {
        free = name + "-" + number;
      }
      charts.put(free, HistoryChart.draw(row));
    }
    return ChartFiles.write(charts, directory);
  }

  /** The row's name in characters that need no quoting, and the machine's number among several. */
  static String fileName(RowHistory row) {
    String words = row.name().replaceAll("[^A-Za-z0-9._]+", "-");
    String cut = words.substring(0, Math.min(NAME_LENGTH, words.length()));
    return "history-" + cut + (row.machines() > 1 ? "-machine-" + row.machineNumber() : "");
  }
}
