package dev.kvbench.transformer.cache;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.tensor.CausalMask;
import dev.kvbench.transformer.tensor.Ops;
import dev.kvbench.transformer.tensor.TransformerConfig;

/**
 * The uncached arm: keeps nothing; tokens attend, causally, to those fed with them that are in
 * their window.
 */
public final class NoCache implements KvCache {
  private final CausalMask mask;

  /** For that model. */
  public NoCache(TransformerConfig config, NDManager manager) {
    this.mask = new CausalMask(manager, config.window());
  }

  @Override
  public void prepare(int tokens) {
    mask.prepare(tokens);
  }

  @Override
  public Positions positions(int count) {
    return new Positions(0, count);
  }

  @Override
  public int tokens() {
    return 0;
  }

  @Override
  public Attended update(int layer, int head, NDArray keys, NDArray values) {
    return new Attended(keys, values); // closing twice does no harm
  }

  @Override
  public NDArray weights(NDArray scores) {
    mask.apply(scores);
    return Ops.softmax(scores);
  }

  @Override
  public void advance(int count) {}

  @Override
  public void keep(int count) {}

  @Override
  public void reset() {}

  @Override
  public void close() {
    mask.close();
  }
}
