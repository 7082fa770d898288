package dev.kvbench.results.jmh;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One row of a JMH result: a benchmark method with one value for each of its parameters.
 *
 * @param benchmark fully qualified name, {@code package.Class.method}
 * @param mode JMH's short mode label, for example {@code ss} or {@code avgt}
 * @param threads JMH worker threads (not libtorch's, which are the parameter {@code threads})
 * @param forks forks measured so far
 * @param params parameters by name, sorted
 * @param primary the measured time or rate
 * @param secondary further metrics by name, sorted
 */
public record Row(
    String benchmark,
    String mode,
    int threads,
    int forks,
    SortedMap<String, String> params,
    Metric primary,
    SortedMap<String, Metric> secondary) {

  public Row {
    params = Collections.unmodifiableSortedMap(new TreeMap<>(params));
    secondary = Collections.unmodifiableSortedMap(new TreeMap<>(secondary));
  }

  /** The same row with another metric as its primary one. */
  public Row withPrimary(Metric other) {
    return new Row(benchmark, mode, threads, forks, params, other, secondary);
  }

  /** The same row with other parameters. */
  public Row withParams(SortedMap<String, String> others) {
    return new Row(benchmark, mode, threads, forks, others, primary, secondary);
  }

  /** The method's simple name, for example {@code cached}. */
  public String method() {
    return benchmark.substring(benchmark.lastIndexOf('.') + 1);
  }

  /** The class's simple name, for example {@code GenerateBenchmark}. */
  public String className() {
    String owner = benchmark.substring(0, Math.max(0, benchmark.lastIndexOf('.')));
    return owner.substring(owner.lastIndexOf('.') + 1);
  }

  /** Benchmark and sorted parameters: the name of a row in a plan, where nothing else differs. */
  public static String line(String benchmark, Map<String, String> sortedParams) {
    return sortedParams.entrySet().stream()
        .map(param -> " " + param.getKey() + "=" + param.getValue())
        .collect(Collectors.joining("", benchmark, ""));
  }

  /** What identifies this row in another run: benchmark, mode, sorted parameters, threads. */
  public String key() {
    StringBuilder key = new StringBuilder(benchmark).append(' ').append(mode);
    for (Map.Entry<String, String> param : params.entrySet()) {
      key.append(' ').append(param.getKey()).append('=').append(param.getValue());
    }
    return key.append(" jmhThreads=").append(threads).toString();
  }
}
