package dev.kvbench.results.stats;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Exactness;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.Seconds;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One rung of the ladder from the article's published arms to the fastest right ones: a row of
 * LadderBenchmark.
 *
 * @param arm cached or uncached
 * @param name the change that the rung adds to those before it
 * @param dtype number format
 * @param exact whether it computes what the uncached model computes
 * @param millisecondsPerToken time of a generation divided by its tokens
 * @param row the row, in seconds a generation
 */
public record Rung(
    Arm arm, String name, String dtype, boolean exact, Estimate millisecondsPerToken, Row row) {
  private static final String BENCHMARK = "LadderBenchmark";

  /** Where the ladder begins. */
  public static final String FIRST = "published";

  /** The rungs among rows, in the rows' order; others are passed over. */
  public static List<Rung> of(List<Row> rows) {
    return rows.stream().flatMap(row -> read(row).stream()).toList();
  }

  /** Whether this is where the ladder of its arm begins. */
  public boolean isFirst() {
    return name.equals(FIRST);
  }

  /** The parameters that all rungs of one ladder share: all but the rung and the number format. */
  public SortedMap<String, String> setting() {
    SortedMap<String, String> setting = new TreeMap<>(row.params());
    setting.remove("rung");
    setting.remove("dtype");
    return setting;
  }

  /** Where this rung's own ladder begins: the first rung of its arm in its setting. */
  public Optional<Rung> first(List<Rung> rungs) {
    return rungs.stream()
        .filter(Rung::isFirst)
        .filter(first -> first.arm() == arm && first.setting().equals(setting()))
        .findFirst();
  }

  private static Optional<Rung> read(Row row) {
    Optional<Row> timed = Seconds.in(row);
    if (!row.isOf(BENCHMARK)
        || row.arm().isEmpty()
        || timed.isEmpty()
        || row.count("steps").isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Rung(
            row.arm().get(),
            row.param("rung").orElse("unknown"),
            row.param("dtype").orElse("float32"),
            row.exactness() == Exactness.EXACT,
            Estimates.of(timed.get()).times(1e3 / row.count("steps").getAsInt()),
            timed.get()));
  }
}
