package dev.kvbench.transformer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.cache.CacheShape;
import dev.kvbench.transformer.cache.KvCache;
import dev.kvbench.transformer.tensor.Ops;
import java.util.ArrayList;
import java.util.List;

/**
 * The transformer with all heads of a layer computed at once: one matrix product gives their
 * queries, keys and values, and the cache takes them as if heads were sequences. The same function
 * in a third of the calls.
 */
public final class FusedTransformer extends Transformer {
  private final List<Modules.Linear> inputs = new ArrayList<>(); // [3·C, C] of each layer
  private final Modules.Linear lastQueries; // the last layer's rows of it [C, C]
  private final Modules.Linear lastKeysValues; // [2·C, C]

  /**
   * As {@link Transformer}; holds copies of the query, key and value weights, side by side, where
   * the weights have them one by one.
   */
  public FusedTransformer(Weights weights) {
    super(weights);
    for (int layer = 0; layer < weights.config().layers(); layer++) {
      List<Modules.Linear> matrices = weights.modules().queriesKeysValues(layer);
      if (matrices.size() == 1) {
        inputs.add(matrices.get(0));
      } else {
        NDList parts = new NDList();
        matrices.forEach(matrix -> parts.add(matrix.weight()));
        inputs.add(new Modules.Linear(NDArrays.concat(parts), null));
      }
    }
    int width = config().embedSize();
    Modules.Linear last = inputs.get(inputs.size() - 1);
    lastQueries = last.rows(manager(), 0, width);
    lastKeysValues = last.rows(manager(), width, 3 * width);
  }

  public @Override CacheShape cacheShape(int batchSize) {
    return CacheShape.fused(config(), batchSize);
  }

  @Override
  NDArray heads(NDArray queried, NDArray x, int layer, KvCache cache) {
    long batch = queried.getShape().get(0);
    long positions = queried.getShape().get(1);
    int heads = config().heads();
    int size = config().headSize();
    boolean apart = queried != x;
    try (NDArray all = byHead(apart ? lastKeysValues : inputs.get(layer), x);
        NDArray queries = apart ? byHead(lastQueries, queried) : all;
        NDArray q = part(queries, 0);
        NDArray k = part(all, apart ? 0 : 1);
        NDArray v = part(all, apart ? 1 : 2);
        NDArray attended = attention(q, k, v, layer, 0, cache);
        NDArray split = attended.reshape(batch, heads, positions, size);
        NDArray byToken = split.transpose(0, 2, 1, 3)) {
      return byToken.reshape(batch, positions, (long) heads * size);
    }
  }

  /** What a layer with n·C outputs makes of x [B, T, C], by head → [n, B, heads, T, H]. */
  private NDArray byHead(Modules.Linear linear, NDArray x) {
    long batch = x.getShape().get(0);
    long fed = x.getShape().get(1);
    try (NDArray together = linear.of(x);
        NDArray parts = together.reshape(batch, fed, -1, config().heads(), config().headSize())) {
      return parts.transpose(2, 0, 3, 1, 4);
    }
  }

  /** One of [n, B, heads, T, H] → [B·heads, T, H]. */
  private static NDArray part(NDArray ordered, int index) {
    Shape shape = ordered.getShape();
    try (NDArray part = Ops.slice(ordered.getManager(), ordered, 0, index, index + 1)) {
      return part.reshape(shape.get(1) * shape.get(2), shape.get(3), shape.get(4));
    }
  }
}
