package dev.kvbench.transformer.checkpoint;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A GPT-2's {@code config.json}, as Hugging Face's {@code GPT2Config} writes it. */
final class Gpt2Config extends ConfigFile {
  Gpt2Config(Path file, JsonObject json) {
    super(file, json);
  }

  /** The sizes; refuses what this transformer does not compute. */
  TransformerConfig config() throws IOException {
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
        throw problem(
            "has %s %s; kvbench's GPT-2 computes %s only"
                .formatted(one.getKey(), shown(value), one.getValue()));
      }
    }
    int layers = size("n_layer", 1000);
    int heads = size("n_head", 1000);
    int positions = size("n_positions", 1 << 20);
    int vocabulary = size("vocab_size", 1 << 22);
    return new TransformerConfig(ModelFamily.GPT2, layers, heads, embed, positions, vocabulary);
  }
}
