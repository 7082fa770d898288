package dev.kvbench.benchmarks.arm;

import dev.kvbench.transformer.cache.CachePolicy;

/**
 * The ladder from the article's published arms to the fastest right ones. A rung is one change,
 * kept by all that follow; what concerns the cache leaves the uncached arm as it was, and what
 * concerns many tokens at once the cached one. From last_token on it is of the {@link
 * Implementation}.
 */
public enum LadderRung {
  /** The article's arms: one head after the other, the cache with its defects. */
  PUBLISHED(CachePolicy.ARTICLE, Implementation.HEAD_BY_HEAD),
  /** Only filled slots are attended to. */
  MASK(CachePolicy.MASKED, Implementation.HEAD_BY_HEAD),
  /** Every token gets its own position: the cached answer is right from here on. */
  POSITIONS(CachePolicy.SHIFT, Implementation.HEAD_BY_HEAD),
  /** Past the window a slot is written over, instead of moving all. */
  RING(CachePolicy.RING, Implementation.HEAD_BY_HEAD),
  LAST_TOKEN(CachePolicy.RING, Implementation.LAST_TOKEN),
  FUSED(CachePolicy.RING, Implementation.FUSED_HEADS),
  STEP(CachePolicy.RING, Implementation.SCRIPT_STEP),
  LOOP(CachePolicy.RING, Implementation.SCRIPT_LOOP),
  KERNELS(CachePolicy.RING, Implementation.SCRIPT_KERNELS);

  private final CachePolicy policy;
  private final Implementation implementation;

  LadderRung(CachePolicy policy, Implementation implementation) {
    this.policy = policy;
    this.implementation = implementation;
  }

  /** That of the rung's cached arm. */
  public CachePolicy policy() {
    return policy;
  }

  Implementation implementation() {
    return implementation;
  }
}
