package dev.kvbench.benchmarks.show;

import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.io.TextTable;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.RowNames;
import dev.kvbench.results.stats.ArmPair;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Throughput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The generations of a run in a table: both arms side by side, and what the cache buys. */
final class SpeedupTable {
  /** Named by columns of their own. */
  private static final Set<String> OWN_COLUMNS = Set.of("policy", "steps");

  private static final List<String> HEAD =
      List.of(
          "steps",
          "cached s",
          "uncached s",
          "speed-up",
          "95 % interval",
          "cached tok/s",
          "uncached tok/s",
          "cached answer");

  private final List<Row> rows;
  private final Map<Row, ArmPair> pairs;
  private final boolean policies;
  private final RowNames names;
  private final List<Integer> columns;

  private SpeedupTable(List<Row> all) {
    rows =
        ArmPair.merged(all).stream()
            .filter(SpeedupTable::isGeneration)
            .sorted(
                Comparator.comparing((Row row) -> row.policy().orElse(""))
                    .thenComparing(row -> row.count("steps").getAsInt()))
            .toList();
    pairs = ArmPair.byCached(rows);
    policies = rows.stream().flatMap(row -> row.policy().stream()).distinct().count() > 1;
    names = RowNames.of(rows);
    columns =
        IntStream.range(0, names.columns().size())
            .filter(i -> !OWN_COLUMNS.contains(names.columns().get(i)))
            .boxed()
            .toList();
  }

  /** Whether the row is of a generation of known length, and holds a time or a rate. */
  static boolean isGeneration(Row row) {
    return row.isOf("GenerateBenchmark")
        && row.count("steps").isPresent()
        && Throughput.tokensPerSecond(row).isPresent();
  }

  /** One line for each cached row, and for each uncached row that no cached one stands beside. */
  static String of(List<Row> rows) {
    return new SpeedupTable(rows).table();
  }

  private String table() {
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>();
    if (policies) {
      head.add("policy");
    }
    columns.forEach(column -> head.add(names.columns().get(column)));
    head.addAll(HEAD);
    lines.add(head);
    Set<Row> shown = new HashSet<>();
    for (Row row : rows) {
      if (row.isOf(Arm.CACHED)) {
        Optional<Row> partner = Optional.ofNullable(pairs.get(row)).map(ArmPair::uncached);
        partner.ifPresent(shown::add);
        lines.add(line(Optional.of(row), partner));
      }
    }
    for (Row row : rows) {
      if (row.isOf(Arm.UNCACHED) && !shown.contains(row)) {
        lines.add(line(Optional.empty(), Optional.of(row)));
      }
    }
    return TextTable.aligned(lines);
  }

  private List<String> line(Optional<Row> cached, Optional<Row> uncached) {
    Row either = cached.or(() -> uncached).orElseThrow();
    List<String> line = new ArrayList<>();
    if (policies) {
      line.add(either.policy().orElse(""));
    }
    List<String> cells = names.cells(either);
    columns.forEach(column -> line.add(cells.get(column)));
    line.add(either.params().get("steps"));
    line.add(cached.map(SpeedupTable::seconds).orElse(Numbers.NONE));
    line.add(uncached.map(SpeedupTable::seconds).orElse(Numbers.NONE));
    Optional<Estimate> speedup = cached.map(pairs::get).map(ArmPair::speedup);
    line.add(speedup.map(ratio -> Numbers.times(ratio.value())).orElse(Numbers.NONE));
    line.add(speedup.map(Estimate::interval).orElse(Numbers.NONE));
    line.add(cached.map(SpeedupTable::rate).orElse(Numbers.NONE));
    line.add(uncached.map(SpeedupTable::rate).orElse(Numbers.NONE));
    line.add(cached.map(row -> row.exactness().word()).orElse(Numbers.NONE));
    return line;
  }

  private static String seconds(Row row) {
    return Numbers.digits(Throughput.secondsPerOperation(row).orElseThrow().value());
  }

  private static String rate(Row row) {
    return Numbers.digits(Throughput.tokensPerSecond(row).orElseThrow().value());
  }
}
