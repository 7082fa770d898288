package dev.kvbench.results.quality;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import dev.kvbench.results.io.JsonNode;
import dev.kvbench.results.io.JsonRecords;
import java.nio.file.Path;
import java.util.Map;

/** A quality run's figures as JSON: {@link Quality} member by member. */
public final class QualityFile {
  /** Its name in a run directory. */
  public static final String NAME = "quality.json";

  /** Grows when a member changes its meaning or goes; new members do not count. */
  private static final int SCHEMA = 1;

  private static final String REMEDY = "give a run directory that the command quality wrote";

  private static final JsonSerializer<Double> FINITE_OR_NULL =
      (value, type, context) ->
          Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;

  private static final Gson GSON =
      new GsonBuilder()
          .registerTypeAdapter(double.class, FINITE_OR_NULL)
          .registerTypeAdapter(Double.class, FINITE_OR_NULL)
          .serializeNulls()
          .disableHtmlEscaping()
          .create();

  private QualityFile() {}

  /** An object with {@code schema}; a number that is not finite is null. */
  public static String of(Quality quality) {
    JsonObject root = new JsonObject();
    root.addProperty("schema", SCHEMA);
    GSON.toJsonTree(quality).getAsJsonObject().asMap().forEach(root::add);
    return GSON.toJson(root) + "\n";
  }

  /**
   * Reads what {@link #of} wrote.
   *
   * @throws dev.kvbench.results.io.InputException if the file cannot be read, is another file, or
   *     has another schema
   */
  public static Quality read(Path file) {
    JsonNode root = JsonNode.read(file, REMEDY);
    root.requireSchema(SCHEMA);
    return new JsonRecords(Map.of()).read(root, Quality.class);
  }
}
