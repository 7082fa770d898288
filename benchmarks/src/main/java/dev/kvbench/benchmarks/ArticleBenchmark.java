package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.ArticleDepth;
import dev.kvbench.transformer.tensor.Article;
import dev.kvbench.transformer.tensor.TransformerConfig;
import org.openjdk.jmh.annotations.Param;

/** Times arms of the article's model, at its size unless told otherwise. */
public abstract class ArticleBenchmark extends ArmBenchmark {
  /** Longest context, in tokens; past it the arms are different functions. */
  @Param("" + Article.BLOCK_SIZE)
  public int blockSize;

  /** Width of a token's vector. */
  @Param("" + Article.EMBED_SIZE)
  public int embedSize;

  final TransformerConfig model(ArticleDepth depth) {
    return depth.config(embedSize, blockSize);
  }
}
