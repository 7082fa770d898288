package dev.kvbench.plot.export;

import dev.kvbench.results.io.JsonNode;
import dev.kvbench.results.stats.Estimate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bencher's metric format, for {@code bencher run --adapter json}: of each row its measure {@code
 * latency}, which Bencher holds in nanoseconds; rates too become times.
 */
final class BencherMetrics {
  private static final double NANOSECONDS = 1e9;

  private BencherMetrics() {}

  static String of(List<Figure> figures) {
    Map<String, Object> root = new LinkedHashMap<>();
    for (Figure figure : figures) {
      Estimate latency = figure.seconds().times(NANOSECONDS);
      Map<String, Double> metric = new LinkedHashMap<>();
      metric.put("value", latency.value());
      if (latency.hasInterval()) {
        metric.put("lower_value", latency.low());
        metric.put("upper_value", latency.high());
      }
      root.put(figure.key(), Map.of("latency", metric));
    }
    return JsonNode.pretty(root);
  }
}
