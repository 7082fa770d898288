package dev.kvbench.transformer.checkpoint;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A GPT-2's {@code config.json}, as Hugging Face's {@code GPT2Config} writes it. */
final class Gpt2Config {
  private static final long MAX_BYTES = 16 << 20; // of an index, with a line for each tensor

  private final Path file;
  private final JsonObject json;

  private Gpt2Config(Path file) throws IOException {
    this.file = file;
    this.json = json(file, JsonObject.class, "is not the config.json of a model");
  }

  /**
   * Reads the sizes, and refuses what this transformer does not compute.
   *
   * @throws IOException with one line that names the file and what is wrong with it
   */
  static TransformerConfig read(Path file) throws IOException {
    return new Gpt2Config(file).config();
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
    throw StateDict.problem(file, otherwise);
  }

  private TransformerConfig config() throws IOException {
    int embed = size("n_embd", 1 << 16);
    // What this transformer computes. A file that leaves out one of these means the same.
    JsonObject computed =
        JsonParser.parseString(
                """
                {"model_type": "gpt2",
                 "activation_function": "gelu_new",
                 "layer_norm_epsilon": 1e-05,
                 "scale_attn_weights": true,
                 "scale_attn_by_inverse_layer_idx": false,
                 "tie_word_embeddings": true,
                 "add_cross_attention": false}\
                """)
            .getAsJsonObject();
    computed.addProperty("n_inner", 4 * embed);
    for (Map.Entry<String, JsonElement> one : computed.entrySet()) {
      JsonElement value = json.get(one.getKey());
      boolean same = value == null || value.isJsonNull() || value.equals(one.getValue());
      // Another name of GELU's tanh form, of the same value.
      if (!same && !value.equals(new JsonPrimitive("gelu_pytorch_tanh"))) {
        throw StateDict.problem(
            file,
            String.format(
                "has %s %s; kvbench's GPT-2 computes %s only",
                one.getKey(), shown(value), one.getValue()));
      }
    }
    int layers = size("n_layer", 1000);
    int heads = size("n_head", 1000);
    int positions = size("n_positions", 1 << 20);
    int vocabulary = size("vocab_size", 1 << 22);
    try {
      return new TransformerConfig(ModelFamily.GPT2, layers, heads, embed, positions, vocabulary);
    } catch (IllegalArgumentException e) {
      throw StateDict.problem(file, e.getMessage());
    }
  }

  private int size(String name, int most) throws IOException {
    JsonElement value = json.get(name);
    double number =
        value instanceof JsonPrimitive primitive && primitive.isNumber()
            ? primitive.getAsDouble()
            : Double.NaN;
    if (!(number >= 1 && number <= most && number == Math.rint(number))) {
      throw StateDict.problem(
          file,
          String.format(
              "needs a whole number from 1 to %d as %s, not %s", most, name, shown(value)));
    }
    return (int) number;
  }

  private static String shown(JsonElement value) {
    return StateDict.shown(value == null || value.isJsonNull() ? "none" : value.toString());
  }
}
