package dev.kvbench.transformer.tensor;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The shape of a transformer.
 *
 * @param family whose model it is
 * @param layers blocks, one after the other
 * @param heads attention heads in a block
 * @param embedSize width of a token's vector (the article's {@code embed_size}); divisible by heads
 * @param blockSize longest context in tokens (the article's {@code block_size})
 * @param vocabularySize number of different tokens
 */
public record TransformerConfig(
    ModelFamily family, int layers, int heads, int embedSize, int blockSize, int vocabularySize) {

  public TransformerConfig {
    requirePositive("layers", layers);
    requirePositive("heads", heads);
    requirePositive("embedSize", embedSize);
    requirePositive("blockSize", blockSize);
    requirePositive("vocabularySize", vocabularySize);
    if (embedSize % heads != 0) {
      throw new IllegalArgumentException(
          "embedSize " + embedSize + " is not divisible by the " + heads + " heads");
    }
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
    return new TransformerConfig(
        Article.LAYERS, Article.HEADS, embedSize, blockSize, Article.VOCABULARY_SIZE);
  }

  /** Width of one head's keys, queries and values. */
  public int headSize() {
    return embedSize / heads;
  }

  /** Its sizes but the vocabulary's, by name, as environments and checkpoints have them. */
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("layers", Integer.toString(layers));
    facts.put("heads", Integer.toString(heads));
    facts.put("embedSize", Integer.toString(embedSize));
    facts.put("blockSize", Integer.toString(blockSize));
    return facts;
  }

  private static void requirePositive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }
}
