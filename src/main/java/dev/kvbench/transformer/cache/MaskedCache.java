package dev.kvbench.transformer.cache;

import ai.djl.ndarray.NDManager;

/**
 * The article's cache without one of its two defects: only filled slots are attended to, but the
 * position is still always 0. A step between {@link ArticleCache} and {@link ShiftCache}, to
 * measure what each defect costs; approximate from the second token on.
 */
final class MaskedCache extends ShiftCache {
  MaskedCache(CacheShape shape, NDManager parent) {
    super(shape, parent);
  }

  @Override
  public Positions positions(int count) {
    return new Positions(0, 1);
  }
}
