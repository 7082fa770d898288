package dev.kvbench.results.history;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kvbench.results.io.JsonNode;
import dev.kvbench.results.stats.Estimate;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** A run as a line of JSON. */
final class HistoryLine {
  private static final int SCHEMA = 1;
  private static final String REMEDY =
      "mend this line from a copy of the file, or remove it and add its run again";
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private HistoryLine() {}

  /** Without the line's end. */
  static String write(HistoryEntry entry) {
    JsonObject line = new JsonObject();
    line.addProperty("schema", SCHEMA);
    line.addProperty("started", entry.started().toString());
    line.addProperty("suite", entry.suite());
    line.addProperty("commit", entry.commit());
    line.addProperty("dirty", entry.dirty());
    line.add("machine", GSON.toJsonTree(entry.machine()));
    JsonArray rows = new JsonArray();
    entry.rows().forEach(row -> rows.add(row(row)));
    line.add("rows", rows);
    return GSON.toJson(line);
  }

  private static JsonObject row(HistoryRow row) {
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
    return new HistoryEntry(
        time(line.member("started")),
        line.member("suite").string(),
        line.member("commit").string(),
        line.member("dirty").bool(),
        machine(line.member("machine")),
        line.member("rows").items().stream().map(HistoryLine::row).toList());
  }

  private static Instant time(JsonNode node) {
    try {
      return Instant.parse(node.string());
    } catch (DateTimeParseException e) {
      throw node.expected("a time such as 2026-11-24T06:46:25Z");
    }
  }

  private static Machine machine(JsonNode node) {
    return new Machine(
        node.member("cpu").string(),
        node.member("logicalCores").string(),
        node.member("gpu").string(),
        node.member("os").string(),
        node.member("jvm").string());
  }

  private static HistoryRow row(JsonNode node) {
    double value = node.member("value").number();
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw node.member("value").expected("a positive number");
    }
    Optional<JsonNode> low = node.optionalMember("low");
    Optional<JsonNode> high = node.optionalMember("high");
    Estimate estimate =
        new Estimate(
            value,
            low.map(JsonNode::number).orElse(Double.NaN),
            high.map(JsonNode::number).orElse(Double.NaN),
            node.member("forks").count());
    boolean bothOrNone = low.isPresent() == high.isPresent();
    boolean inOrder = estimate.low() <= value && value <= estimate.high();
    if (!bothOrNone || (estimate.hasInterval() && !inOrder)) {
      throw node.expected("a value within an interval from low to high");
    }
    return new HistoryRow(node.member("key").string(), node.member("unit").string(), estimate);
  }
}
