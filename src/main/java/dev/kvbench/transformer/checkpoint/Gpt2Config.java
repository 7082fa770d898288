package dev.kvbench.transformer.checkpoint;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A GPT-2's {@code config.json}, as Hugging Face's {@code GPT2Config} writes it. */
final class Gpt2Config {
  /** Names of GELU's tanh form. */
  private static final List<String> GELU_TANH = List.of("gelu_new", "gelu_pytorch_tanh");

  private static final long MOST_BYTES = 1 << 20;

  private final Path file;
  private final JsonObject json;

  private Gpt2Config(Path file, JsonObject json) {
    this.file = file;
    this.json = json;
  }

  /**
   * Reads the sizes, and refuses what this transformer does not compute.
   *
   * @throws IOException with one line that names the file and what is wrong with it
   */
  static TransformerConfig read(Path file) throws IOException {
    StateDict.requireFile(file);
    if (Files.size(file) > MOST_BYTES) {
      throw StateDict.problem(file, "is too large for a config.json");
    }
    try {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      return new Gpt2Config(file, json).config();
    } catch (JsonParseException // not JSON; and Gson's ways to say that it is not of this form
        | IllegalStateException
        | NumberFormatException
        | ClassCastException
        | UnsupportedOperationException e) {
      throw StateDict.problem(file, "is not the config.json of a model");
    } catch (java.nio.charset.CharacterCodingException e) {
      throw StateDict.problem(file, "is not UTF-8 text");
    }
  }

  private TransformerConfig config() throws IOException {
    require("model_type", "gpt2", text("model_type", "none"));
    if (!GELU_TANH.contains(text("activation_function", "gelu_new"))) {
      require("activation_function", "gelu_new", text("activation_function", ""));
    }
    require("layer_norm_epsilon", "1e-05", number("layer_norm_epsilon", 1e-5) == 1e-5);
    require("scale_attn_weights", "true", flag("scale_attn_weights", true));
    require(
        "scale_attn_by_inverse_layer_idx",
        "false",
        !flag("scale_attn_by_inverse_layer_idx", false));
    require("tie_word_embeddings", "true", flag("tie_word_embeddings", true));
    require("add_cross_attention", "false", !flag("add_cross_attention", false));
    int embed = size("n_embd", 1 << 16);
    require("n_inner", "four times n_embd", number("n_inner", 4.0 * embed) == 4.0 * embed);
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

  private void require(String name, String value, boolean has) throws IOException {
    if (!has) {
      require(name, value, StateDict.shown(String.valueOf(json.get(name))));
    }
  }

  private void require(String name, String value, String found) throws IOException {
    if (!found.equals(value)) {
      throw StateDict.problem(
          file,
          "has "
              + name
              + " "
              + StateDict.shown(found)
              + "; kvbench's GPT-2 computes "
              + value
              + " only");
    }
  }

  private int size(String name, int most) throws IOException {
    double value = number(name, Double.NaN);
    if (!(value >= 1 && value <= most && value == Math.rint(value))) {
      throw StateDict.problem(
          file,
          "needs a whole number from 1 to "
              + most
              + " as "
              + name
              + (value(name) != null ? ", not " + StateDict.shown(json.get(name).toString()) : ""));
    }
    return (int) value;
  }

  private double number(String name, double otherwise) {
    JsonElement value = value(name);
    return value == null ? otherwise : value.getAsDouble();
  }

  private boolean flag(String name, boolean otherwise) {
    JsonElement value = value(name);
    return value == null ? otherwise : value.getAsBoolean();
  }

  private String text(String name, String otherwise) {
    JsonElement value = value(name);
    return value == null ? otherwise : value.getAsString();
  }

  private JsonElement value(String name) {
    JsonElement value = json.get(name);
    return value == null || value.isJsonNull() ? null : value;
  }
}
