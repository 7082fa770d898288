package dev.kvbench.plot.export;

import dev.kvbench.results.io.JsonNode;
import dev.kvbench.results.io.Visible;
import dev.kvbench.results.jmh.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An object with {@code schema} and {@code rows}; what is not known is left out. */
final class JsonFigures {
  /** Grows when a member changes its meaning or goes; new members do not count. */
  private static final int SCHEMA = 1;

  private JsonFigures() {}

  static String of(List<Figure> figures) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("schema", SCHEMA);
    root.put("rows", figures.stream().map(JsonFigures::row).toList());
    return JsonNode.pretty(root);
  }

  private static Map<String, Object> row(Figure figure) {
    Map<String, Object> object = figure.facts();
    Row row = figure.row();
    object.put("benchmark", Visible.of(row.benchmark()));
    object.put("mode", row.mode());
    object.put("threads", row.threads());
    object.put("batchSize", row.batchSize());
    Map<String, String> params = new LinkedHashMap<>();
    row.params().forEach((name, value) -> params.put(Visible.of(name), Visible.of(value)));
    object.put("params", params);
    return object;
  }
}
