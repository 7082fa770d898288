package dev.kvbench.results.run;

import java.util.Map;

/** A model in a few words, for the titles of charts. */
public final class ModelSummary {
  private ModelSummary() {}

  /** From the facts of section {@code model}, where they are known. */
  public static String of(Map<String, String> model) {
    if (model.containsKey("name")) {
      return String.format(
          "%s (%s layers, embed %s, %s weights), %s",
          model.get("name"),
          fact(model, "layers"),
          fact(model, "embedSize"),
          fact(model, "weights"),
          fact(model, "dtype"));
    }
    return String.format(
        "%s layers, %s heads, embed %s, block %s, %s",
        fact(model, "layers"),
        fact(model, "heads"),
        fact(model, "embedSize"),
        fact(model, "blockSize"),
        fact(model, "dtype"));
  }

  private static String fact(Map<String, String> model, String name) {
    return model.getOrDefault(name, "unknown");
  }
}
