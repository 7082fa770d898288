package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.arm.ArmSpec;
import dev.kvbench.benchmarks.arm.Parameters;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.RowKey;
import dev.kvbench.results.jmh.RowNames;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A row to be measured: a benchmark method with one value for each of its parameters.
 *
 * @param benchmark fully qualified method name
 * @param params every parameter of the benchmark with its value, sorted
 * @param forks JVMs to measure it in, one after the other
 * @param warmupIterations iterations of a fork that are not measured
 * @param iterations measured iterations of a fork
 */
public record PlannedRow(
    String benchmark, Map<String, String> params, int forks, int warmupIterations, int iterations) {

  public PlannedRow {
    params = Collections.unmodifiableMap(new TreeMap<>(params));
  }

  /** The same with other parameters. */
  PlannedRow withParams(Map<String, String> others) {
    return new PlannedRow(benchmark, others, forks, warmupIterations, iterations);
  }

  /** The shape of the model. */
  TransformerConfig config() {
    return Parameters.config(params);
  }

  /** The method's simple name. */
  String method() {
    return benchmark.substring(benchmark.lastIndexOf('.') + 1);
  }

  /** Whether it is of the uncached arm, to which parameters of the cache mean nothing. */
  boolean isUncached() {
    return ArmSpec.isUncached(benchmark);
  }

  /** The row in one line, for programs, with all parameters that mean something to it. */
  public String line() {
    return Row.line(benchmark, isUncached() ? setting() : params);
  }

  /** Whether a measured row is this one; it may lack parameters that a comparison ignores. */
  public boolean isMeasuredBy(Row row) {
    return benchmark.equals(row.benchmark())
        && params.entrySet().containsAll(row.params().entrySet());
  }

  /** Whether a line of output is a row's, and not a word of a library's. */
  public static boolean isLine(String line) {
    return line.matches("[\\w.]+\\.\\w+( \\w+=\\S*)*") && line.contains("Benchmark.");
  }

  /** The rows' names beside each other, as all that shows results has them. */
  public static List<String> labels(List<PlannedRow> planned) {
    List<Row> rows =
        planned.stream().map(row -> RowKey.parse(Row.line(row.benchmark, row.params))).toList();
    RowNames names = RowNames.of(rows);
    return rows.stream().map(names::of).toList();
  }

  /** What the row measures, whatever the arm and its cache: rows of one setting are compared. */
  Map<String, String> setting() {
    Map<String, String> setting = new TreeMap<>(params);
    setting.keySet().removeAll(Row.OF_CACHE);
    return setting;
  }

  /** A parameter as a number. */
  long number(String param) {
    return Long.parseLong(params.get(param));
  }
}
