package dev.kvbench.results.jmh;

import com.google.gson.JsonObject;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * JMH results as JMH writes them, to be put together from several files with nothing lost that is
 * in them, for JMH's viewers to read.
 *
 * @param rows JMH's objects by {@link Row#key()}
 */
public record JmhRows(Map<String, JsonObject> rows) {
  /** No rows yet. */
  public static JmhRows none() {
    return new JmhRows(new LinkedHashMap<>());
  }

  /**
   * The rows of a file, in its order.
   *
   * @throws InputException as {@link JmhJson#read}, or for a row that is there twice
   */
  public static JmhRows read(Path file) {
    JmhRows all = none();
    for (JsonNode result : JmhJson.results(file)) {
      String key = JmhJson.row(result).key();
      if (all.rows.putIfAbsent(key, result.element().getAsJsonObject()) != null) {
        throw new InputException(file + ": holds " + key + " twice; keep one of the two");
      }
    }
    return all;
  }

  /**
   * The rows of both; a row of both has the forks of both, as if JMH had run them all.
   *
   * @throws InputException where a metric of it is in two units
   */
  public JmhRows pooled(JmhRows more) {
    Map<String, JsonObject> all = new LinkedHashMap<>(rows);
    more.rows.forEach((key, row) -> all.merge(key, row, PooledRow::of));
    return new JmhRows(all);
  }

  /** As JMH writes it. */
  public String toJson() {
    return JsonNode.pretty(rows.values());
  }
}
