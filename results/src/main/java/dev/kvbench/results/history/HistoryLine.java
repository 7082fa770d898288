package dev.kvbench.results.history;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import dev.kvbench.results.io.JsonNode;
import dev.kvbench.results.io.JsonRecords;
import dev.kvbench.results.stats.Estimate;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A run as a line of JSON: {@link HistoryEntry} member by member. */
final class HistoryLine {
  private static final int SCHEMA = 1;
  private static final String REMEDY =
      "mend this line from a copy of the file, or remove it and add its run again";

  private static final Gson GSON =
      new GsonBuilder()
          .registerTypeAdapter(
              Instant.class,
              (JsonSerializer<Instant>) (time, type, any) -> new JsonPrimitive(time.toString()))
          .registerTypeAdapter(HistoryRow.class, (JsonSerializer<HistoryRow>) HistoryLine::row)
          .disableHtmlEscaping()
          .create();
  private static final JsonRecords RECORDS =
      new JsonRecords(Map.of(Instant.class, HistoryLine::time, HistoryRow.class, HistoryLine::row));

  private HistoryLine() {}

  /** Without the line's end. */
  static String write(HistoryEntry entry) {
    JsonObject line = new JsonObject();
    line.addProperty("schema", SCHEMA);
    GSON.toJsonTree(entry).getAsJsonObject().asMap().forEach(line::add);
    return GSON.toJson(line);
  }

  private static JsonElement row(HistoryRow row, Type type, Object context) {
    Estimate estimate = row.estimate();
    JsonObject facts = new JsonObject();
    facts.addProperty("key", row.key());
    facts.addProperty("unit", row.unit());
    facts.addProperty("value", estimate.value());
    // Two forks far apart have an interval without end, for which JSON has no number.
    if (estimate.hasInterval() && Double.isFinite(estimate.high())) {
      facts.addProperty("low", estimate.low());
      facts.addProperty("high", estimate.high());
    }
    facts.addProperty("forks", estimate.forks());
    if (!row.metrics().isEmpty()) {
      facts.add("metrics", new Gson().toJsonTree(row.metrics()));
    }
    return facts;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param source the line's place, {@code file:line}
   * @throws dev.kvbench.results.io.InputException naming the line and what is wrong in it
   */
  static HistoryEntry read(String source, String text) {
    JsonNode line = JsonNode.parse(source, text, REMEDY);
    line.requireSchema(SCHEMA);
    return RECORDS.read(line, HistoryEntry.class);
  }

  private static Instant time(JsonNode node) {
    try {
      return Instant.parse(node.string());
    } catch (DateTimeParseException e) {
      throw node.expected("a time such as 2026-11-24T06:46:25Z");
    }
  }

  private static HistoryRow row(JsonNode node) {
    double value = positive(node.member("value"));
    double low = node.optionalMember("low").map(JsonNode::number).orElse(Double.NaN);
    double high = node.optionalMember("high").map(JsonNode::number).orElse(Double.NaN);
    boolean none = Double.isNaN(low) && Double.isNaN(high);
    if (!none && !(low <= value && value <= high)) {
      throw node.expected("a value within an interval from low to high");
    }
    SortedMap<String, HistoryRow.Figure> metrics = new TreeMap<>();
    node.optionalMember("metrics")
        .map(JsonNode::members)
        .orElse(Map.of())
        .forEach(
            (name, metric) ->
                metrics.put(
                    name,
                    new HistoryRow.Figure(
                        positive(metric.member("value")), metric.member("unit").string())));
    return new HistoryRow(
        node.member("key").string(),
        node.member("unit").string(),
        new Estimate(value, low, high, node.member("forks").count()),
        metrics);
  }

  private static double positive(JsonNode node) {
    double value = node.number();
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw node.expected("a positive number");
    }
    return value;
  }
}
