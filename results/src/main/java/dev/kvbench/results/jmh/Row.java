package dev.kvbench.results.jmh;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One row of a JMH result: a benchmark method with one value for each of its parameters.
 *
 * @param benchmark fully qualified name, {@code package.Class.method}
 * @param mode JMH's short mode label, for example {@code ss} or {@code avgt}
 * @param threads JMH worker threads (not libtorch's, which are the parameter {@code threads})
 * @param batchSize calls of the method in one measurement, 1 unless JMH was told otherwise (not
 *     kvbench's parameter {@code batchSize})
 * @param forks forks measured so far
 * @param params parameters by name, sorted
 * @param primary the measured time or rate
 * @param secondary further metrics by name, sorted
 */
public record Row(
    String benchmark,
    String mode,
    int threads,
    int batchSize,
    int forks,
    SortedMap<String, String> params,
    Metric primary,
    SortedMap<String, Metric> secondary) {
  /** The package of kvbench's benchmarks, all of them and no other class. */
  private static final String OURS = "dev.kvbench.benchmarks";

  private static final String EXACT = "exact";
  private static final String POLICY = "policy";

  /** Kvbench's engines. */
  private static final Set<String> ENGINES = Set.of("eager", "script");

  /** Parameters of the cache, which mean nothing to kvbench's uncached arm. */
  public static final Set<String> OF_CACHE = Set.of(POLICY, "cachedPercent");

  public Row {
    params = Collections.unmodifiableSortedMap(new TreeMap<>(params));
    secondary = Collections.unmodifiableSortedMap(new TreeMap<>(secondary));
  }

  /** The same row with another metric as its primary one. */
  public Row withPrimary(Metric other) {
    return new Row(benchmark, mode, threads, batchSize, forks, params, other, secondary);
  }

  /** The same row with other parameters. */
  public Row withParams(SortedMap<String, String> others) {
    return new Row(benchmark, mode, threads, batchSize, forks, others, primary, secondary);
  }

  /** The same row without some of its parameters. */
  public Row withoutParams(Set<String> names) {
    if (Collections.disjoint(names, params.keySet())) {
      return this;
    }
    SortedMap<String, String> others = new TreeMap<>(params);
    others.keySet().removeAll(names);
    return withParams(others);
  }

  /** The same row with other further metrics. */
  public Row withSecondary(SortedMap<String, Metric> others) {
    return new Row(benchmark, mode, threads, batchSize, forks, params, primary, others);
  }

  /** The method's simple name, for example {@code cached}. */
  public String method() {
    return benchmark.substring(benchmark.lastIndexOf('.') + 1);
  }

  /** The class's simple name, for example {@code GenerateBenchmark}. */
  public String className() {
    String owner = owner();
    return owner.substring(owner.lastIndexOf('.') + 1);
  }

  /** The class's full name, which is empty where JMH's name has no class. */
  String owner() {
    return benchmark.substring(0, Math.max(0, benchmark.lastIndexOf('.')));
  }

  /** Whether this is of one of kvbench's benchmarks: what an arm or a policy is holds for these. */
  public boolean isOurs() {
    String owner = owner();
    return owner.substring(0, Math.max(0, owner.lastIndexOf('.'))).equals(OURS);
  }

  /** Whether this is of the kvbench benchmark of that simple class name. */
  public boolean isOf(String className) {
    return isOurs() && className().equals(className);
  }

  /** The arm it measures; empty for other projects and for what is of no arm. */
  public Optional<Arm> arm() {
    return isOurs() ? Arm.ofMethod(method()) : Optional.empty();
  }

  /** Whether it measures that arm. */
  public boolean isOf(Arm arm) {
    return arm().filter(arm::equals).isPresent();
  }

  /** Whether another program was measured, beside kvbench and by the names of its rows. */
  public boolean isPeer() {
    return param("engine").filter(engine -> !ENGINES.contains(engine)).isPresent();
  }

  /**
   * The cache policy of kvbench's own cached arm; empty for anything else, whatever its parameters
   * say: of a peer's row they only tell which policy computes the same.
   */
  public Optional<String> policy() {
    return isOf(Arm.CACHED) && !isPeer() ? param(POLICY) : Optional.empty();
  }

  /** A parameter's value; empty where the row has no such parameter. */
  public Optional<String> param(String name) {
    return Optional.ofNullable(params.get(name));
  }

  /** A parameter that is a whole number from 1; empty where it is missing or something else. */
  public OptionalInt count(String name) {
    String value = params.getOrDefault(name, "");
    return value.matches("[1-9]\\d{0,8}")
        ? OptionalInt.of(Integer.parseInt(value))
        : OptionalInt.empty();
  }

  /** The score of a further metric; empty where the row has no such metric. */
  public OptionalDouble metric(String name) {
    Metric metric = secondary.get(name);
    return metric == null ? OptionalDouble.empty() : OptionalDouble.of(metric.score());
  }

  /**
   * Whether the cached answer was the uncached model's, by the mean of the metric {@code exact}
   * alone, 1 or 0 of each fork; forks that disagree make it approximate.
   */
  public Exactness exactness() {
    OptionalDouble exact = metric(EXACT);
    if (exact.isEmpty() || Double.isNaN(exact.getAsDouble())) {
      return Exactness.NOT_SAID;
    }
    return exact.getAsDouble() < 1 ? Exactness.APPROXIMATE : Exactness.EXACT;
  }

  /** Whether the cached answer was not the uncached model's. */
  public boolean isApproximate() {
    return exactness() == Exactness.APPROXIMATE;
  }

  /**
   * The tokens of an operation, of all sequences of its batch: those generated, or those of a
   * prompt that is passed. Empty for rows of other projects and rows of no arm.
   */
  public OptionalDouble tokensPerOperation() {
    return arm().isEmpty() ? OptionalDouble.empty() : metric("tokensPerOperation");
  }

  /** Whether most of its work is done in few of its iterations, which a median would not see. */
  public boolean isBursty() {
    return metric("bursty").orElse(0) >= 1;
  }

  /** Benchmark and sorted parameters: the name of a row in a plan, where nothing else differs. */
  public String line() {
    return line(benchmark, params);
  }

  /** As {@link #line()}, of a row that is not measured yet. */
  public static String line(String benchmark, Map<String, String> sortedParams) {
    return sortedParams.entrySet().stream()
        .map(param -> " " + param.getKey() + "=" + param.getValue())
        .collect(Collectors.joining("", benchmark, ""));
  }

  /**
   * What identifies this row in another run: benchmark, mode, sorted parameters, JMH's threads, and
   * its batch size where that is not 1. {@link RowNames} has shorter names for people.
   */
  public String key() {
    return line(benchmark + " " + mode, params)
        + " jmhThreads="
        + threads
        + (batchSize == 1 ? "" : " jmhBatchSize=" + batchSize);
  }

  /**
   * The row with the parameters that mean something to it: of kvbench's uncached arm all but those
   * of the cache, as it has none.
   */
  public Row meaningful() {
    return isOf(Arm.UNCACHED) ? withoutParams(OF_CACHE) : this;
  }

  /**
   * What tells the row from others of its benchmark, by name: the parameters that mean something to
   * it, and how JMH called it.
   */
  public SortedMap<String, String> setting() {
    return setting(meaningful().params());
  }

  SortedMap<String, String> setting(Map<String, String> ofParams) {
    SortedMap<String, String> setting = new TreeMap<>(ofParams);
    setting.put("jmhMode", mode);
    setting.put("jmhThreads", Integer.toString(threads));
    setting.put("jmhBatchSize", Integer.toString(batchSize));
    return setting;
  }
}
