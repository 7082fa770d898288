package dev.kvbench.plot;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.ModelSummary;
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

  /** What the environment of a run says of it. */
  public static ChartContext of(Environment environment) {
    return new ChartContext(
        environment.sections().getOrDefault("model", Map.of()),
        device(environment),
        environment.get("engine", "threads").orElse("unknown"));
  }

  /** The device and the hardware behind it, for example "CPU: AMD EPYC". */
  private static String device(Environment environment) {
    String device = environment.get("engine", "device").orElse("device unknown");
    return switch (device) {
      case "cpu" -> "CPU: " + environment.get("machine", "cpu").orElse("unknown");
      case "cuda" -> "GPU: " + environment.get("machine", "gpu").orElse("unknown");
      default -> device;
    };
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
