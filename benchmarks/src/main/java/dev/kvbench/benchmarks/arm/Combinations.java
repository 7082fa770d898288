package dev.kvbench.benchmarks.arm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.BenchmarkListEntry;

/** The rows of a benchmark: one value for each of its parameters, in every combination. */
public final class Combinations {
  private Combinations() {}

  /**
   * All combinations, some of which may be such that they cannot run.
   *
   * @param chosen values that replace the benchmark's defaults, by parameter; names that it does
   *     not have are ignored. The last one changes first
   */
  public static List<Map<String, String>> of(
      BenchmarkListEntry benchmark, Map<String, ? extends Collection<String>> chosen) {
    Map<String, String[]> defaults = benchmark.getParams().orElse(Map.of());
    Map<String, Collection<String>> values = new LinkedHashMap<>(chosen);
    values.keySet().retainAll(defaults.keySet());
    defaults.forEach((name, several) -> values.putIfAbsent(name, List.of(several)));
    return product(values);
  }

  private static List<Map<String, String>> product(Map<String, Collection<String>> values) {
    List<Map<String, String>> product = List.of(Map.of());
    for (Map.Entry<String, Collection<String>> parameter : values.entrySet()) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> params : product) {
        for (String value : parameter.getValue()) {
          Map<String, String> extended = new LinkedHashMap<>(params);
          extended.put(parameter.getKey(), value);
          longer.add(extended);
        }
      }
      product = longer;
    }
    return product;
  }
}
