package dev.kvbench.plot;

import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import java.util.List;
import java.util.Optional;

/** Says which rows were found to compute something else than the uncached model. */
final class Approximate {
  private Approximate() {}

  /** Whether the row says so itself; a row that says nothing is not marked. */
  static boolean is(Row row) {
    Metric exact = row.secondary().get("exact");
    return exact != null && exact.score() < 1;
  }

  /**
   * The mark of a line, empty where no row needs one.
   *
   * @param rows by rising values of the parameter
   * @param over the parameter that the line runs over
   */
  static Optional<String> among(List<Row> rows, String over) {
    long count = rows.stream().filter(Approximate::is).count();
    if (count == 0) {
      return Optional.empty();
    }
    if (count == rows.size()) {
      return Optional.of("approximate");
    }
    boolean later = rows.stream().skip(rows.size() - count).allMatch(Approximate::is);
    // a policy that is exact at some position is so in the whole window
    return Optional.of(
        later && over.equals(Ceilings.POSITION)
            ? "approximate past the window"
            : "approximate in part");
  }
}
