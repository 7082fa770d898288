package dev.kvbench.results.history;

import dev.kvbench.results.stats.Estimate;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run measured of one row.
 *
 * @param key what identifies the row, as {@link dev.kvbench.results.jmh.Row#key()} has it
 * @param unit JMH's unit, for example {@code s/op}
 * @param estimate the figure in this unit, with its 95 % interval where there were enough forks
 * @param metrics further ones by name, those that are positive
 */
public record HistoryRow(
    String key, String unit, Estimate estimate, SortedMap<String, Figure> metrics) {
  /** A metric's figure, in its unit. */
  public record Figure(double value, String unit) {}

  public HistoryRow {
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
  }

  /** A row without further metrics. */
  public HistoryRow(String key, String unit, Estimate estimate) {
    this(key, unit, estimate, new TreeMap<>());
  }

  /** The same with a further metric as its figure; empty where it has none of that name. */
  Optional<HistoryRow> of(String metric) {
    return Optional.ofNullable(metrics.get(metric))
        .map(
            figure ->
                new HistoryRow(
                    key,
                    figure.unit(),
                    new Estimate(figure.value(), Double.NaN, Double.NaN, estimate.forks())));
  }
}
