package dev.kvbench.transformer.cache;

import ai.djl.ndarray.NDManager;

/**
 * The article's cache with one of its two defects mended: only filled slots are attended to, but
 * the position is still always 0. A step between {@link ArticleCache} and {@link ShiftCache}, to
 * tell what each mend costs; approximate from the second token on.
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
