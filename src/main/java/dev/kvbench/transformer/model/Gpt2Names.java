package dev.kvbench.transformer.model;

import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/** GPT-2's tensors as Hugging Face's {@code GPT2Model} names them, without its prefix. */
final class Gpt2Names {
  private Gpt2Names() {}

  /** Names and shapes in the order of the modules; matrices are [in, out]. */
  static Map<String, Shape> shapes(TransformerConfig config) {
    long embed = config.embedSize();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("wte.weight", new Shape(config.vocabularySize(), embed));
    shapes.put("wpe.weight", new Shape(config.blockSize(), embed));
    for (int layer = 0; layer < config.layers(); layer++) {
      String block = "h." + layer + ".";
      norm(shapes, block + "ln_1", embed);
      linear(shapes, block + "attn.c_attn", embed, 3 * embed);
      linear(shapes, block + "attn.c_proj", embed, embed);
      norm(shapes, block + "ln_2", embed);
      linear(shapes, block + "mlp.c_fc", embed, 4 * embed);
      linear(shapes, block + "mlp.c_proj", 4 * embed, embed);
    }
    norm(shapes, "ln_f", embed);
    return shapes;
  }

  private static void linear(Map<String, Shape> shapes, String name, long in, long out) {
    shapes.put(name + ".weight", new Shape(in, out));
    shapes.put(name + ".bias", new Shape(out));
  }

  private static void norm(Map<String, Shape> shapes, String name, long size) {
    shapes.put(name + ".weight", new Shape(size));
    shapes.put(name + ".bias", new Shape(size));
  }
}
