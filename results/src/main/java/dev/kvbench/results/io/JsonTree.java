package dev.kvbench.results.io;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.MalformedJsonException;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds the tree of a strict JSON text as it is read, and names what is wrong with one. Gson's own
 * parser takes five times the memory for histograms, passes over a member that is there twice, and
 * calls a memory that is full a fault of the text.
 */
final class JsonTree {
  private static final Pattern PLACE = Pattern.compile(" at line (\\d+) column (\\d+)");
  private static final Pattern WORD = Pattern.compile("[+-]?(?i:nan|inf(inity)?)\\b");
  private static final Pattern DECIMAL_COMMA = Pattern.compile("\\d+,\\d+");

  /** Opens a text, which is read again where it is wrong. */
  @FunctionalInterface
  interface Text {
    BufferedReader open() throws IOException;
  }

  /** What is wrong with a text, as it follows its name in a message. */
  static final class FaultException extends Exception {
    private static final long serialVersionUID = 1L;

    FaultException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final JsonReader reader;

  /** Numbers by what is written: in a histogram most are there many times. */
  private final Map<Number, JsonPrimitive> numbers = new HashMap<>();

  private JsonTree(JsonReader reader) {
    this.reader = reader;
    reader.setStrictness(Strictness.STRICT);
  }

  /**
   * Reads a text to its end.
   *
   * @throws FaultException if it is not one JSON value, and nothing else
   * @throws IOException if it cannot be read
   */
  static JsonElement read(Text text) throws IOException, FaultException {
    try (JsonReader reader = new JsonReader(text.open())) {
      boolean whole = false;
      try {
        JsonElement tree = new JsonTree(reader).element();
        whole = true;
        var unused = reader.peek(); // throws if anything follows
        return tree;
      } catch (EOFException e) {
        String at = reader.getPath();
        throw new FaultException(at.equals("$") ? "is empty" : "is cut off (at " + at + ")", e);
      } catch (MalformedJsonException e) {
        throw new FaultException(cause(text, reader.getPath(), whole, e), e);
      }
    }
  }

  private JsonElement element() throws IOException, FaultException {
    switch (reader.peek()) {
      case BEGIN_ARRAY -> {
        JsonArray array = new JsonArray(2); // most are pairs
        reader.beginArray();
        while (reader.hasNext()) {
          array.add(element());
        }
        reader.endArray();
        return array;
      }
      case BEGIN_OBJECT -> {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
          String name = reader.nextName();
          if (object.has(name)) {
            throw new FaultException(reader.getPath() + " is there twice in one object", null);
          }
          object.add(name, element());
        }
        reader.endObject();
        return object;
      }
      case NUMBER -> {
        Number written = ToNumberPolicy.LAZILY_PARSED_NUMBER.readNumber(reader);
        return numbers.computeIfAbsent(written, JsonPrimitive::new);
      }
      case BOOLEAN -> {
        return new JsonPrimitive(reader.nextBoolean());
      }
      case NULL -> {
        reader.nextNull();
        return JsonNull.INSTANCE;
      }
      default -> {
        return new JsonPrimitive(reader.nextString());
      }
    }
  }

  /** Names a fault by what stands where the parser stopped. */
  private static String cause(Text text, String path, boolean whole, MalformedJsonException fault)
      throws IOException {
    Matcher place = PLACE.matcher(String.valueOf(fault.getMessage()));
    if (place.find()) {
      try (BufferedReader again = text.open()) {
        List<String> lines =
            again.lines().skip(Long.parseLong(place.group(1)) - 1).limit(2).toList();
        String line = lines.isEmpty() ? "" : lines.get(0);
        int column = Math.min(Integer.parseInt(place.group(2)) - 1, line.length());
        String rest = line.substring(column);
        if (whole) { // and the parser stopped behind what follows
          return line.substring(Math.max(0, column - 1)).matches("[\\[{].*")
              ? "holds more than one JSON document, one after the other"
              : "goes on after the end of its JSON";
        }
        Matcher word = WORD.matcher(rest);
        if (word.lookingAt()) {
          return "has a bare " + word.group() + " at " + path + ", which is no JSON";
        }
        if (lines.size() < 2 && rest.matches("\\w*")) {
          return "is cut off (at " + path + ")";
        }
        Matcher comma = DECIMAL_COMMA.matcher(line);
        while (comma.find() && comma.start() < column) {
          if (column <= comma.end()) {
            return "has a decimal comma, " + comma.group() + ", at " + path;
          }
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    return "is not JSON (at " + path + ")";
  }
}
