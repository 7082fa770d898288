package dev.kvbench.plot.model;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says of rows what was measured on what: model, batch size, dtype, engine, device and threads, in
 * this order, always. What rows differ in is said to be several; the legend has it.
 */
public final class Subtitle {
  private static final char NO_BREAK_SPACE = '\u00a0';
  private static final String UNKNOWN = "unknown";
  private static final String BETWEEN = "  ·  ";

  private final Environment environment;
  private final List<? extends Map<String, String>> settings;
  private final Set<String> axes;

  private Subtitle(
      Environment environment, List<? extends Map<String, String>> settings, Set<String> axes) {
    this.environment = environment;
    this.settings = settings;
    this.axes = axes;
  }

  /** Of some of a run's rows. */
  public static String of(Environment environment, List<Row> rows) {
    return of(environment, rows, Set.of());
  }

  /** The same without what the chart's axes show. */
  static String of(Environment environment, List<Row> rows, Set<String> axes) {
    return new Subtitle(environment, rows.stream().map(Row::params).toList(), axes).words();
  }

  /** Of anything that has parameters, by name; the environment says what they do not. */
  static String ofSettings(Environment environment, List<? extends Map<String, String>> settings) {
    return new Subtitle(environment, settings, Set.of()).words();
  }

  private String words() {
    boolean rungs = settings.stream().anyMatch(setting -> setting.containsKey("rung"));
    String threads =
        one("threads", fact("engine", "threads", "unknown"), "%s threads", "numbers of threads");
    return Stream.of(
            model(),
            one("batchSize", "1", "batch size %s", "batch sizes"),
            one("dtype", fact("model", "dtype", UNKNOWN), "%s", "number formats"),
            one("engine", rungs ? "" : fact("engine", "name", UNKNOWN), "%s engine", "engines"),
            device() + ", " + (threads.equals("1 threads") ? "1 thread" : threads))
        .filter(part -> !part.equals(UNKNOWN) && !part.equals(UNKNOWN + " engine"))
        .map(part -> part.replace(' ', NO_BREAK_SPACE))
        .collect(Collectors.joining(BETWEEN));
  }

  private String model() {
    String name = one("model", model("name"), "%s", "models");
    String layers = one("layers", model("layers"), "%s layers", "numbers of layers");
    String heads = one("heads", model("heads"), "%s heads", "numbers of heads");
    String embed = one("embedSize", model("embedSize"), "embed %s", "embed sizes");
    String block = one("blockSize", model("blockSize"), "block %s", "block sizes");
    if (!name.equals("unknown")) {
      String weights = one("weights", model("weights"), "%s weights", "weights");
      return name + " (" + layers + ", " + embed + ", " + weights + ")";
    }
    String shape =
        Stream.of(layers, heads, embed, block)
            .filter(part -> !part.contains(UNKNOWN))
            .collect(Collectors.joining(", "));
    return shape.isEmpty() ? "model unknown" : shape;
  }

  private String device() {
    String device = one("device", fact("engine", "device", "device unknown"), "%s", "devices");
    return switch (device) {
      case "cpu" -> "CPU: " + fact("machine", "cpu", "unknown");
      case "cuda" -> "GPU: " + fact("machine", "gpu", "unknown");
      default -> device;
    };
  }

  /**
   * The value that all have in words, or what is meant where none has it; unknown where an axis
   * shows it.
   *
   * @param several what they are called where they differ
   */
  private String one(String param, String otherwise, String words, String several) {
    if (axes.contains(param)) {
      return UNKNOWN;
    }
    Set<String> values =
        settings.stream()
            .filter(setting -> setting.containsKey(param))
            .map(setting -> setting.get(param))
            .collect(Collectors.toSet());
    String value =
        values.isEmpty() ? otherwise : values.size() == 1 ? values.iterator().next() : "";
    return value.isEmpty() || (values.isEmpty() && value.contains(","))
        ? "several " + several
        : words.formatted(value);
  }

  private String model(String name) {
    return fact("model", name, "unknown");
  }

  private String fact(String section, String name, String otherwise) {
    return environment.get(section, name).orElse(otherwise);
  }
}
