package dev.kvbench.plot;

import dev.kvbench.results.ModelSummary;
import dev.kvbench.results.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a chart says below its title about where its figures come from.
 *
 * @param modelFacts the environment's facts of the model: layers, heads, embedSize, blockSize,
 *     dtype; empty where they are not known
 * @param device the device in words, for example {@code CPU: AMD EPYC}
 * @param threads the engine's threads, for example {@code 2}
 */
public record ChartContext(Map<String, String> modelFacts, String device, String threads) {
  /** Keeps a copy of the facts. */
  public ChartContext {
    modelFacts = Map.copyOf(modelFacts);
  }

  /** The same for a chart of some of the run's rows: the sizes are only theirs. */
  ChartContext narrowedTo(List<Row> drawn) {
    Map<String, String> facts = new HashMap<>(modelFacts);
    for (String size : List.of("embedSize", "blockSize")) {
      String values =
          drawn.stream()
              .map(row -> row.params().get(size))
              .filter(Objects::nonNull)
              .distinct()
              .collect(Collectors.joining(", "));
      if (facts.containsKey(size) && !values.isEmpty()) {
        facts.put(size, values);
      }
    }
    return new ChartContext(facts, device, threads);
  }

  /** Model, device and threads, for example {@code 4 layers, ... · CPU: AMD EPYC · 2 threads}. */
  String inWords() {
    return String.join("  ·  ", model(), deviceInWords(), threadsInWords());
  }

  String model() {
    return modelFacts.isEmpty() ? "model unknown" : ModelSummary.of(modelFacts);
  }

  String deviceInWords() {
    return Numbers.unbroken(device);
  }

  /** The threads in words, for example {@code 2 threads}. */
  String threadsInWords() {
    return Numbers.unbroken(threads + (threads.equals("1") ? " thread" : " threads"));
  }
}
