package dev.kvbench.transformer.cache;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The cache policies by the names that the parameter {@code policy} takes. */
public enum CachePolicy {
  /** As the article publishes it; see {@link ArticleCache}. */
  ARTICLE(false),
  /** The article's, attending to filled slots only; see {@link MaskedCache}. */
  MASKED(false),
  /** Concatenates; see {@link GrowingCache}. */
  GROWING(true),
  /** Right positions, filled slots only, whole-cache shift when full; see {@link ShiftCache}. */
  SHIFT(true),
  /** Writes over the oldest token when full; see {@link RingCache}. */
  RING(true),
  /** Keeps the first tokens and the most recent ones; see {@link RingCache}. */
  SINKS(true),
  /** Drops the older half when full and computes the rest anew; see {@link HopCache}. */
  HOP(true);

  /** First tokens that {@code sinks} keeps; four suffice by Xiao et al. 2023, table 2. */
  public static final int SINK_TOKENS = 4;

  private final boolean exactInWindow;

  CachePolicy(boolean exactInWindow) {
    this.exactInWindow = exactInWindow;
  }

  public final KvCache newCache(CacheShape shape, NDManager parent) {
    return switch (this) {
      case ARTICLE -> new ArticleCache(shape, parent);
      case MASKED -> new MaskedCache(shape, parent);
      case GROWING -> new GrowingCache(shape, parent);
      case SHIFT -> new ShiftCache(shape, parent);
      case RING -> new RingCache(shape, 0, parent);
      case SINKS -> new RingCache(shape, SINK_TOKENS, parent);
      case HOP -> new HopCache(shape, parent);
    };
  }

  /**
   * Whether the policy promises the uncached arm's logits for as long as the text fits into the
   * window.
   */
  public boolean exactInWindow() {
    return exactInWindow;
  }

  /** The name as a parameter value. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The policy of that name.
   *
   * @throws IllegalArgumentException listing the names there are
   */
  public static CachePolicy of(String label) {
    for (CachePolicy policy : values()) {
      if (policy.label().equals(label)) {
        return policy;
      }
    }
    throw new IllegalArgumentException(
        "unknown policy '"
            + label
            + "'; there are "
            + Arrays.stream(values()).map(CachePolicy::label).collect(Collectors.joining(", ")));
  }
}
