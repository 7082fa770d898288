package dev.kvbench.results.history;

import dev.kvbench.results.stats.Estimate;

/**
 * What a run measured of one row.
 *
 * @param key what identifies the row, as {@link dev.kvbench.results.jmh.Row#key()} has it
 * @param unit JMH's unit, for example {@code s/op}
 * @param estimate the figure in this unit, with its 95 % interval where there were enough forks
 */
public record HistoryRow(String key, String unit, Estimate estimate) {}
