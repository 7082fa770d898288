package dev.kvbench.plot.picture;

import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ratios by two sizes, with the border between those above 1 and those below.
 *
 * @param columns sizes along the horizontal axis, rising
 * @param rows sizes along the vertical axis, rising
 * @param cells those that are known
 */
public record GridPicture(
    Heading heading,
    String columnTitle,
    String rowTitle,
    List<Integer> columns,
    List<Integer> rows,
    List<Cell> cells)
    implements Picture {
  /**
   * A cell.
   *
   * @param measured the ratio
   */
  public record Cell(int column, int row, Estimate measured) {
    /** The point estimate of {@link #measured}. */
    public double ratio() {
      return measured.value();
    }

    /** Whether noise alone may have decided on which side of 1 it is. */
    public boolean isUnsure() {
      return measured.includes(1);
    }
  }

  /** A piece of a border between cells, of which the one at column 0, row 0 is centred at 0, 0. */
  public record Border(double fromX, double fromY, double toX, double toY) {}

  /** Keeps copies. */
  public GridPicture {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    cells = List.copyOf(cells);
  }

  /** The borders between neighbours of which one is below 1 and the other is not. */
  public List<Border> borders() {
    List<Border> borders = new ArrayList<>();
    for (Cell cell : cells) {
      double x = cell.column() + 0.5;
      double y = cell.row() + 0.5;
      if (differ(cell, at(cell.column() + 1, cell.row()))) {
        borders.add(new Border(x, y - 1, x, y));
      }
      if (differ(cell, at(cell.column(), cell.row() + 1))) {
        borders.add(new Border(x - 1, y, x, y));
      }
    }
    return borders;
  }

  private static boolean differ(Cell cell, Optional<Cell> other) {
    return other.isPresent() && (cell.ratio() < 1) != (other.get().ratio() < 1);
  }

  private Optional<Cell> at(int column, int row) {
    return cells.stream().filter(c -> c.column() == column && c.row() == row).findFirst();
  }
}
