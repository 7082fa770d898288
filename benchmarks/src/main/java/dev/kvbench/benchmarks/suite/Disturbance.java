package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.arm.ProcessorTimes;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.MachineFacts;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How much of the processors was taken from a fork while it was measured, as the system's own
 * clocks tell; what the fork measured, and of which arm, is not looked at.
 *
 * @param cores what the host of a virtual machine kept to itself, and, where no core had time left,
 *     what other processes used; NaN where it is not known
 */
record Disturbance(double cores) {
  /** More than this is too much. */
  private static final double LIMIT = MachineFacts.BUSY_CORES;

  /** With as much idle, other processes had cores of their own. */
  private static final double ENOUGH_IDLE = 0.5;

  /** In fewer seconds a few of the system's steps, of 10 ms each, would be too much. */
  private static final double LEAST_SECONDS = 1;

  /** So many repeats one after the other that are no better say that others go on. */
  static final int IN_VAIN = 2;

  /** The rule in words, for the run to keep. */
  static final String RULE =
      String.format(
          "a fork is disturbed if the host steals, or with less than %s cores idle other processes"
              + " use, more than %s cores in its measured iterations, all together; of less than"
              + " %s s of them it is not known; the most disturbed are"
              + " measured again at the end, at most half as many as were planned, until %d one"
              + " after the other are no better; one counts in the place of the first if at most"
              + " half as much was taken from it",
          ENOUGH_IDLE, LIMIT, Numbers.digits(LEAST_SECONDS, 1), IN_VAIN);

  /** Of the readings of one fork. */
  static Disturbance of(Row fork) {
    List<Double> wall = iterations(fork, ProcessorTimes.WALL);
    if (!(sum(wall) >= LEAST_SECONDS)) {
      return new Disturbance(Double.NaN);
    }
    double idle = cores(fork, ProcessorTimes.IDLE, wall);
    double other = cores(fork, ProcessorTimes.OTHER, wall);
    double stolen = cores(fork, ProcessorTimes.STOLEN, wall);
    return new Disturbance(stolen + (idle >= ENOUGH_IDLE ? 0 : other));
  }

  /** Of all iterations together: their mean would count one tick of a short iteration in full. */
  private static double cores(Row fork, String metric, List<Double> wall) {
    List<Double> cores = iterations(fork, metric);
    if (cores.size() != wall.size()) {
      return Double.NaN;
    }
    return IntStream.range(0, wall.size()).mapToDouble(i -> cores.get(i) * wall.get(i)).sum()
        / sum(wall);
  }

  private static List<Double> iterations(Row fork, String metric) {
    return Optional.ofNullable(fork.secondary().get(metric)).stream()
        .flatMap(values -> values.rawData().stream())
        .flatMap(List::stream)
        .toList();
  }

  private static double sum(List<Double> values) {
    return values.stream().mapToDouble(value -> value).sum();
  }

  /** Of forks that belong together, for which the one that more was taken from speaks. */
  Disturbance and(Disturbance other) {
    return new Disturbance(Math.max(cores, other.cores));
  }

  boolean isKnown() {
    return !Double.isNaN(cores);
  }

  boolean isTooMuch() {
    return cores > LIMIT;
  }

  /** Whether it is so much less than before that the new measurement counts. */
  boolean isBetterThan(Disturbance before) {
    return cores <= before.cores / 2;
  }

  /** What is to be measured again, the most disturbed first, at most half as many as there are. */
  static <T> List<T> worst(Map<T, Disturbance> measured) {
    return measured.entrySet().stream()
        .filter(one -> one.getValue().isTooMuch())
        .sorted(Comparator.comparingDouble(one -> -one.getValue().cores))
        .limit(measured.size() / 2)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public String toString() {
    return Numbers.digits(cores) + " cores";
  }
}
