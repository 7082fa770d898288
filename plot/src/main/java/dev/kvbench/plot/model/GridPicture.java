package dev.kvbench.plot.model;

import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

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
  /** Closer to 1 than this the cost model, made of noisy ceilings, cannot say who is ahead. */
  private static final double EVEN = 0.05;

  /**
   * A cell.
   *
   * @param measured the ratio
   * @param predicted the same of the predicted times, NaN where they are not known
   */
  public record Cell(int column, int row, Estimate measured, double predicted) {
    /** The point estimate of {@link #measured}. */
    public double ratio() {
      return measured.value();
    }

    /** The predicted ratio, and 1 where it says no more than that both take about as long. */
    public double predictedAhead() {
      return Math.abs(predicted - 1) <= EVEN ? 1 : predicted;
    }

    /** Whether noise alone may have decided on which side of 1 it is. */
    public boolean isUnsure() {
      return measured.hasInterval() && measured.low() <= 1 && 1 <= measured.high();
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
  public List<Border> borders(ToDoubleFunction<Cell> ratio) {
    List<Border> borders = new ArrayList<>();
    for (Cell cell : cells) {
      double x = cell.column() + 0.5;
      double y = cell.row() + 0.5;
      if (differ(cell, at(cell.column() + 1, cell.row()), ratio)) {
        borders.add(new Border(x, y - 1, x, y));
      }
      if (differ(cell, at(cell.column(), cell.row() + 1), ratio)) {
        borders.add(new Border(x - 1, y, x, y));
      }
    }
    return borders;
  }

  private static boolean differ(Cell cell, Optional<Cell> other, ToDoubleFunction<Cell> ratio) {
    if (other.isEmpty()) {
      return false;
    }
    double here = ratio.applyAsDouble(cell);
    double there = ratio.applyAsDouble(other.get());
    return (here < 1 && there >= 1) || (here >= 1 && there < 1);
  }

  private Optional<Cell> at(int column, int row) {
    return cells.stream().filter(c -> c.column() == column && c.row() == row).findFirst();
  }
}
