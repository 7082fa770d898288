package dev.kvbench.transformer.checkpoint;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A GPT-2's {@code config.json}, as Hugging Face's {@code GPT2Config} writes it. */
final class Gpt2Config {
  private static final long MAX_BYTES = 1 << 20;

  /** What this transformer computes. A file that leaves out one of these means the same. */
  private static final Map<String, JsonElement> COMPUTED =
      JsonParser.parseString(
              """
              {"activation_function": "gelu_new",
               "layer_norm_epsilon": 1e-05,
               "scale_attn_weights": true,
               "scale_attn_by_inverse_layer_idx": false,
               "tie_word_embeddings": true,
               "add_cross_attention": false}\
              """)
          .getAsJsonObject()
          .asMap();

  private final Path file;
  private final JsonObject json;

  private Gpt2Config(Path file, JsonObject json) {
    this.file = file;
    this.json = json;
    // Two names of GELU's tanh form, of the same value.
    if ("gelu_pytorch_tanh".equals(text("activation_function"))) {
      json.addProperty("activation_function", "gelu_new");
    }
    json.entrySet().removeIf(entry -> entry.getValue().isJsonNull());
  }

  /**
   * Reads the sizes, and refuses what this transformer does not compute.
   *
   * @throws IOException with one line that names the file and what is wrong with it
   */
  static TransformerConfig read(Path file) throws IOException {
    return new Gpt2Config(
            file, json(file, JsonObject.class, MAX_BYTES, "is not the config.json of a model"))
        .config();
  }

  /**
   * Reads a small JSON file.
   *
   * @param otherwise what to say of a file that holds no such value
   * @throws IOException with one line that names the file and what is wrong with it
   */
  static <T> T json(Path file, Class<T> type, long mostBytes, String otherwise) throws IOException {
    StateDict.requireFile(file);
    if (Files.size(file) > mostBytes) {
      throw StateDict.problem(file, "is too large, with more than " + mostBytes + " bytes");
    }
    try {
      T value = new Gson().fromJson(Files.readString(file), type);
      if (value != null) {
        return value;
      }
    } catch (CharacterCodingException e) {
      throw StateDict.problem(file, "is not UTF-8 text");
    } catch (JsonParseException e) {
      // Said below.
    }
    throw StateDict.problem(file, otherwise);
  }

  private TransformerConfig config() throws IOException {
    if (!"gpt2".equals(text("model_type"))) {
      throw computesOnly("model_type", "gpt2");
    }
    for (Map.Entry<String, JsonElement> computed : COMPUTED.entrySet()) {
      JsonElement value = json.get(computed.getKey());
      if (value != null && !value.equals(computed.getValue())) {
        throw computesOnly(computed.getKey(), computed.getValue().getAsString());
      }
    }
    int embed = size("n_embd", 1 << 16);
    if (json.has("n_inner") && size("n_inner", 1 << 18) != 4 * embed) {
      throw computesOnly("n_inner", "four times n_embd");
    }
    int layers = size("n_layer", 1000);
    int heads = size("n_head", 1000);
    int positions = size("n_positions", 1 << 20);
    int vocabulary = size("vocab_size", 1 << 22);
    if (embed % heads != 0) {
      throw StateDict.problem(
          file, "has n_embd " + embed + ", which its n_head " + heads + " does not divide");
    }
    return new TransformerConfig(ModelFamily.GPT2, layers, heads, embed, positions, vocabulary);
  }

  private IOException computesOnly(String name, String value) {
    return StateDict.problem(
        file, "has " + name + " " + text(name) + "; kvbench's GPT-2 computes " + value + " only");
  }

  private int size(String name, int most) throws IOException {
    JsonElement value = json.get(name);
    double number =
        value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()
            ? value.getAsDouble()
            : Double.NaN;
    if (!(number >= 1 && number <= most && number == Math.rint(number))) {
      throw StateDict.problem(
          file,
          String.format("needs a whole number from 1 to %d as %s, not %s", most, name, text(name)));
    }
    return (int) number;
  }

  /** A value as a message shows it. */
  private String text(String name) {
    JsonElement value = json.get(name);
    if (value == null || value.isJsonNull()) {
      return "none";
    }
    boolean plain = value.isJsonPrimitive();
    return StateDict.shown(plain ? value.getAsString() : value.toString());
  }
}
