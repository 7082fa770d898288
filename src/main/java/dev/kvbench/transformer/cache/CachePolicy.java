package dev.kvbench.transformer.cache;

import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.tensor.Labels;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The cache policies by the names that the parameter {@code policy} takes, and all that is
 * particular to one: nothing else asks which policy it has before it.
 */
public enum CachePolicy {
  /** As the article publishes it; see {@link ArticleCache}. */
  ARTICLE(ArticleCache::new, Trait.FIRST_POSITION_ONLY, Trait.EMPTY_SLOTS, Trait.SHIFTS),
  /** The article's, attending to filled slots only; see {@link MaskedCache}. */
  MASKED(MaskedCache::new, Trait.FIRST_POSITION_ONLY, Trait.SHIFTS),
  /** Concatenates; see {@link GrowingCache}. */
  GROWING(GrowingCache::new, Trait.GROWS),
  /** Right positions, filled slots only, whole-cache shift when full; see {@link ShiftCache}. */
  SHIFT(ShiftCache::new, Trait.SHIFTS),
  /** Writes over the oldest token when full; see {@link RingCache}. */
  RING((shape, parent) -> new RingCache(shape, 0, parent)),
  /** Keeps the first tokens and the most recent ones; see {@link RingCache}. */
  SINKS((shape, parent) -> new RingCache(shape, sinks(shape.blockSize()), parent), Trait.SINKS),
  /** Drops the older half when full and computes the rest anew; see {@link HopCache}. */
  HOP(HopCache::new, Trait.HOPS),
  /** A ring that keeps 8 bits of each element; see {@link Int8Cache}. */
  INT8(Int8Cache::new, Trait.EIGHT_BITS),
  /** A ring in blocks of a pool; see {@link PagedCache}. */
  PAGED(PagedCache::new, Trait.BLOCKS);

  private enum Trait {
    FIRST_POSITION_ONLY,
    EMPTY_SLOTS,
    SHIFTS,
    GROWS,
    SINKS,
    HOPS,
    EIGHT_BITS,
    BLOCKS
  }

  /**
   * The label of the one for text to be read: past the window, too, it computes what the model was
   * trained for.
   */
  public static final String DEFAULT_FOR_TEXT = "hop";

  @SuppressWarnings("ImmutableEnumChecker") // a constructor
  private final BiFunction<CacheShape, NDManager, KvCache> cache;

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
  private final List<Trait> traits;

  CachePolicy(BiFunction<CacheShape, NDManager, KvCache> cache, Trait... traits) {
    this.cache = cache;
    this.traits = List.of(traits);
  }

  private static int sinks(int blockSize) {
    return Math.min(RingCache.SINK_TOKENS, blockSize - 1);
  }

  /** An empty cache, whose arrays belong to a manager of its own under this one. */
  public KvCache newCache(CacheShape shape, NDManager parent) {
    return cache.apply(shape, parent);
  }

  /**
   * Refuses a model for which the policy has no meaning.
   *
   * @throws IllegalArgumentException with one line that says why
   */
  public void requireFits(TransformerConfig config) {
    String why = misfit(config);
    if (why != null) {
      throw new IllegalArgumentException(
          String.format("policy %s is not for this model: %s; choose ring", label(), why));
    }
  }

  /** Whether the policy has a meaning for a model. */
  public boolean fits(TransformerConfig config) {
    return misfit(config) == null;
  }

  private String misfit(TransformerConfig config) {
    boolean sliding = config.window() < config.blockSize();
    if (firstPositionOnly() && config.family().llamaLike()) {
      return "it gives tokens position 0 of a table, and this model turns keys by their positions";
    }
    if (sliding && firstTokensKept(config.window()) > 0) {
      return "it keeps the first tokens, and no later one of this model's sliding window sees them";
    }
    if (sliding && bursty()) {
      return "it computes a full window anew, and this model's sliding window goes on without";
    }
    return null;
  }

  /** Whether every token that comes alone gets position 0. */
  public boolean firstPositionOnly() {
    return traits.contains(Trait.FIRST_POSITION_ONLY);
  }

  /** Whether slots that hold no token are attended to. */
  public boolean attendsToEmptySlots() {
    return traits.contains(Trait.EMPTY_SLOTS);
  }

  /**
   * Whether the policy promises the uncached arm's logits, or to be within {@link #tolerance} of
   * them, for as long as the text fits into the window.
   */
  public boolean boundedInWindow() {
    return !firstPositionOnly() && !attendsToEmptySlots();
  }

  /** Whether it promises these very logits there. */
  public boolean exactInWindow() {
    return boundedInWindow() && tolerance() == 0;
  }

  /** Whether another text can go on from the first tokens of the one before. */
  public boolean keepsPrefix() {
    return !attendsToEmptySlots();
  }

  /**
   * Refuses a policy whose text no other can go on from.
   *
   * @throws IllegalArgumentException with one line that says why
   */
  public void requireKeepsPrefix() {
    if (!keepsPrefix()) {
      throw new IllegalArgumentException(
          String.format(
              "policy %s keeps no shared prefix: its empty slots are attended to, so that no prompt"
                  + " goes on from another; choose another policy",
              label()));
    }
  }

  /** Whether keys and values are rounded to 8 bits. */
  public boolean eightBits() {
    return traits.contains(Trait.EIGHT_BITS);
  }

  /** Slots of a sequence that fills a window of so many tokens. */
  public int slots(int window) {
    return traits.contains(Trait.BLOCKS) ? PagedCache.slots(window) : window;
  }

  /** Tokens of a block, where keys and values lie in blocks of a pool; else 0. */
  public int blockTokens() {
    return traits.contains(Trait.BLOCKS) ? PagedCache.TOKENS : 0;
  }

  /**
   * Largest |Δlogit| that how keys and values are kept explains, beside {@link
   * Precision#tolerance}.
   */
  public double tolerance() {
    return eightBits() ? Int8Cache.TOLERANCE : 0;
  }

  /** Bytes that so many elements of keys and values take, in heads of that size. */
  public double bytes(double elements, int headSize, Precision precision) {
    return eightBits() ? Int8Cache.bytes(elements, headSize) : elements * precision.bytes();
  }

  /** Whether a new token is concatenated to a copy of the others. */
  public boolean grows() {
    return traits.contains(Trait.GROWS);
  }

  /** Whether all slots of a full window move by one for a new token. */
  public boolean shifts() {
    return traits.contains(Trait.SHIFTS);
  }

  /** The first tokens of the text that stay in a full window of so many. */
  public int firstTokensKept(int blockSize) {
    return traits.contains(Trait.SINKS) ? sinks(blockSize) : 0;
  }

  /**
   * The tokens that a full window of so many computes anew, in one pass, before it goes on; 0 where
   * it makes room without.
   */
  public int refill(int blockSize) {
    return bursty() ? HopCache.refill(blockSize) : 0;
  }

  /** Tokens past the window after which the work of a step repeats itself. */
  public int period(int blockSize) {
    return bursty() ? HopCache.dropped(blockSize) : 1;
  }

  /**
   * Slots that a token attends to in a window of so many, itself included.
   *
   * @param token its number in the text, from 1
   */
  public int attendedSlots(long token, int blockSize) {
    if (attendsToEmptySlots()) {
      return blockSize;
    }
    if (token <= blockSize || refill(blockSize) == 0) {
      return (int) Math.min(token, blockSize);
    }
    return refill(blockSize) + (int) ((token - blockSize - 1) % period(blockSize));
  }

  /**
   * Whether a few of the steps past the window do most of the work: then the time of a token is a
   * mean over whole {@link #period}s, and no median of steps.
   */
  public boolean bursty() {
    return traits.contains(Trait.HOPS);
  }

  /**
   * The one for text to be read: {@value #DEFAULT_FOR_TEXT}, or where a model slides a window over
   * the text itself the one that does this.
   */
  public static CachePolicy forText(TransformerConfig config) {
    return config.window() < config.blockSize() ? RING : of(DEFAULT_FOR_TEXT);
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
