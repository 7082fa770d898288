package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.ModelSource;
import dev.kvbench.transformer.tensor.Article;
import org.openjdk.jmh.annotations.Param;

/** Times arms of the article's model, at its size unless told otherwise. */
public abstract class ArticleBenchmark extends ArmBenchmark {
  /** Longest context, in tokens; past it the arms are different functions. */
  @Param("" + Article.BLOCK_SIZE)
  public int blockSize;

  /** Blocks of the model, one after the other. */
  @Param("" + Article.LAYERS)
  public int layers;

  /** Attention heads of a block, which share embedSize. */
  @Param("" + Article.HEADS)
  public int heads;

  /** Width of a token's vector. */
  @Param("" + Article.EMBED_SIZE)
  public int embedSize;

  /** With fresh weights. */
  final ModelSource model() {
    return new ModelSource.Fresh(layers, heads, embedSize, blockSize, device, threads, seed);
  }
}
