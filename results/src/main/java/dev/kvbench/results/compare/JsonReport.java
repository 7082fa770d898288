package dev.kvbench.results.compare;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kvbench.results.jmh.Row;
import java.util.List;

/** A comparison for programs. */
public final class JsonReport {
  /** Grows when a member changes its meaning or goes; new members do not count. */
  public static final int SCHEMA = 1;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private JsonReport() {}

  /** An object with {@code schema}; what is not known is null. */
  public static String of(Comparison comparison, boolean strict) {
    JsonObject root = new JsonObject();
    root.addProperty("schema", SCHEMA);
    root.addProperty("exitCode", comparison.exitCode(strict));
    root.addProperty("summary", comparison.summary());
    root.addProperty("metric", comparison.gate().metric().orElse("primary"));
    root.addProperty("threshold", comparison.gate().threshold());
    root.addProperty("alpha", comparison.gate().alpha());
    JsonArray rows = new JsonArray();
    comparison.rows().forEach(row -> rows.add(row(row)));
    root.add("rows", rows);
    root.add("missing", strings(comparison.missing()));
    root.add("added", strings(comparison.added()));
    root.add("failed", strings(comparison.failed()));
    root.add("remarks", strings(comparison.remarks()));
    return GSON.toJson(root) + "\n";
  }

  private static JsonObject row(RowVerdict verdict) {
    JsonObject object = new JsonObject();
    Row row = verdict.row();
    object.addProperty("benchmark", row.benchmark());
    object.addProperty("mode", row.mode());
    object.addProperty("threads", row.threads());
    object.add("params", GSON.toJsonTree(row.params()));
    object.addProperty("verdict", verdict.verdict().name());
    object.add("baseline", number(verdict.baseline()));
    object.add("candidate", number(verdict.candidate()));
    object.addProperty("unit", verdict.unit());
    object.add("ratio", number(verdict.ratio()));
    object.add("ratioLow", number(verdict.low()));
    object.add("ratioHigh", number(verdict.high()));
    object.addProperty("baselineForks", verdict.baselineForks());
    object.addProperty("candidateForks", verdict.candidateForks());
    object.add("p", number(verdict.p()));
    object.add("adjustedP", number(verdict.adjustedP()));
    object.add("rankP", number(verdict.rankP()));
    object.add("smallestRankP", number(verdict.smallestRankP()));
    object.addProperty("threshold", verdict.threshold());
    object.add("reasons", strings(verdict.reasons()));
    return object;
  }

  private static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }

  private static JsonArray strings(List<String> words) {
    JsonArray array = new JsonArray();
    words.forEach(array::add);
    return array;
  }
}
