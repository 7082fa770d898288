package dev.kvbench.plot.export;

import dev.kvbench.results.io.JsonNode;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The array that github-action-benchmark reads as {@code customSmallerIsBetter}. A file of its has
 * one direction, so that rates too become times.
 */
final class ActionResults {
  private ActionResults() {}

  static String of(List<Figure> figures) {
    return JsonNode.pretty(figures.stream().map(ActionResults::result).toList());
  }

  private static Map<String, Object> result(Figure figure) {
    Estimate seconds = figure.seconds();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("name", figure.key());
    result.put("unit", "s/op");
    result.put("value", seconds.value());
    if (seconds.hasInterval()) {
      result.put("range", seconds.interval());
    }
    result.put("extra", String.join("\n", remarks(figure)));
    return result;
  }

  /** What a reader sees beside a point. */
  private static List<String> remarks(Figure figure) {
    List<String> remarks = new ArrayList<>();
    remarks.add("forks: " + figure.value().forks());
    figure
        .tokensPerSecond()
        .ifPresent(it -> remarks.add("tokens/s: " + Numbers.digits(it.value())));
    figure
        .speedup()
        .ifPresent(
            it ->
                remarks.add(
                    "against uncached: %s (95 %%: %s)"
                        .formatted(Numbers.times(it.value()), it.interval())));
    figure.answer().ifPresent(answer -> remarks.add("answer: " + answer));
    return remarks;
  }
}
