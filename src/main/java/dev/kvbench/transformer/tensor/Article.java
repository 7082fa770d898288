package dev.kvbench.transformer.tensor;

/** The article's model and seed: the defaults of everything here. */
public final class Article {
  /** Blocks of the transformer. */
  public static final int LAYERS = 4;

  /** Attention heads in a block. */
  public static final int HEADS = 4;

  /** Width of a token's vector. */
  public static final int EMBED_SIZE = 256;

  /** Longest context, in tokens. */
  public static final int BLOCK_SIZE = 1024;

  /** Different characters of its corpus, tinyshakespeare. */
  public static final int VOCABULARY_SIZE = 65;

  /** Of weights and draws. */
  public static final int SEED = 1337;

  private Article() {}
}
