package dev.kvbench.results.io;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A place in a JSON text. Every accessor either gives what is asked for or throws an {@link
 * InputException} that names the text and the place.
 */
public final class JsonNode {
  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** Where the text was read from, a file or {@code file:line}. */
  private final String source;

  /** What the user can do when the text is not what it should be. */
  private final String remedy;

  /** A JSONPath, {@code $} for the whole text; put together for messages only. */
  private final Supplier<String> path;

  private final JsonElement element;

  private JsonNode(String source, String remedy, Supplier<String> path, JsonElement element) {
    this.source = source;
    this.remedy = remedy;
    this.path = path;
    this.element = element;
  }

  private JsonNode child(String step, JsonElement child) {
    return new JsonNode(source, remedy, () -> path.get() + step, child);
  }

  /** Reads the whole file, as strict JSON in UTF-8. */
  public static JsonNode read(Path file, String remedy) {
    if (Files.isDirectory(file)) {
      throw new InputException(file + ": is a directory; " + remedy);
    }
    return of(file.toString(), () -> Files.newBufferedReader(file), remedy);
  }

  /** Reads a text, as strict JSON: after the end there must be nothing. */
  public static JsonNode parse(String source, String text, String remedy) {
    return of(source, () -> new BufferedReader(new StringReader(text)), remedy);
  }

  private static JsonNode of(String source, JsonTree.Text text, String remedy) {
    try {
      return new JsonNode(source, remedy, () -> "$", JsonTree.read(text));
    } catch (JsonTree.FaultException e) {
      throw new InputException(source + ": " + e.getMessage() + "; " + remedy, e);
    } catch (IOException e) {
      throw new InputException(source + ": cannot read: " + IoReason.of(e) + "; " + remedy, e);
    }
  }

  /** A value as indented JSON with the end of a line. */
  public static String pretty(Object value) {
    return PRETTY.toJson(value) + "\n";
  }

  /** What stands here. */
  public JsonElement element() {
    return element;
  }

  /** The object's members in the file's order. */
  public Map<String, JsonNode> members() {
    Map<String, JsonNode> members = new LinkedHashMap<>();
    object().asMap().forEach((key, value) -> members.put(key, child("." + key, value)));
    return members;
  }

  private JsonObject object() {
    if (!element.isJsonObject()) {
      throw expected("an object");
    }
    return element.getAsJsonObject();
  }

  public JsonNode member(String name) {
    return optionalMember(name).orElseThrow(() -> wrong("has no \"" + name + "\""));
  }

  /** Throws unless the member {@code schema} is the version that this kvbench knows. */
  public void requireSchema(int version) {
    JsonNode schema = member("schema");
    if (schema.count() != version) {
      throw schema.expected(version + ", the one this kvbench knows");
    }
  }

  public Optional<JsonNode> optionalMember(String name) {
    return Optional.ofNullable(object().get(name)).map(value -> child("." + name, value));
  }

  public List<JsonNode> items() {
    if (!element.isJsonArray()) {
      throw expected("an array");
    }
    List<JsonNode> items = new ArrayList<>();
    for (JsonElement item : element.getAsJsonArray()) {
      items.add(child("[" + items.size() + "]", item));
    }
    return items;
  }

  public boolean isString() {
    return element instanceof JsonPrimitive primitive && primitive.isString();
  }

  public String string() {
    if (!isString()) {
      throw expected("a string");
    }
    return element.getAsString();
  }

  public double number() {
    if (element instanceof JsonPrimitive primitive && primitive.isNumber()) {
      return primitive.getAsDouble();
    }
    throw expected("a number");
  }

  public boolean bool() {
    if (element instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw expected("true or false");
  }

  /** A whole number from 0 to {@link Integer#MAX_VALUE}. */
  public int count() {
    int number = wholeNumber();
    if (number < 0) {
      throw expected("a whole number, not negative");
    }
    return number;
  }

  int wholeNumber() {
    int whole = (int) number();
    if (whole != number()) {
      throw expected("a whole number");
    }
    return whole;
  }

  public InputException expected(String what) {
    return wrong("is not " + what);
  }

  /** What is wrong here, as it follows the place in a message. */
  public InputException wrong(String what) {
    return new InputException(source + ": " + path.get() + " " + what + "; " + remedy);
  }
}
