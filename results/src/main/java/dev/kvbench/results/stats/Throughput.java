package dev.kvbench.results.stats;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.Seconds;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Tokens a second of a row: the tokens of an operation divided by the time of one, which is the
 * row's figure as {@link Estimates} gives it. JMH's own metric {@code tokensPerSecond} is a mean
 * over all iterations, and another number.
 */
public final class Throughput {
  private Throughput() {}

  /**
   * Tokens a second with their interval; the longest time gives the lowest rate.
   *
   * @return empty for what makes no tokens: other projects' rows, rows of no arm, and units that
   *     are neither a time nor a rate
   * @throws InputException as {@link Estimates#of}
   */
  public static Optional<Estimate> tokensPerSecond(Row row) {
    return secondsPerToken(row).map(seconds -> rate(1, seconds));
  }

  /**
   * Seconds a token with their interval, all sequences of a batch counted.
   *
   * @return empty as for {@link #tokensPerSecond}
   * @throws InputException as {@link Estimates#of}
   */
  public static Optional<Estimate> secondsPerToken(Row row) {
    OptionalDouble tokens = row.tokensPerOperation();
    if (tokens.isEmpty()) {
      return Optional.empty();
    }
    return secondsPerOperation(row).map(seconds -> seconds.times(1 / tokens.getAsDouble()));
  }

  /**
   * Seconds an operation, of a time or of a rate; empty for another unit.
   *
   * @throws InputException as {@link Estimates#of}
   */
  public static Optional<Estimate> secondsPerOperation(Row row) {
    String unit = row.primary().unit();
    Optional<Double> factor = Seconds.perOperation(unit);
    if (factor.isPresent()) {
      return factor.map(seconds -> Estimates.of(row).times(seconds));
    }
    return Seconds.perRate(unit).map(seconds -> rate(seconds, Estimates.of(row)));
  }

  private static Estimate rate(double work, Estimate time) {
    return new Estimate(work / time.value(), work / time.high(), work / time.low(), time.forks());
  }
}
