package dev.kvbench.results.io;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
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
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A place in a JSON text. Every accessor either gives what is asked for or throws an {@link
 * InputException} that names the text and the place.
 */
public final class JsonNode {
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

  private static JsonNode whole(String source, String remedy, JsonElement element) {
    return new JsonNode(source, remedy, () -> "$", element);
  }

  private JsonNode child(String name, JsonElement member) {
    return new JsonNode(source, remedy, () -> path.get() + "." + name, member);
  }

  private JsonNode child(int index, JsonElement item) {
    return new JsonNode(source, remedy, () -> path.get() + "[" + index + "]", item);
  }

  /** Reads the whole file, as strict JSON in UTF-8. */
  public static JsonNode read(Path file, String remedy) {
    return parse(file.toString(), text(file, remedy), remedy);
  }

  /**
   * Reads the whole file, as a strict JSON array in UTF-8, one item after the other, so that
   * nothing is kept of a large one but what is made of its items.
   *
   * @param use makes something of an item
   */
  public static <T> List<T> readItems(Path file, String remedy, Function<JsonNode, T> use) {
    String source = file.toString();
    return readAll(
        source,
        text(file, remedy),
        remedy,
        reader -> {
          if (reader.peek() != JsonToken.BEGIN_ARRAY) {
            throw whole(source, remedy, JsonParser.parseReader(reader)).expected("an array");
          }
          JsonNode array = whole(source, remedy, JsonNull.INSTANCE);
          List<T> items = new ArrayList<>();
          reader.beginArray();
          while (reader.hasNext()) {
            JsonElement item = JsonParser.parseReader(reader);
            items.add(use.apply(array.child(items.size(), item)));
          }
          reader.endArray();
          return items;
        });
  }

  private static String text(Path file, String remedy) {
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
    return text;
  }

  /** Reads a text, as strict JSON. */
  public static JsonNode parse(String source, String text, String remedy) {
    return readAll(
        source, text, remedy, reader -> whole(source, remedy, JsonParser.parseReader(reader)));
  }

  private interface Reading<T> {
    T of(JsonReader reader) throws IOException;
  }

  /** Reads to the end of the text, after which there must be nothing. */
  private static <T> T readAll(String source, String text, String remedy, Reading<T> reading) {
    JsonReader reader = new WithoutRepeatedNames(source, text, remedy);
    reader.setStrictness(Strictness.STRICT);
    try {
      T read = reading.of(reader);
      // Throws if anything but the end of the text follows.
      var unused = reader.peek();
      return read;
    } catch (JsonParseException | IOException e) {
      throw new InputException(
          source + ": is not JSON or cut off (at " + reader.getPath() + "); " + remedy, e);
    }
  }

  /** Of two members of one name the parser would keep the last and drop the other unseen. */
  private static final class WithoutRepeatedNames extends JsonReader {
    private final String source;
    private final String remedy;
    private final Deque<Set<String>> open = new ArrayDeque<>();

    WithoutRepeatedNames(String source, String text, String remedy) {
      super(new StringReader(text));
      this.source = source;
      this.remedy = remedy;
    }

    @Override
    public void beginObject() throws IOException {
      super.beginObject();
      open.push(new HashSet<>());
    }

    @Override
    public String nextName() throws IOException {
      String name = super.nextName();
      if (!open.element().add(name)) {
        throw new InputException(
            source + ": " + getPath() + " is there twice in one object; " + remedy);
      }
      return name;
    }

    @Override
    public void endObject() throws IOException {
      super.endObject();
      open.pop();
    }
  }

  /** What stands here. */
  public JsonElement element() {
    return element;
  }

  /** The object's members in the file's order. */
  public Map<String, JsonNode> members() {
    Map<String, JsonNode> members = new LinkedHashMap<>();
    object().asMap().forEach((key, value) -> members.put(key, child(key, value)));
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
    return Optional.ofNullable(object().get(name)).map(value -> child(name, value));
  }

  public List<JsonNode> items() {
    if (!element.isJsonArray()) {
      throw expected("an array");
    }
    JsonArray array = element.getAsJsonArray();
    List<JsonNode> items = new ArrayList<>(array.size());
    for (JsonElement item : array) {
      items.add(child(items.size(), item));
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

  /** What is wrong here, as it follows the place in a message. */
  public InputException wrong(String what) {
    return new InputException(source + ": " + path.get() + " " + what + "; " + remedy);
  }
}
