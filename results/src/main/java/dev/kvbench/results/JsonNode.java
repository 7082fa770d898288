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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A place in a JSON file. Every accessor either gives what is asked for or throws an {@link
 * InputException} that names the file and the place.
 *
 * @param file the file it was read from
 * @param remedy what the user can do when the file is not what it should be
 * @param path the place as a JSONPath, {@code $} for the whole file
 * @param element what stands there
 */
record JsonNode(Path file, String remedy, String path, JsonElement element) {

  /** Reads the whole file, as strict JSON in UTF-8. */
  static JsonNode read(Path file, String remedy) {
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
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    try {
      JsonElement root = JsonParser.parseReader(reader);
      // Throws if anything but the end of the file follows.
      var unused = reader.peek();
      return new JsonNode(file, remedy, "$", root);
    } catch (JsonParseException | IOException e) {
      throw new InputException(
          file + ": is not JSON or cut off (at " + reader.getPath() + "); " + remedy, e);
    }
  }

  /** The object's members in the file's order. */
  Map<String, JsonNode> members() {
    if (!element.isJsonObject()) {
      throw expected("an object");
    }
    Map<String, JsonNode> members = new LinkedHashMap<>();
    element
        .getAsJsonObject()
        .asMap()
        .forEach(
            (name, value) ->
                members.put(name, new JsonNode(file, remedy, path + "." + name, value)));
    return members;
  }

  JsonNode member(String name) {
    return optionalMember(name).orElseThrow(() -> wrong("has no \"" + name + "\""));
  }

  Optional<JsonNode> optionalMember(String name) {
    return Optional.ofNullable(members().get(name));
  }

  List<JsonNode> items() {
    if (!element.isJsonArray()) {
      throw expected("an array");
    }
    JsonArray array = element.getAsJsonArray();
    List<JsonNode> items = new ArrayList<>(array.size());
    for (JsonElement item : array) {
      items.add(new JsonNode(file, remedy, path + "[" + items.size() + "]", item));
    }
    return items;
  }

  boolean isString() {
    return element instanceof JsonPrimitive primitive && primitive.isString();
  }

  String string() {
    if (!isString()) {
      throw expected("a string");
    }
    return element.getAsString();
  }

  double number() {
    if (element instanceof JsonPrimitive primitive && primitive.isNumber()) {
      return primitive.getAsDouble();
    }
    throw expected("a number");
  }

  /** A whole number from 0 to {@link Integer#MAX_VALUE}. */
  int count() {
    double number = number();
    if (number < 0 || number > Integer.MAX_VALUE || number != Math.rint(number)) {
      throw expected("a whole number, not negative");
    }
    return (int) number;
  }

  InputException expected(String what) {
    return wrong("is not " + what);
  }

  private InputException wrong(String what) {
    return new InputException(file + ": " + path + " " + what + "; " + remedy);
  }
}
