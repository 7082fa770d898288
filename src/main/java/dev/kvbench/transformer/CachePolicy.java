package dev.kvbench.transformer;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The cache policies by the names that the parameter {@code policy} takes. */
public enum CachePolicy {
  /** As the article publishes it; see {@link ArticleCache}. */
  ARTICLE(false) {
    @Override
    KvCache newCache(TransformerConfig config, int batchSize, NDManager parent) {
      return new ArticleCache(config, batchSize, parent);
    }
  },
  /** Right positions, filled slots only, whole-cache shift when full; see {@link ShiftCache}. */
  SHIFT(true) {
    @Override
    KvCache newCache(TransformerConfig config, int batchSize, NDManager parent) {
      return new ShiftCache(config, batchSize, parent);
    }
  };

  private final boolean exactInWindow;

  CachePolicy(boolean exactInWindow) {
    this.exactInWindow = exactInWindow;
  }

  abstract KvCache newCache(TransformerConfig config, int batchSize, NDManager parent);

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
