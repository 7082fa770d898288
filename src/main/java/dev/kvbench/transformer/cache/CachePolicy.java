package dev.kvbench.transformer.cache;

import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.tensor.Labels;
import java.util.function.BiFunction;

/**
 * The cache policies by the names that the parameter {@code policy} takes, and all that is
 * particular to one: nothing else asks which policy it has before it.
 */
public enum CachePolicy {
  /** As the article publishes it; see {@link ArticleCache}. */
  ARTICLE(ArticleCache::new) {
    @Override
    public boolean firstPositionOnly() {
      return true;
    }

    @Override
    public boolean attendsToEmptySlots() {
      return true;
    }

    @Override
    public boolean shifts() {
      return true;
    }
  },
  /** The article's, attending to filled slots only; see {@link MaskedCache}. */
  MASKED(MaskedCache::new) {
    @Override
    public boolean firstPositionOnly() {
      return true;
    }

    @Override
    public boolean shifts() {
      return true;
    }
  },
  /** Concatenates; see {@link GrowingCache}. */
  GROWING(GrowingCache::new) {
    @Override
    public boolean grows() {
      return true;
    }
  },
  /** Right positions, filled slots only, whole-cache shift when full; see {@link ShiftCache}. */
  SHIFT(ShiftCache::new) {
    @Override
    public boolean shifts() {
      return true;
    }
  },
  /** Writes over the oldest token when full; see {@link RingCache}. */
  RING((shape, parent) -> new RingCache(shape, 0, parent)),
  /** Keeps the first tokens and the most recent ones; see {@link RingCache}. */
  SINKS((shape, parent) -> new RingCache(shape, sinks(shape.blockSize()), parent)) {
    @Override
    public int firstTokensKept(int blockSize) {
      return sinks(blockSize);
    }
  },
  /** Drops the older half when full and computes the rest anew; see {@link HopCache}. */
  HOP(HopCache::new) {
    @Override
    public int refill(int blockSize) {
      return HopCache.refill(blockSize);
    }

    @Override
    public int period(int blockSize) {
      return HopCache.dropped(blockSize);
    }
  };

  private final BiFunction<CacheShape, NDManager, KvCache> cache;

  CachePolicy(BiFunction<CacheShape, NDManager, KvCache> cache) {
    this.cache = cache;
  }

  private static int sinks(int blockSize) {
    return Math.min(RingCache.SINK_TOKENS, blockSize - 1);
  }

  /** An empty cache, whose arrays belong to a manager of its own under this one. */
  public KvCache newCache(CacheShape shape, NDManager parent) {
    return cache.apply(shape, parent);
  }

  /** Whether every token that comes alone gets position 0. */
  public boolean firstPositionOnly() {
    return false;
  }

  /** Whether slots that hold no token are attended to. */
  public boolean attendsToEmptySlots() {
    return false;
  }

  /**
   * Whether the policy promises the uncached arm's logits for as long as the text fits into the
   * window.
   */
  public boolean exactInWindow() {
    return !firstPositionOnly() && !attendsToEmptySlots();
  }

  /** Whether a new token is concatenated to a copy of the others. */
  public boolean grows() {
    return false;
  }

  /** Whether all slots of a full window move by one for a new token. */
  public boolean shifts() {
    return false;
  }

  /** The first tokens of the text that stay in a full window of so many. */
  public int firstTokensKept(int blockSize) {
    return 0;
  }

  /**
   * The tokens that a full window of so many computes anew, in one pass, before it goes on; 0 where
   * it makes room without.
   */
  public int refill(int blockSize) {
    return 0;
  }

  /** Tokens past the window after which the work of a step repeats itself. */
  public int period(int blockSize) {
    return 1;
  }

  /**
   * Whether a few of the steps past the window do most of the work: then the time of a token is a
   * mean over whole {@link #period}s, and no median of steps.
   */
  public boolean bursty() {
    return refill(1) > 0;
  }

  /** For text to be read: past the window, too, it computes what the model was trained for. */
  public static CachePolicy forText() {
    return HOP;
  }

  /** The name as a parameter value. */
  public String label() {
    return Labels.of(this);
  }

  /**
   * The policy of that name.
   *
   * @throws IllegalArgumentException listing the names there are
   */
  public static CachePolicy of(String label) {
    return Labels.parse(CachePolicy.class, "policy", label);
  }
}
