package dev.kvbench.transformer.checkpoint;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import dev.kvbench.transformer.tensor.TransformerConfig;
import dev.kvbench.transformer.text.OneLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A {@code config.json} as Hugging Face's models write it, and its values by name. */
class ConfigFile {
  private static final long MAX_BYTES = 16 << 20; // of an index, with a line for each tensor

  final Path file;
  final JsonObject json;

  ConfigFile(Path file, JsonObject json) {
    this.file = file;
    this.json = json;
  }

  /**
   * Reads the sizes, and refuses what this transformer does not compute.
   *
   * @throws IOException with one line that names the file and what is wrong with it
   */
  static TransformerConfig read(Path file) throws IOException {
    JsonObject json = json(file, JsonObject.class, "is not the config.json of a model");
    try {
      return LlamaConfig.isFor(json)
          ? new LlamaConfig(file, json).config()
          : new Gpt2Config(file, json).config();
    } catch (IllegalArgumentException e) {
      throw OneLine.problem(file, e.getMessage());
    }
  }

  /**
   * Reads a small JSON file.
   *
   * @param otherwise what to say of a file that holds no such value
   * @throws IOException with one line that names the file and what is wrong with it
   */
  static <T> T json(Path file, Class<T> type, String otherwise) throws IOException {
    StateDict.requireFile(file);
    if (Files.size(file) <= MAX_BYTES) {
      try {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        T value = new Gson().fromJson(text, type);
        if (value != null) {
          return value;
        }
      } catch (JsonParseException e) {
        // Said below.
      }
    }
    throw OneLine.problem(file, otherwise);
  }

  /** Whether the file says nothing, or null, of that name. */
  final boolean isAbsent(String name) {
    return isAbsent(json, name);
  }

  static boolean isAbsent(JsonObject values, String name) {
    return !values.has(name) || values.get(name).isJsonNull();
  }

  final int size(String name, int most) throws IOException {
    return size(json, name, most);
  }

  final int size(JsonObject values, String name, int most) throws IOException {
    double number = number(values, name);
    if (!(number >= 1 && number <= most && number == Math.rint(number))) {
      throw problem(
          "needs a whole number from 1 to %d as %s, not %s"
              .formatted(most, name, shown(values.get(name))));
    }
    return (int) number;
  }

  /** A number above 0. */
  final double positive(JsonObject values, String name) throws IOException {
    double number = number(values, name);
    if (!(number > 0 && number <= Float.MAX_VALUE)) {
      throw problem(
          String.format("needs a number above 0 as %s, not %s", name, shown(values.get(name))));
    }
    return number;
  }

  private static double number(JsonObject values, String name) {
    return values.get(name) instanceof JsonPrimitive primitive && primitive.isNumber()
        ? primitive.getAsDouble()
        : Double.NaN;
  }

  final IOException problem(String what) {
    return OneLine.problem(file, what);
  }

  static String shown(JsonElement value) {
    return StateDict.shown(value == null || value.isJsonNull() ? "none" : value.toString());
  }
}
