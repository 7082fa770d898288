package dev.kvbench.transformer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.tensor.HostRead;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.Ops;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The tensors of a transformer by its family's state-dict names, in the order of its modules.
 *
 * <p>Owns its tensors: {@link #close()} frees them.
 */
public final class Weights implements AutoCloseable {
  private final TransformerConfig config;
  private final NDManager manager;
  private final Map<String, NDArray> tensors;
  private NDArray scale;
  private Modules modules;

  /**
   * Takes over tensors of exactly the names and shapes of {@link #shapes}.
   *
   * @param manager owner of the tensors, closed with this object
   */
  public Weights(TransformerConfig config, NDManager manager, Map<String, NDArray> tensors) {
    this.config = config;
    this.manager = manager;
    this.tensors = new LinkedHashMap<>(tensors);
  }

  /** Names and shapes of all tensors of the model, in the order of its modules. */
  public static Map<String, Shape> shapes(TransformerConfig config) {
    return switch (config.family()) {
      case ARTICLE -> articleShapes(config);
      case GPT2 -> Gpt2Names.shapes(config);
      default -> LlamaNames.shapes(config);
    };
  }

  private static Map<String, Shape> articleShapes(TransformerConfig config) {
    int embed = config.embedSize();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("token_embedding_table.weight", new Shape(config.vocabularySize(), embed));
    shapes.put("possitional_embedding.weight", new Shape(config.blockSize(), embed));
    shapes.put("linear.weight", new Shape(config.vocabularySize(), embed));
    shapes.put("linear.bias", new Shape(config.vocabularySize()));
    for (int layer = 0; layer < config.layers(); layer++) {
      String block = "block." + layer + ".";
      for (int head = 0; head < config.heads(); head++) {
        String attention = block + "multihead.sa_head." + head + ".";
        shapes.put(attention + "key.weight", new Shape(config.headSize(), embed));
        shapes.put(attention + "query.weight", new Shape(config.headSize(), embed));
        shapes.put(attention + "value.weight", new Shape(config.headSize(), embed));
      }
      shapes.put(block + "multihead.proj.weight", new Shape(embed, embed));
      shapes.put(block + "multihead.proj.bias", new Shape(embed));
      shapes.put(block + "ff.ff.0.weight", new Shape(4L * embed, embed));
      shapes.put(block + "ff.ff.0.bias", new Shape(4L * embed));
      shapes.put(block + "ff.ff.2.weight", new Shape(embed, 4L * embed));
      shapes.put(block + "ff.ff.2.bias", new Shape(embed));
      shapes.put(block + "ll1.weight", new Shape(embed));
      shapes.put(block + "ll1.bias", new Shape(embed));
      shapes.put(block + "ll2.weight", new Shape(embed));
      shapes.put(block + "ll2.bias", new Shape(embed));
    }
    shapes.put("layer_norm.weight", new Shape(embed));
    shapes.put("layer_norm.bias", new Shape(embed));
    return shapes;
  }

  /**
   * Fresh weights, distributed as PyTorch initialises its modules: {@code nn.Linear} weight and
   * bias uniform in ±1/√fan_in, {@code nn.Embedding} standard normal, {@code nn.LayerNorm} ones and
   * zeros.
   *
   * <p>They come from {@link Random}, whose algorithm Java fixes, so that a seed means the same
   * weights on every device, platform and libtorch. Those of other families are {@link
   * HuggingFaceRandom}'s.
   */
  public static Weights initialise(TransformerConfig config, long seed, NDManager parent) {
    if (config.family() != ModelFamily.ARTICLE) {
      return HuggingFaceRandom.weights(config, seed, parent);
    }
    Random random = new SingleThreadRandom(seed);
    Map<String, Shape> shapes = shapes(config);
    NDManager manager = parent.newSubManager();
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> {
          float[] values = new float[Math.toIntExact(shape.size())];
          if (isLayerNorm(name)) {
            Arrays.fill(values, name.endsWith(".weight") ? 1f : 0f);
          } else if (isEmbedding(name)) {
            for (int i = 0; i < values.length; i++) {
              values[i] = (float) random.nextGaussian();
            }
          } else {
            double bound = 1 / Math.sqrt((double) fanIn(name, shapes));
            for (int i = 0; i < values.length; i++) {
              values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
            }
          }
          tensors.put(name, manager.create(values, shape));
        });
    return new Weights(config, manager, tensors);
  }

  private static boolean isLayerNorm(String name) {
    return name.contains(".ll1.") || name.contains(".ll2.") || name.startsWith("layer_norm.");
  }

  private static boolean isEmbedding(String name) {
    return name.contains("embedding");
  }

  /** Inputs of the linear layer that a weight or bias belongs to. */
  private static long fanIn(String name, Map<String, Shape> shapes) {
    return shapes.get(name.replaceFirst("bias$", "weight")).get(1);
  }

  public TransformerConfig config() {
    return config;
  }

  /** The tensor of that name; the names are those of {@link #shapes}. */
  public NDArray get(String name) {
    NDArray tensor = find(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the model has no tensor " + name);
    }
    return tensor;
  }

  /** The same; null if there is none. */
  NDArray find(String name) {
    return tensors.get(name);
  }

  /**
   * Puts tensors below each other into one array, whose rows they are from then on: what is
   * multiplied at once has to lie together, and a large model is to be in memory once.
   */
  NDArray stack(List<String> names) {
    NDList parts = new NDList();
    names.forEach(name -> parts.add(get(name)));
    NDArray all = NDArrays.concat(parts);
    long from = 0;
    for (String name : names) {
      long to = from + get(name).getShape().get(0);
      tensors.put(name, Ops.slice(manager, all, 0, from, to)).close();
      from = to;
    }
    return all;
  }

  /** All tensors, in the order of {@link #shapes}. */
  public Map<String, NDArray> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /** 1/√H, what attention's scores are multiplied by: a scalar, not a tensor of the model. */
  NDArray scale() {
    if (scale == null) {
      scale = manager.create((float) (1 / Math.sqrt(config.headSize())));
    }
    return scale;
  }

  /** The tensors by their place in the transformer. */
  public Modules modules() {
    if (modules == null) {
      modules = new Modules(this, manager);
    }
    return modules;
  }

  /** SHA-256 over names, shapes and little-endian fp32 values, as lower-case hex. */
  public String sha256() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has SHA-256
    }
    tensors.forEach(
        (name, tensor) -> {
          digest.update((name + tensor.getShape()).getBytes(StandardCharsets.UTF_8));
          digest.update(HostRead.bytes(tensor, DataType.FLOAT32)); // libtorch's are little-endian
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() {
    manager.close();
  }
}
