package dev.kvbench.plot;

import dev.kvbench.plot.CrossoverGrid.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says below a crossover chart's title what the cells are, and what no line can show. */
final class CrossoverWords {
  private CrossoverWords() {}

  static List<String> of(CrossoverGrid grid, CrossoverGroup group, ChartContext context) {
    List<String> source = new ArrayList<>();
    source.add(context.model());
    group.setting().forEach((param, value) -> source.add(Numbers.unbroken(param + " " + value)));
    source.add(context.deviceInWords());
    source.add(context.threadsInWords());
    List<String> words = new ArrayList<>();
    words.add(String.join("  ·  ", source));
    words.add(
        "uncached time ÷ cached time of a token; red: the cached arm is faster; blue: the uncached");
    words.add(noise(grid));
    answers(group).ifPresent(words::add);
    String sides =
        Stream.of(
                side("measured", grid, Cell::ratio), side("predicted", grid, Cell::predictedAhead))
            .flatMap(Optional::stream)
            .collect(Collectors.joining("; "));
    if (!sides.isEmpty()) {
      words.add(sides);
    }
    return words;
  }

  /** Whether the arms that are compared answer alike; empty where they do. */
  private static Optional<String> answers(CrossoverGroup group) {
    if (group.rows().stream().noneMatch(Approximate::is)) {
      return Optional.empty();
    }
    return Optional.of(
        group.generation().equals("long")
            ? "past the window the cached and the uncached arm compute different functions"
            : "approximate: cached answers here are not the uncached model's");
  }

  private static String noise(CrossoverGrid grid) {
    List<Cell> cells = grid.cells();
    long intervals = cells.stream().filter(cell -> cell.measured().hasInterval()).count();
    if (intervals == 0) {
      return "no intervals: they need more than one fork";
    }
    return (cells.stream().anyMatch(Cell::isUnsure)
            ? "?: its 95 % interval over forks includes 1, so either arm may be ahead"
            : "no cell's 95 % interval over forks includes 1")
        + (intervals < cells.size() ? "; no interval where there is one fork" : "");
  }

  /** Which arm is ahead, where it is the same one in all cells and so no line can be drawn. */
  private static Optional<String> side(
      String what, CrossoverGrid grid, ToDoubleFunction<Cell> ratio) {
    List<Double> ratios =
        grid.cells().stream()
            .mapToDouble(ratio)
            .filter(value -> !Double.isNaN(value))
            .boxed()
            .toList();
    if (ratios.isEmpty()) {
      return Optional.of(what + ": not known");
    }
    if (ratios.stream().allMatch(value -> value >= 1)) {
      return Optional.of(
          what + ": the cached arm is " + atLeast(ratios) + "faster everywhere here");
    }
    return ratios.stream().allMatch(value -> value < 1)
        ? Optional.of(what + ": the uncached arm is faster everywhere here")
        : Optional.empty();
  }

  private static String atLeast(List<Double> ratios) {
    return ratios.contains(1.0) ? "as fast or " : "";
  }
}
