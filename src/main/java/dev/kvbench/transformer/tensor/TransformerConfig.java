package dev.kvbench.transformer.tensor;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The shape of a transformer.
 *
 * @param family whose model it is
 * @param layers blocks, one after the other
 * @param heads attention heads in a block; of queries, where keys and values have fewer
 * @param embedSize width of a token's vector (the article's {@code embed_size})
 * @param blockSize longest context in tokens (the article's {@code block_size})
 * @param vocabularySize number of different tokens
 * @param llama the rest of a Llama-like one's; null for the others, whose embedSize is divisible by
 *     heads
 */
public record TransformerConfig(
    ModelFamily family,
    int layers,
    int heads,
    int embedSize,
    int blockSize,
    int vocabularySize,
    LlamaShape llama) {

  public TransformerConfig {
    requirePositive("layers", layers);
    requirePositive("heads", heads);
    requirePositive("embedSize", embedSize);
    requirePositive("blockSize", blockSize);
    requirePositive("vocabularySize", vocabularySize);
    if (family.llamaLike() != (llama != null)) {
      throw new IllegalArgumentException(family + " and its shape do not go together");
    }
    if (llama == null && embedSize % heads != 0) {
      throw new IllegalArgumentException(
          "embedSize " + embedSize + " is not divisible by the " + heads + " heads");
    }
    if (llama != null && heads % llama.keyValueHeads() != 0) {
      throw new IllegalArgumentException(
          "the %d heads are not divisible by the %d of keys and values"
              .formatted(heads, llama.keyValueHeads()));
    }
  }

  /** A model that is not Llama-like. */
  public TransformerConfig(
      ModelFamily family, int layers, int heads, int embedSize, int blockSize, int vocabularySize) {
    this(family, layers, heads, embedSize, blockSize, vocabularySize, null);
  }

  /** A model of the article's family. */
  public TransformerConfig(
      int layers, int heads, int embedSize, int blockSize, int vocabularySize) {
    this(ModelFamily.ARTICLE, layers, heads, embedSize, blockSize, vocabularySize);
  }

  /** The article's model. */
  public static TransformerConfig article() {
    return article(Article.BLOCK_SIZE, Article.EMBED_SIZE);
  }

  /** The article's model at another block size and embed size. */
  public static TransformerConfig article(int blockSize, int embedSize) {
    return article(Article.LAYERS, Article.HEADS, embedSize, blockSize);
  }

  /** The article's model at other sizes. */
  public static TransformerConfig article(int layers, int heads, int embedSize, int blockSize) {
    return new TransformerConfig(layers, heads, embedSize, blockSize, Article.VOCABULARY_SIZE);
  }

  /**
   * The same with a context no longer than that: of a Llama-like model the same function in it. A
   * table of positions is as long as it is, and nothing changes.
   */
  public TransformerConfig withContext(int tokens) {
    int context = llama == null ? blockSize : Math.min(tokens, blockSize);
    return new TransformerConfig(family, layers, heads, embedSize, context, vocabularySize, llama);
  }

  /** Width of one head's keys, queries and values. */
  public int headSize() {
    return llama == null ? embedSize / heads : llama.headSize();
  }

  /** Heads of keys and values. */
  public int keyValueHeads() {
    return llama == null ? heads : llama.keyValueHeads();
  }

  /** Query heads that share keys and values. */
  public int group() {
    return heads / keyValueHeads();
  }

  /** Width of the queries of all heads. */
  public int querySize() {
    return heads * headSize();
  }

  /** Width of the keys, or of the values, of all heads. */
  public int keyValueSize() {
    return keyValueHeads() * headSize();
  }

  /** Width between the layers of the feed-forward. */
  public int feedForwardSize() {
    return llama == null ? 4 * embedSize : llama.feedForwardSize();
  }

  /** Width of what the feed-forward's first layer gives: twice as much where it has a gate. */
  public int upSize() {
    return (llama == null ? 1 : 2) * feedForwardSize();
  }

  /** Latest tokens that each attends to, itself included: the block, or a sliding window. */
  public int window() {
    return llama == null ? blockSize : Math.min(blockSize, llama.slidingWindow());
  }

  /** Whether the head multiplies by the token table, without a bias. */
  public boolean tiedHead() {
    return llama == null ? family == ModelFamily.GPT2 : llama.tiedHead();
  }

  /** Its sizes but the vocabulary's, by name, as environments and checkpoints have them. */
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("layers", Integer.toString(layers));
    facts.put("heads", Integer.toString(heads));
    facts.put("embedSize", Integer.toString(embedSize));
    facts.put("blockSize", Integer.toString(blockSize));
    if (llama != null) {
      facts.put("keyValueHeads", Integer.toString(keyValueHeads()));
      facts.put("headSize", Integer.toString(headSize()));
      facts.put("feedForwardSize", Integer.toString(feedForwardSize()));
      facts.put("window", Integer.toString(window()));
    }
    return facts;
  }

  static void requirePositive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }
}
