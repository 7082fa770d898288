package dev.kvbench.benchmarks.arm;

import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.tensor.Labels;
import dev.kvbench.transformer.tensor.ModelFamily;
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
   * All combinations, some of which may be such that they cannot run; see {@link Parameters#check}.
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

  /**
   * Refuses a model that is of another kind than the benchmark's own one.
   *
   * @throws InputException with one line that names the benchmark and suite to take
   */
  public static void requireFamily(BenchmarkListEntry benchmark, Map<String, String> params) {
    if (!params.containsKey("model")) {
      return;
    }
    String own = benchmark.getParams().orElse(Map.of()).get("model")[0];
    ModelFamily family = PretrainedSource.config(params.get("model")).family();
    if (family.llamaLike() != PretrainedSource.config(own).family().llamaLike()) {
      throw new InputException(
          String.format(
              "%s is a model of the family %s; measure it by %s",
              params.get("model"),
              Labels.of(family),
              family.llamaLike()
                  ? "suite llama, or LlamaBenchmark"
                  : "suite gpt2, or Gpt2Benchmark"));
    }
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
