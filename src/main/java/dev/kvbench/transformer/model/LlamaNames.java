package dev.kvbench.transformer.model;

import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.tensor.LlamaShape;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tensors of Llama and its like as Hugging Face's {@code LlamaForCausalLM} and the others name
 * them, without their prefix {@code model.}.
 */
final class LlamaNames {
  private LlamaNames() {}

  /** Names and shapes in the order of the modules; matrices are [out, in]. */
  static Map<String, Shape> shapes(TransformerConfig config) {
    LlamaShape llama = config.llama();
    long embed = config.embedSize();
    long inner = config.feedForwardSize();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("embed_tokens.weight", new Shape(config.vocabularySize(), embed));
    for (int layer = 0; layer < config.layers(); layer++) {
      String block = "layers." + layer + ".";
      String attention = block + "self_attn.";
      shapes.put(block + "input_layernorm.weight", new Shape(embed));
      linear(shapes, attention + "q_proj", embed, config.querySize(), llama.attentionBias());
      linear(shapes, attention + "k_proj", embed, config.keyValueSize(), llama.attentionBias());
      linear(shapes, attention + "v_proj", embed, config.keyValueSize(), llama.attentionBias());
      if (config.family().queryKeyNorms()) {
        shapes.put(attention + "q_norm.weight", new Shape(config.headSize()));
        shapes.put(attention + "k_norm.weight", new Shape(config.headSize()));
      }
      linear(shapes, attention + "o_proj", config.querySize(), embed, llama.projectionBias());
      shapes.put(block + "post_attention_layernorm.weight", new Shape(embed));
      linear(shapes, block + "mlp.gate_proj", embed, inner, llama.feedForwardBias());
      linear(shapes, block + "mlp.up_proj", embed, inner, llama.feedForwardBias());
      linear(shapes, block + "mlp.down_proj", inner, embed, llama.feedForwardBias());
    }
    shapes.put("norm.weight", new Shape(embed));
    if (!llama.tiedHead()) {
      shapes.put("lm_head.weight", new Shape(config.vocabularySize(), embed));
    }
    return shapes;
  }

  private static void linear(
      Map<String, Shape> shapes, String name, long in, long out, boolean bias) {
    shapes.put(name + ".weight", new Shape(out, in));
    if (bias) {
      shapes.put(name + ".bias", new Shape(out));
    }
  }
}
