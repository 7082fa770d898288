package dev.kvbench.transformer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.tensor.Gelu;
import dev.kvbench.transformer.tensor.LlamaShape;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.Ops;
import dev.kvbench.transformer.tensor.Rotation;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * The modules of a transformer, whatever names and layout their family gives its weights: tensors
 * of {@link Weights} and views of them, which belong to it.
 *
 * <p>Shapes: C embed size, H head size, N heads, M heads of keys and values, F feed-forward size, V
 * vocabulary.
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

  /**
   * A layer norm, or an RMS norm.
   *
   * @param bias of a layer norm; null of an RMS norm
   * @param epsilon of an RMS norm [1]; null of a layer norm
   */
  public record Norm(NDArray weight, NDArray bias, NDArray epsilon) {
    NDArray of(NDArray x) {
      return epsilon == null ? Ops.layerNorm(x, weight, bias) : Ops.rmsNorm(x, weight, epsilon);
    }
  }

  /** One head's keys and values [H, C], and the queries of the heads that share them. */
  record Head(List<Linear> queries, Linear key, Linear value) {}

  /**
   * The modules of a layer but for its queries, keys and values.
   *
   * @param queryNorm of a head's queries [H], null for none
   * @param keyNorm of a head's keys [H], null for none
   * @param proj of all heads [C, N·H]
   * @param up [F, C]; with a gate, which comes first, [2F, C]
   * @param down [C, F]
   * @param ll1 before attention
   * @param ll2 before the feed-forward
   */
  public record Layer(
      Norm queryNorm, Norm keyNorm, Linear proj, Linear up, Linear down, Norm ll1, Norm ll2) {}

  private final Weights weights;
  private final TransformerConfig config;
  private final NDManager owner;
  private final List<Layer> layers = new ArrayList<>();
  private final List<List<Linear>> queriesKeysValues = new ArrayList<>();
  private final List<List<Head>> heads = new ArrayList<>();
  private final Gelu gelu; // null where it is another activation
  private final Rotation rotation; // null where there is a table of positions
  private final NDArray epsilon; // null for layer norms
  private final NDArray tokens;
  private final NDArray positions; // null where there is a rotation
  private final Norm lastNorm;
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
    LlamaShape llama = config.llama();
    boolean gpt2 = config.family() == ModelFamily.GPT2;
    this.gelu = gpt2 ? new Gelu(owner) : null;
    this.rotation = llama == null ? null : new Rotation(llama.rope(), llama.headSize(), owner);
    this.epsilon = llama == null ? null : owner.create(new float[] {(float) llama.normEpsilon()});
    if (llama != null) {
      this.tokens = weights.get("embed_tokens.weight");
      this.positions = null;
      this.lastNorm = norm("norm");
    } else {
      this.tokens = weights.get(gpt2 ? "wte.weight" : "token_embedding_table.weight");
      this.positions = weights.get(gpt2 ? "wpe.weight" : "possitional_embedding.weight");
      this.lastNorm = norm(gpt2 ? "ln_f" : "layer_norm");
    }
    this.head =
        config.tiedHead() ? new Linear(tokens, null) : linear(llama == null ? "linear" : "lm_head");
    for (int layer = 0; layer < config.layers(); layer++) {
      if (llama != null) {
        addLlamaLayer("layers." + layer + ".");
      } else if (gpt2) {
        addGpt2Layer("h." + layer + ".");
      } else {
        addArticleLayer("block." + layer + ".");
      }
    }
  }

  private void addArticleLayer(String block) {
    layers.add(
        new Layer(
            null,
            null,
            linear(block + "multihead.proj"),
            linear(block + "ff.ff.0"),
            linear(block + "ff.ff.2"),
            norm(block + "ll1"),
            norm(block + "ll2")));
    List<Linear> all = new ArrayList<>();
    for (String part : QUERY_KEY_VALUE) {
      for (int head = 0; head < config.heads(); head++) {
        all.add(linear(block + "multihead.sa_head." + head + "." + part));
      }
    }
    queriesKeysValues.add(List.copyOf(all));
  }

  private void addGpt2Layer(String block) {
    layers.add(
        new Layer(
            null,
            null,
            stored(block + "attn.c_proj"),
            stored(block + "mlp.c_fc"),
            stored(block + "mlp.c_proj"),
            norm(block + "ln_1"),
            norm(block + "ln_2")));
    queriesKeysValues.add(List.of(stored(block + "attn.c_attn")));
  }

  private void addLlamaLayer(String block) {
    String attention = block + "self_attn.";
    boolean norms = config.family().queryKeyNorms();
    layers.add(
        new Layer(
            norms ? norm(attention + "q_norm") : null,
            norms ? norm(attention + "k_norm") : null,
            linear(attention + "o_proj"),
            stacked(block + "mlp.gate_proj", block + "mlp.up_proj"),
            linear(block + "mlp.down_proj"),
            norm(block + "input_layernorm"),
            norm(block + "post_attention_layernorm")));
    queriesKeysValues.add(
        List.of(stacked(attention + "q_proj", attention + "k_proj", attention + "v_proj")));
  }

  /** Token table [V, C]. */
  public NDArray tokens() {
    return tokens;
  }

  /** Position table [blockSize, C]; null where there is a {@link #rotation}. */
  public NDArray positions() {
    return positions;
  }

  /** Of queries and keys; null where there are {@link #positions}. */
  public Rotation rotation() {
    return rotation;
  }

  public Layer layer(int number) {
    return layers.get(number);
  }

  /**
   * The matrices that are, one below the other, a layer's [(N + 2M)·H, C] for queries, keys and
   * values of all heads, in this order.
   */
  public List<Linear> queriesKeysValues(int layer) {
    return queriesKeysValues.get(layer);
  }

  /** A layer's heads of keys and values, one by one. */
  List<Head> heads(int layer) {
    while (heads.size() <= layer) {
      heads.add(split(queriesKeysValues.get(heads.size())));
    }
    return heads.get(layer);
  }

  private List<Head> split(List<Linear> matrices) {
    List<Linear> single = matrices;
    int queries = config.heads();
    int others = config.keyValueHeads();
    if (matrices.size() == 1) {
      int size = config.headSize();
      single = new ArrayList<>();
      for (int i = 0; i < queries + 2 * others; i++) {
        single.add(matrices.get(0).rows(owner, i * size, (i + 1) * size));
      }
    }
    List<Head> split = new ArrayList<>();
    int group = config.group();
    for (int head = 0; head < others; head++) {
      split.add(
          new Head(
              List.copyOf(single.subList(head * group, (head + 1) * group)),
              single.get(queries + head),
              single.get(queries + others + head)));
    }
    return List.copyOf(split);
  }

  /** What is between up and down: of [B, Q, F], or [B, Q, 2F] with a gate, a new [B, Q, F]. */
  NDArray activation(NDArray x) {
    return switch (config.family().activation()) {
      case RELU -> Ops.relu(x);
      case GELU -> gelu.of(x);
      case SWIGLU -> {
        int size = config.feedForwardSize();
        try (NDArray gate = Ops.slice(x.getManager(), x, 2, 0, size);
            NDArray up = Ops.slice(x.getManager(), x, 2, size, 2L * size)) {
          yield Ops.silu(gate).muli(up);
        }
      }
    };
  }

  /** Before the head. */
  public Norm lastNorm() {
    return lastNorm;
  }

  /** The head [V, C]. */
  public Linear head() {
    return head;
  }

  private Linear linear(String name) {
    return new Linear(weights.get(name + ".weight"), weights.find(name + ".bias"));
  }

  /** Of matrices that lie one below the other. */
  private Linear stacked(String... names) {
    List<String> all = List.of(names);
    boolean bias = weights.find(names[0] + ".bias") != null;
    return new Linear(
        weights.stack(all.stream().map(name -> name + ".weight").toList()),
        bias ? weights.stack(all.stream().map(name -> name + ".bias").toList()) : null);
  }

  /** Of a matrix that is stored [in, out]. */
  private Linear stored(String name) {
    return new Linear(Ops.transpose(weights.get(name + ".weight")), weights.get(name + ".bias"));
  }

  private Norm norm(String name) {
    return new Norm(weights.get(name + ".weight"), weights.find(name + ".bias"), epsilon);
  }
}
