package dev.kvbench.transformer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.tensor.Gelu;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.Ops;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * The modules of a transformer, whatever names and layout their family gives its weights: tensors
 * of {@link Weights} and views of them, which belong to it.
 *
 * <p>Shapes: C embed size, H head size, V vocabulary.
 */
public final class Modules {
  private static final List<String> QUERY_KEY_VALUE = List.of("query", "key", "value");

  /** {@code x · weightᵀ + bias}: weight [out, in]; bias [out], or null for none. */
  public record Linear(NDArray weight, NDArray bias) {
    NDArray of(NDArray x) {
      return Ops.linear(x, weight, bias);
    }

    /** Those rows of it, which are outputs. */
    Linear rows(NDManager owner, int from, int to) {
      return new Linear(
          Ops.slice(owner, weight, 0, from, to),
          bias == null ? null : Ops.slice(owner, bias, 0, from, to));
    }
  }

  public record LayerNorm(NDArray weight, NDArray bias) {
    NDArray of(NDArray x) {
      return Ops.layerNorm(x, weight, bias);
    }
  }

  /** One head's [H, C]. */
  record Head(Linear query, Linear key, Linear value) {}

  /**
   * The modules of a layer but for its queries, keys and values.
   *
   * @param proj of all heads [C, C]
   * @param up [4C, C]
   * @param down [C, 4C]
   * @param ll1 before attention
   * @param ll2 before the feed-forward
   */
  public record Layer(Linear proj, Linear up, Linear down, LayerNorm ll1, LayerNorm ll2) {}

  private final Weights weights;
  private final TransformerConfig config;
  private final NDManager owner;
  private final List<Layer> layers = new ArrayList<>();
  private final List<List<Linear>> queriesKeysValues = new ArrayList<>();
  private final List<List<Head>> heads = new ArrayList<>();
  private final Gelu gelu; // null where it is ReLU
  private final NDArray tokens;
  private final NDArray positions;
  private final LayerNorm lastNorm;
  private final Linear head;

  /**
   * Looks up the tensors.
   *
   * @param owner of the views, which live as long as the weights
   */
  Modules(Weights weights, NDManager owner) {
    this.weights = weights;
    this.config = weights.config();
    this.owner = owner;
    this.gelu = config.family().gelu() ? new Gelu(owner) : null;
    boolean gpt2 = config.family() == ModelFamily.GPT2;
    this.tokens = weights.get(gpt2 ? "wte.weight" : "token_embedding_table.weight");
    this.positions = weights.get(gpt2 ? "wpe.weight" : "possitional_embedding.weight");
    this.lastNorm = norm(gpt2 ? "ln_f" : "layer_norm");
    this.head = config.family().tiedHead() ? new Linear(tokens, null) : linear("linear");
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(gpt2 ? gpt2Layer("h." + layer + ".") : articleLayer("block." + layer + "."));
      queriesKeysValues.add(
          gpt2
              ? List.of(stored("h." + layer + ".attn.c_attn"))
              : articleQueriesKeysValues("block." + layer + "."));
    }
  }

  private Layer articleLayer(String block) {
    return new Layer(
        linear(block + "multihead.proj"),
        linear(block + "ff.ff.0"),
        linear(block + "ff.ff.2"),
        norm(block + "ll1"),
        norm(block + "ll2"));
  }

  private Layer gpt2Layer(String block) {
    return new Layer(
        stored(block + "attn.c_proj"),
        stored(block + "mlp.c_fc"),
        stored(block + "mlp.c_proj"),
        norm(block + "ln_1"),
        norm(block + "ln_2"));
  }

  private List<Linear> articleQueriesKeysValues(String block) {
    List<Linear> all = new ArrayList<>();
    for (String part : QUERY_KEY_VALUE) {
      for (int head = 0; head < config.heads(); head++) {
        all.add(
            new Linear(
                weights.get(block + "multihead.sa_head." + head + "." + part + ".weight"), null));
      }
    }
    return List.copyOf(all);
  }

  /** Token table [V, C]. */
  public NDArray tokens() {
    return tokens;
  }

  /** Position table [blockSize, C]. */
  public NDArray positions() {
    return positions;
  }

  public Layer layer(int number) {
    return layers.get(number);
  }

  /**
   * The matrices that are, one below the other, a layer's [3C, C] for queries, keys and values of
   * all heads, in this order.
   */
  public List<Linear> queriesKeysValues(int layer) {
    return queriesKeysValues.get(layer);
  }

  /** A layer's heads, one by one. */
  List<Head> heads(int layer) {
    while (heads.size() <= layer) {
      heads.add(split(queriesKeysValues.get(heads.size())));
    }
    return heads.get(layer);
  }

  private List<Head> split(List<Linear> matrices) {
    List<Linear> single = matrices;
    if (matrices.size() == 1) {
      int size = config.headSize();
      single = new ArrayList<>();
      for (int i = 0; i < 3 * config.heads(); i++) {
        single.add(matrices.get(0).rows(owner, i * size, (i + 1) * size));
      }
    }
    List<Head> split = new ArrayList<>();
    int n = config.heads();
    for (int head = 0; head < n; head++) {
      split.add(new Head(single.get(head), single.get(n + head), single.get(2 * n + head)));
    }
    return List.copyOf(split);
  }

  /** What is between up and down: ReLU or GELU, of any shape; a new array. */
  NDArray activation(NDArray x) {
    return gelu == null ? Ops.relu(x) : gelu.of(x);
  }

  /** Before the head. */
  public LayerNorm lastNorm() {
    return lastNorm;
  }

  /** The head [V, C]. */
  public Linear head() {
    return head;
  }

  private Linear linear(String name) {
    return new Linear(weights.get(name + ".weight"), weights.get(name + ".bias"));
  }

  /** Of a matrix that is stored [in, out]. */
  private Linear stored(String name) {
    return new Linear(Ops.transpose(weights.get(name + ".weight")), weights.get(name + ".bias"));
  }

  private LayerNorm norm(String name) {
    return new LayerNorm(weights.get(name + ".weight"), weights.get(name + ".bias"));
  }
}
