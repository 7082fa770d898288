package dev.kvbench.plot.model;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Says of rows what was measured on what: model, batch size, dtype, engine, device and threads, in
 * this order, always. What rows differ in is said to be several; the legend has it.
 */
public final class Subtitle {
  private static final char NO_BREAK_SPACE = '\u00a0';
  private static final String BETWEEN = "  ·  ";

  private final Environment environment;
  private final List<? extends Map<String, String>> settings;

  private Subtitle(Environment environment, List<? extends Map<String, String>> settings) {
    this.environment = environment;
    this.settings = settings;
  }

  /** Of some of a run's rows. */
  public static String of(Environment environment, List<Row> rows) {
    return ofSettings(environment, rows.stream().map(Row::params).toList());
  }

  /** Of anything that has parameters, by name; the environment says what they do not. */
  static String ofSettings(Environment environment, List<? extends Map<String, String>> settings) {
    return new Subtitle(environment, settings).words();
  }

  private String words() {
    List<String> parts = new ArrayList<>(List.of(model()));
    String batch = one("batchSize", "1");
    parts.add(batch.isEmpty() ? "several batch sizes" : "batch size " + batch);
    String dtype = one("dtype", fact("model", "dtype"));
    parts.add(dtype.isEmpty() ? "several number formats" : unknown("dtype", dtype));
    parts.add(engine());
    parts.add(device() + ", " + threads());
    return parts.stream()
        .map(part -> part.replace(' ', NO_BREAK_SPACE))
        .collect(Collectors.joining(BETWEEN));
  }

  private String model() {
    String embed = size("embed", one("embedSize", model("embedSize")));
    String block = size("block", one("blockSize", model("blockSize")));
    String layers = model("layers") + " layers";
    String name = one("model", model("name"));
    if (!name.equals("unknown")) {
      String weights = one("weights", model("weights")) + " weights";
      return (name.isEmpty() ? "several models" : name)
          + " ("
          + String.join(", ", layers, embed, weights)
          + ")";
    }
    String shape =
        model("layers").equals("unknown") ? "" : layers + ", " + model("heads") + " heads, ";
    return shape.isEmpty() && (embed + block).equals("embed unknownblock unknown")
        ? "model unknown"
        : shape + embed + ", " + block;
  }

  private static String size(String word, String value) {
    return value.isEmpty() ? "several " + word + " sizes" : word + " " + value;
  }

  private String engine() {
    boolean rungs = settings.stream().anyMatch(setting -> setting.containsKey("rung"));
    String engine = one("engine", rungs ? "" : fact("engine", "name"));
    return engine.isEmpty() ? "several engines" : engine + " engine";
  }

  private String device() {
    String device = one("device", fact("engine", "device"));
    return switch (device) {
      case "" -> "several devices";
      case "cpu" -> "CPU: " + fact("machine", "cpu");
      case "cuda" -> "GPU: " + fact("machine", "gpu");
      default -> unknown("device", device);
    };
  }

  private String threads() {
    String threads = one("threads", fact("engine", "threads"));
    return threads.isEmpty()
        ? "several numbers of threads"
        : threads + (threads.equals("1") ? " thread" : " threads");
  }

  private static String unknown(String name, String value) {
    return value.equals("unknown") ? name + " unknown" : value;
  }

  /** The value that all have, what is meant where none has it, empty where they differ. */
  private String one(String param, String otherwise) {
    Set<String> values = new TreeSet<>();
    settings.stream()
        .filter(setting -> setting.containsKey(param))
        .forEach(setting -> values.add(setting.get(param)));
    if (values.isEmpty()) {
      return otherwise.contains(",") ? "" : otherwise;
    }
    return values.size() == 1 ? values.iterator().next() : "";
  }

  private String model(String name) {
    return fact("model", name);
  }

  private String fact(String section, String name) {
    return environment.get(section, name).orElse("unknown");
  }
}
