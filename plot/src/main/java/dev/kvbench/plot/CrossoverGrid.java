package dev.kvbench.plot;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How many times faster the cached arm is, by block size and embed size.
 *
 * @param blocks the columns, rising
 * @param embeds the rows, rising
 * @param cells those that both arms were measured for
 */
public record CrossoverGrid(List<Integer> blocks, List<Integer> embeds, List<Cell> cells) {
  static final String BLOCK = "blockSize";
  static final String EMBED = "embedSize";

  /** Closer to 1 than this the cost model, made of noisy ceilings, cannot say who is ahead. */
  static final double EVEN = 0.05;

  /**
   * One model.
   *
   * @param measured uncached time ÷ cached time
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

    /** Whether noise alone may have decided which arm is ahead. */
    public boolean isUnsure() {
      return measured.hasInterval() && measured.low() <= 1 && 1 <= measured.high();
    }
  }

  /** A piece of a border between cells, of which the one at column 0, row 0 is centred at 0, 0. */
  public record Border(double fromX, double fromY, double toX, double toY) {}

  /** Of rows that differ in block size, embed size and arm, and in the uncached arm's policy. */
  static CrossoverGrid of(List<Row> rows) {
    List<Integer> blocks = sizes(rows, BLOCK);
    List<Integer> embeds = sizes(rows, EMBED);
    List<Cell> cells = new ArrayList<>();
    for (int row = 0; row < embeds.size(); row++) {
      for (int column = 0; column < blocks.size(); column++) {
        Optional<Row> cached = find(rows, Arm.CACHED, blocks.get(column), embeds.get(row));
        Optional<Row> uncached = find(rows, Arm.UNCACHED, blocks.get(column), embeds.get(row));
        if (cached.isPresent() && uncached.isPresent()) {
          cells.add(
              new Cell(
                  column,
                  row,
                  Estimates.ratio(uncached.get(), cached.get()),
                  PredictedRatio.of(uncached.get(), cached.get())));
        }
      }
    }
    return new CrossoverGrid(blocks, embeds, List.copyOf(cells));
  }

  /** The borders between neighbours of which one is below 1 and the other is not. */
  public List<Border> crossing(ToDoubleFunction<Cell> ratio) {
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

  private static List<Integer> sizes(Collection<Row> rows, String param) {
    return rows.stream().map(row -> ArmLines.count(row, param)).distinct().sorted().toList();
  }

  private static Optional<Row> find(List<Row> rows, Arm arm, int block, int embed) {
    return rows.stream()
        .filter(row -> row.method().equals(arm.word()))
        .filter(row -> ArmLines.count(row, BLOCK) == block && ArmLines.count(row, EMBED) == embed)
        .findFirst();
  }
}
