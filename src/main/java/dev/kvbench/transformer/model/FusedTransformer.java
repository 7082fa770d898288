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
 * in a third of the calls. M are the heads of keys and values.
 */
public final class FusedTransformer extends Transformer {
  private final List<Modules.Linear> inputs = new ArrayList<>(); // [(N + 2M)·H, C] of each layer
  private final Modules.Linear lastQueries; // the last layer's rows of it [N·H, C]
  private final Modules.Linear lastKeysValues; // [2M·H, C]

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
    int queries = config().querySize();
    Modules.Linear last = inputs.get(inputs.size() - 1);
    lastQueries = last.rows(manager(), 0, queries);
    lastKeysValues = last.rows(manager(), queries, queries + 2 * config().keyValueSize());
  }

  public @Override CacheShape cacheShape(int batchSize) {
    return CacheShape.fused(config(), batchSize);
  }

  @Override
  NDArray heads(NDArray queried, NDArray x, int layer, KvCache cache) {
    long batch = queried.getShape().get(0);
    long positions = queried.getShape().get(1);
    int heads = config().heads();
    int others = config().keyValueHeads();
    int size = config().headSize();
    boolean apart = queried != x;
    int queries = apart ? 0 : heads; // heads before those of keys
    int first = cache.tokens();
    int firstQueried = first + (int) (x.getShape().get(1) - positions);
    Modules.Layer block = layer(layer);
    try (NDArray all = byHead(apart ? lastKeysValues : inputs.get(layer), x);
        NDArray asking = apart ? byHead(lastQueries, queried) : all;
        NDArray q = placed(part(asking, 0, heads), block.queryNorm(), firstQueried);
        NDArray k = placed(part(all, queries, queries + others), block.keyNorm(), first);
        NDArray v = part(all, queries + others, queries + 2 * others);
        KvCache.Attended kv = cache.update(layer, 0, k, v);
        NDArray attended = attention(q, kv, config().group(), cache);
        NDArray split = attended.reshape(batch, heads, positions, size);
        NDArray byToken = split.transpose(0, 2, 1, 3)) {
      return byToken.reshape(batch, positions, (long) heads * size);
    }
  }

  /** What a layer with n·H outputs makes of x [B, T, C], by head → [B, n, T, H]. */
  private NDArray byHead(Modules.Linear linear, NDArray x) {
    long batch = x.getShape().get(0);
    long fed = x.getShape().get(1);
    try (NDArray together = linear.of(x);
        NDArray parts = together.reshape(batch, fed, -1, config().headSize())) {
      return parts.transpose(0, 2, 1, 3);
    }
  }

  /** Some heads of [B, n, T, H] → [B·heads, T, H]. */
  private static NDArray part(NDArray ordered, int from, int to) {
    Shape shape = ordered.getShape();
    try (NDArray part = Ops.slice(ordered.getManager(), ordered, 1, from, to)) {
      return part.reshape(shape.get(0) * (to - from), shape.get(2), shape.get(3));
    }
  }
}
