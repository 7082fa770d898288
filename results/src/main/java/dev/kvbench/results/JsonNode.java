package dev.kvbench.results;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A place in a JSON text. Every accessor either gives what is asked for or throws an {@link
 * InputException} that names the text and the place.
 *
 * @param source where the text was read from, a file or {@code file:line}
 * @param remedy what the user can do when the text is not what it should be
 * @param path the place as a JSONPath, {@code $} for the whole text
 * @param element what stands there
 */
public record JsonNode(String source, String remedy, String path, JsonElement element) {

  /** Reads the whole file, as strict JSON in UTF-8. */
  public static JsonNode read(Path file, String remedy) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      String reason = Files.isDirectory(file) ? "is a directory" : "cannot read: " + IoReason.of(e);
      throw new InputException(file + ": " + reason + "; " + remedy, e);
    }
    if (text.isBlank()) {
      throw new InputException(
          file + ": is empty, the run that should have filled it failed; " + remedy);
    }
    return parse(file.toString(), text, remedy);
  }

  /** Reads a text, as strict JSON. */
  public static JsonNode parse(String source, String text, String remedy) {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    try {
      JsonElement root = JsonParser.parseReader(reader);
      // Throws if anything but the end of the file follows.
      var unused = reader.peek();
      if (!root.isJsonNull()) { // which is what nothing at all is read as
        refuseRepeatedNames(source, text, remedy);
      }
      return new JsonNode(source, remedy, "$", root);
    } catch (JsonParseException | IOException e) {
      throw new InputException(
          source + ": is not JSON or cut off (at " + reader.getPath() + "); " + remedy, e);
    }
  }

  /** Of two members of one name the parser would keep the last and drop the other unseen. */
  private static void refuseRepeatedNames(String source, String text, String remedy)
      throws IOException {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    Deque<Set<String>> open = new ArrayDeque<>();
    while (true) {
      switch (reader.peek()) {
        case BEGIN_OBJECT -> {
          reader.beginObject();
          open.push(new HashSet<>());
        }
        case END_OBJECT -> {
          reader.endObject();
          open.pop();
        }
        case BEGIN_ARRAY -> reader.beginArray();
        case END_ARRAY -> reader.endArray();
        case NAME -> {
          String name = reader.nextName();
          if (!open.element().add(name)) {
            throw new InputException(
                source + ": " + reader.getPath() + " is there twice in one object; " + remedy);
          }
        }
        case END_DOCUMENT -> {
          return;
        }
        default -> reader.skipValue();
      }
    }
  }

  /** The object's members in the file's order. */
  public Map<String, JsonNode> members() {
    if (!element.isJsonObject()) {
      throw expected("an object");
    }
    Map<String, JsonNode> members = new LinkedHashMap<>();
    element
        .getAsJsonObject()
        .asMap()
        .forEach(
            (name, value) ->
                members.put(name, new JsonNode(source, remedy, path + "." + name, value)));
    return members;
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
    return Optional.ofNullable(members().get(name));
  }

  public List<JsonNode> items() {
    if (!element.isJsonArray()) {
      throw expected("an array");
    }
    JsonArray array = element.getAsJsonArray();
    List<JsonNode> items = new ArrayList<>(array.size());
    for (JsonElement item : array) {
      items.add(new JsonNode(source, remedy, path + "[" + items.size() + "]", item));
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
    double number = number();
    if (number < 0 || number > Integer.MAX_VALUE || number != Math.rint(number)) {
      throw expected("a whole number, not negative");
    }
    return (int) number;
  }

  public InputException expected(String what) {
    return wrong("is not " + what);
  }

  private InputException wrong(String what) {
    return new InputException(source + ": " + path + " " + what + "; " + remedy);
  }
}
