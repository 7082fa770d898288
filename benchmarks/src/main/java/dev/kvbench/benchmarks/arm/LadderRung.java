package dev.kvbench.benchmarks.arm;

import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.tensor.Labels;

/**
 * The ladder from the article's published arms to the fastest right ones. A rung is one change,
 * kept by all that follow; what concerns the cache leaves the uncached arm as it was, and what
 * concerns many tokens at once the cached one.
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
  /** The last layer computes only what the logits of the last token need. */
  LAST_TOKEN(CachePolicy.RING, Implementation.LAST_TOKEN),
  /** All heads, and their queries, keys and values, in one operation each. */
  FUSED(CachePolicy.RING, Implementation.FUSED_HEADS),
  /** In TorchScript, one native call a token; views of the cache are made once and kept. */
  STEP(CachePolicy.RING, Implementation.SCRIPT_STEP),
  /** One native call for all tokens. */
  LOOP(CachePolicy.RING, Implementation.SCRIPT_LOOP),
  /** Fused attention, and the fastest matrix products within a script's reach. */
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

  /**
   * The rung of that name.
   *
   * @throws IllegalArgumentException listing the names there are
   */
  public static LadderRung of(String label) {
    return Labels.parse(LadderRung.class, "rung", label);
  }
}
