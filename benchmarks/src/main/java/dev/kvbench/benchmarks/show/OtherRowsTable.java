package dev.kvbench.benchmarks.show;

import dev.kvbench.benchmarks.arm.Phase;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.io.TextTable;
import dev.kvbench.results.jmh.Exactness;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.RowNames;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import dev.kvbench.results.stats.Ladder;
import dev.kvbench.results.stats.Throughput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Rows that are no generation: what was measured, of a pretrained model in llama-bench's words, its
 * figure and its interval, and the value that the slowest tenth of its iterations (in sampling mode
 * calls) is beyond; in sampling mode further percentiles of its calls; tokens a second, bytes of
 * keys and values, how many times as fast a rung of the ladder is as the published one, and the
 * shares of the measured read bandwidth (MBU) and matrix rate (MFU) that a row makes use of.
 */
final class OtherRowsTable {
  private OtherRowsTable() {}

  /** Empty where there is no such row. */
  static Optional<String> of(List<Row> all) {
    List<Row> rows = all.stream().filter(row -> !SpeedupTable.isGeneration(row)).toList();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    RowNames names = RowNames.of(rows);
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("benchmark"));
    head.addAll(names.columns());
    head.addAll(List.of("time", "unit", "95 % interval"));
    lines.add(head);
    for (Row row : rows) {
      List<String> line = new ArrayList<>(List.of(names.benchmark(row)));
      line.addAll(names.cells(row));
      Estimate figure = Estimates.of(row);
      line.add(Numbers.digits(figure.value()));
      line.add(row.primary().unit());
      line.add(figure.interval());
      lines.add(line);
    }
    optional(rows)
        .forEach(
            (name, cell) -> {
              List<String> cells = rows.stream().map(cell).toList();
              if (!cells.stream().allMatch(Numbers.NONE::equals)) {
                head.add(name);
                IntStream.range(0, cells.size()).forEach(i -> lines.get(i + 1).add(cells.get(i)));
              }
            });
    return Optional.of(TextTable.aligned(lines));
  }

  /** Columns that are left out where no row has anything in them. */
  private static Map<String, Function<Row, String>> optional(List<Row> rows) {
    Map<String, Function<Row, String>> columns = new LinkedHashMap<>();
    columns.put("p50", row -> ofCalls(row, 50));
    columns.put("p90", row -> Numbers.digits(Estimates.percentile(row, 90)));
    columns.put("p99", row -> ofCalls(row, 99));
    columns.put("p99.9", row -> ofCalls(row, 99.9));
    columns.put("test", row -> cell(test(row)));
    columns.put(
        "tok/s",
        row -> cell(Throughput.tokensPerSecond(row).map(rate -> Numbers.digits(rate.value()))));
    columns.put("KV a token", row -> cell(bytesOfToken(row)));
    columns.put(
        "as published",
        row -> cell(Ladder.speedup(row, rows).map(it -> Numbers.times(it.value()) + " as fast")));
    columns.put("MBU", row -> metric(row, "mbu", Numbers::percent));
    columns.put("MFU", row -> metric(row, "mfu", Numbers::percent));
    columns.put("predicted", row -> metric(row, "predictedToMeasured", Numbers::change));
    columns.put(
        "answer",
        row -> row.exactness() == Exactness.NOT_SAID ? Numbers.NONE : row.exactness().word());
    return columns;
  }

  /** Of too few calls nothing is known that far out. */
  private static String ofCalls(Row row, double percent) {
    long calls = row.primary().calls().values().stream().mapToLong(times -> times).sum();
    return calls * (1 - percent / 100) < 1
        ? Numbers.NONE
        : Numbers.digits(Estimates.percentile(row, percent));
  }

  private static Optional<String> test(Row row) {
    String prompt = row.param("promptLength").orElse("");
    String steps = row.param("steps").orElse("");
    return row.param("phase").flatMap(Phase::find).map(phase -> phase.llamaBench(prompt, steps));
  }

  /** Of keys and values, and what they would be with some for every head of queries. */
  private static Optional<String> bytesOfToken(Row row) {
    OptionalDouble bytes = Estimates.metric(row, "kvBytesPerToken");
    OptionalDouble ungrouped = Estimates.metric(row, "kvBytesPerTokenUngrouped");
    if (bytes.isEmpty() || ungrouped.isEmpty() || row.param("phase").isEmpty()) {
      return Optional.empty();
    }
    String text = Numbers.digits(bytes.getAsDouble() / 1024) + " KiB";
    return Optional.of(
        bytes.getAsDouble() < ungrouped.getAsDouble()
            ? text + " (ungrouped " + Numbers.digits(ungrouped.getAsDouble() / 1024) + ")"
            : text);
  }

  private static String metric(Row row, String name, DoubleFunction<String> words) {
    OptionalDouble value = Estimates.metric(row, name);
    return value.isPresent() ? words.apply(value.getAsDouble()) : Numbers.NONE;
  }

  private static String cell(Optional<String> text) {
    return text.orElse(Numbers.NONE);
  }
}
