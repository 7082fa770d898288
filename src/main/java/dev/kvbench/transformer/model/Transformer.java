package dev.kvbench.transformer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.cache.CacheShape;
import dev.kvbench.transformer.cache.KvCache;
import dev.kvbench.transformer.tensor.Ops;
import dev.kvbench.transformer.tensor.TransformerConfig;

/**
 * The transformer on the eager engine: one libtorch call for each operation, one attention head
 * after the other, as the article's PyTorch code does. Dropout is 0 and therefore absent.
 *
 * <p>Shapes: B batch, T tokens fed at once, Q of them, the last ones, that a layer goes on with, C
 * embed size, N heads, G of them that share keys and values, H head size, S slots attended to, F
 * feed-forward size, V vocabulary. Where keys and values come from is up to the {@link KvCache},
 * and is the only difference between the cached and the uncached arm.
 */
public class Transformer {
  private final TransformerConfig config;
  private final Modules modules;
  private final NDArray scale; // 1/√H

  /** A transformer over these weights, which stay the caller's to close, and not before it. */
  public Transformer(Weights weights) {
    this.config = weights.config();
    this.modules = weights.modules();
    this.scale = weights.scale();
  }

  public TransformerConfig config() {
    return config;
  }

  /** How this transformer hands keys and values to a cache. */
  public CacheShape cacheShape(int batchSize) {
    return CacheShape.perHead(config, batchSize);
  }

  final Modules.Layer layer(int number) {
    return modules.layer(number);
  }

  /** Owner of the weights, on their device. */
  public NDManager manager() {
    return modules.tokens().getManager();
  }

  /**
   * Logits of the token after the last one. The last layer computes no more than they need.
   *
   * @param tokens [B, T] int64
   * @return [B, V], owned by the manager of tokens
   */
  public NDArray nextLogits(NDArray tokens, KvCache cache) {
    return nextLogits(tokens, cache, true);
  }

  /** The same; lastOnly false has the last layer compute all positions. */
  final NDArray nextLogits(NDArray tokens, KvCache cache, boolean lastOnly) {
    try (NDArray x = hidden(tokens, cache, lastOnly);
        NDArray last = last(x);
        NDArray flat = last.reshape(-1, config.embedSize())) {
      return logits(flat);
    }
  }

  /**
   * Logits of the token after each one.
   *
   * @param tokens [B, T] int64
   * @return [B, T, V], owned by the manager of tokens
   */
  public NDArray allLogits(NDArray tokens, KvCache cache) {
    try (NDArray x = hidden(tokens, cache, false)) {
      return logits(x);
    }
  }

  /** Takes logits [B, n, V] of so many positions, of which the first is given. */
  @FunctionalInterface
  public interface LogitsReceiver {
    void accept(int first, NDArray logits);
  }

  /**
   * As {@link #allLogits}, but some positions at a time: of a large vocabulary all would take more
   * memory than the model.
   *
   * @param atOnce positions
   * @param receiver does not keep what it is given
   */
  public void logitsInTurns(NDArray tokens, KvCache cache, int atOnce, LogitsReceiver receiver) {
    int length = (int) tokens.getShape().get(1);
    try (NDArray x = hidden(tokens, cache, false)) {
      for (int first = 0; first < length; first += atOnce) {
        int end = Math.min(length, first + atOnce);
        try (NDArray some = Ops.slice(x.getManager(), x, 1, first, end);
            NDArray logits = logits(some)) {
          receiver.accept(first, logits);
        }
      }
    }
  }

  private NDArray logits(NDArray x) {
    try (NDArray normal = modules.lastNorm().of(x)) {
      return modules.head().of(normal);
    }
  }

  /** The last position of x [B, T, C] → [B, 1, C], a view. */
  private static NDArray last(NDArray x) {
    long length = x.getShape().get(1);
    return Ops.slice(x.getManager(), x, 1, length - 1, length);
  }

  /**
   * Embeds tokens [B, T] and passes them through all blocks → [B, T, C], of which only the last
   * position has passed the last block where lastOnly says so.
   */
  private NDArray hidden(NDArray tokens, KvCache cache, boolean lastOnly) {
    int fed = (int) tokens.getShape().get(1);
    NDArray x = Ops.embedding(tokens, modules.tokens());
    if (modules.positions() != null) {
      KvCache.Positions at = cache.positions(fed);
      try (NDArray positions =
          Ops.slice(x.getManager(), modules.positions(), 0, at.first(), at.first() + at.rows())) {
        x.addi(positions);
      }
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      block(x, layer, cache, lastOnly && fed > 1 && layer == config.layers() - 1);
    }
    cache.advance(fed);
    return x;
  }

  /**
   * x += multihead(ll1(x)); x += ff(ll2(x)), in place on the residual stream [B, T, C]; of its last
   * position only, if so said: all others give it their keys and values, and nothing else.
   */
  private void block(NDArray x, int layer, KvCache cache, boolean lastOnly) {
    Modules.Layer block = modules.layer(layer);
    NDArray asked = lastOnly ? last(x) : x; // [B, Q, C], Q being 1 or T
    try (NDArray normal = block.ll1().of(x);
        NDArray queried = lastOnly ? last(normal) : normal;
        NDArray together = heads(queried, normal, layer, cache);
        NDArray attended = block.proj().of(together)) {
      asked.addi(attended);
    }
    try (NDArray normal = block.ll2().of(asked);
        NDArray forward = feedForward(normal, block)) {
      asked.addi(forward);
    }
    if (lastOnly) {
      asked.close();
    }
  }

  /**
   * All heads one after the other, concatenated.
   *
   * @param queried [B, Q, C], what queries are made of: x itself, or its last position
   * @param x [B, T, C], what keys and values are made of
   * @return [B, Q, N·H]
   */
  NDArray heads(NDArray queried, NDArray x, int layer, KvCache cache) {
    NDList heads = new NDList(config.heads());
    try {
      for (int head = 0; head < config.keyValueHeads(); head++) {
        heads.addAll(group(queried, x, layer, head, cache));
      }
      return NDArrays.concat(heads, -1);
    } finally {
      heads.close();
    }
  }

  /** The heads that share keys and values, each [B, Q, H]. */
  private NDList group(NDArray queried, NDArray x, int layer, int head, KvCache cache) {
    Modules.Head w = modules.heads(layer).get(head);
    Modules.Layer block = modules.layer(layer);
    int first = cache.tokens();
    int firstQueried = first + (int) (x.getShape().get(1) - queried.getShape().get(1));
    NDList attended = new NDList();
    try (NDArray k = placed(w.key().of(x), block.keyNorm(), first);
        NDArray v = w.value().of(x);
        KvCache.Attended kv = cache.update(layer, head, k, v)) {
      for (Modules.Linear query : w.queries()) {
        try (NDArray q = placed(query.of(queried), block.queryNorm(), firstQueried)) {
          attended.add(attention(q, kv, 1, cache));
        }
      }
    }
    return attended;
  }

  /**
   * Queries or keys x [B, T, H] as the family has them: with a norm, turned by their positions.
   * Closes x, or returns it.
   */
  final NDArray placed(NDArray x, Modules.Norm norm, int first) {
    NDArray placed = x;
    if (norm != null) {
      placed = norm.of(x);
      x.close();
    }
    if (modules.rotation() == null) {
      return placed;
    }
    try (NDArray unturned = placed) {
      return modules.rotation().of(unturned, first);
    }
  }

  /**
   * softmax(q/√H·kᵀ)·v of what is attended to; q is scaled in place, being smaller than q·kᵀ.
   *
   * @param q [B·G, Q, H], heads that share keys and values beside each other
   * @param group G
   * @return of its shape
   */
  final NDArray attention(NDArray q, KvCache.Attended kv, int group, KvCache cache) {
    long rows = q.getShape().get(0);
    long queries = q.getShape().get(1);
    long slots = kv.keys().getShape().get(1);
    q.muli(scale);
    if (group == 1) {
      try (NDArray kT = Ops.transpose(kv.keys());
          NDArray scores = Ops.matmul(q, kT); // [B, Q, S]
          NDArray weights = cache.weights(scores)) {
        return Ops.matmul(weights, kv.values());
      }
    }
    try (NDArray together = q.reshape(rows / group, group * queries, config.headSize());
        NDArray kT = Ops.transpose(kv.keys());
        NDArray products = Ops.matmul(together, kT);
        NDArray scores = products.reshape(rows, queries, slots);
        NDArray weights = cache.weights(scores);
        NDArray shared = weights.reshape(rows / group, group * queries, slots);
        NDArray attended = Ops.matmul(shared, kv.values())) {
      return attended.reshape(rows, queries, config.headSize());
    }
  }

  /** Linear to F, or twice that, ReLU, GELU or SwiGLU, linear back. [B, Q, C] → [B, Q, C]. */
  private NDArray feedForward(NDArray x, Modules.Layer block) {
    try (NDArray up = block.up().of(x);
        NDArray active = modules.activation(up)) {
      return block.down().of(active);
    }
  }
}
