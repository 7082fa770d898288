package dev.kvbench.transformer.cache;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.tensor.Ops;
import java.util.Arrays;

/**
 * The cache as the article publishes it. Approximate from the first token on, for two reasons that
 * are kept on purpose:
 *
 * <ul>
 *   <li>Every slot is attended to, filled or not. An empty slot's key is zero, so its score is 0
 *       and its weight e⁰ = 1 before normalisation: with n of blockSize slots filled the output
 *       shrinks by S / (S + blockSize − n), S being the sum of the filled slots' exponentials.
 *   <li>The position is always 0, because each call sees one token.
 * </ul>
 *
 * <p>The article feeds one token at a time. A longer prompt is prefilled in one pass that gives
 * what feeding it token by token would: a later prompt token counts for an earlier one as the empty
 * slot that it still was.
 */
final class ArticleCache extends ShiftCache {
  private NDArray seen; // [fed, blockSize] of the last prefill

  ArticleCache(CacheShape shape, NDManager parent) {
    super(shape, parent);
  }

  @Override
  public Positions positions(int count) {
    return new Positions(0, 1);
  }

  @Override
  public void keep(int tokens) {
    CachePolicy.ARTICLE.requireKeepsPrefix();
  }

  @Override
  protected int attendedSlots(int fed) {
    return blockSize;
  }

  @Override
  public NDArray weights(NDArray scores) {
    long fed = scores.getShape().get(1);
    if (fed == 1) {
      return Ops.softmax(scores);
    }
    if (seen == null || seen.getShape().get(0) != fed) {
      see((int) fed);
    }
    scores.muli(seen); // a slot filled later was empty: its key was zero
    NDArray weights = Ops.softmax(scores);
    weights.muli(seen); // and so was its value
    return weights;
  }

  /** One for the slots that were filled when each of the fed tokens came, zero for the others. */
  private void see(int fed) {
    if (seen != null) {
      seen.close();
    }
    float[] ones = new float[Math.multiplyExact(fed, blockSize)];
    for (int query = 0; query < fed; query++) {
      Arrays.fill(ones, query * blockSize, query * blockSize + query + 1, 1f);
    }
    seen = manager.create(ones, new Shape(fed, blockSize));
  }
}
