package dev.kvbench.transformer.script;

import ai.djl.ndarray.NDArray;
import dev.kvbench.transformer.model.Modules;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.Article;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * The matrices that linear kernels are tried on: which kernel is fastest depends on whether a cache
 * of the processor holds them, and on their layout.
 *
 * @param embed width C; a layer of the article's model has the matrices [3C, C], [C, C], [4C, C]
 *     and [C, 4C]
 * @param layers how many of them
 * @param own a model's own matrices, of a model so large that a kernel may not keep a copy in an
 *     order of its own, and a trial no second one; empty for random ones
 */
record TrialMatrices(int embed, int layers, List<NDArray> own) {
  /** The article's model, which a processor's last cache holds; of its sizes one stands for all. */
  public static final TrialMatrices ARTICLE =
      new TrialMatrices(Article.EMBED_SIZE, Article.LAYERS, List.of());

  /**
   * Bytes of a large model that a trial goes through: more than most processors' last cache, and
   * little memory for a kernel that keeps a copy while it is tried.
   */
  private static final double LARGE = 100e6;

  public TrialMatrices {
    own = List.copyOf(own);
  }

  public static TrialMatrices of(Weights weights) {
    TransformerConfig config = weights.config();
    if (!config.family().large()) {
      return ARTICLE;
    }
    List<NDArray> own = new ArrayList<>();
    int layers = 0;
    double bytes = 0;
    while (layers < config.layers() && bytes < LARGE) {
      Modules.Layer layer = weights.modules().layer(layers);
      Modules.Linear inputs = weights.modules().queriesKeysValues(layers).get(0);
      for (Modules.Linear linear : List.of(inputs, layer.proj(), layer.up(), layer.down())) {
        own.add(linear.weight());
        bytes += (double) Precision.FLOAT32.bytes() * linear.weight().size();
      }
      layers++;
    }
    return new TrialMatrices(config.embedSize(), layers, own);
  }

  boolean isOfOwn() {
    return !own.isEmpty();
  }
}
