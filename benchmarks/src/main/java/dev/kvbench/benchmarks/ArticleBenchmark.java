package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.ModelSource;
import dev.kvbench.transformer.tensor.Article;
import org.openjdk.jmh.annotations.Param;

/** The parameters that all benchmarks of the article's model have alike. */
public abstract class ArticleBenchmark extends ArmBenchmark {
  /** Blocks of the model, one after the other. */
  @Param("" + Article.LAYERS)
  public int layers;

  /** Attention heads of a block, which share embedSize. */
  @Param("" + Article.HEADS)
  public int heads;

  /** auto takes CUDA where it works. */
  @Param("auto")
  public String device;

  /** libtorch's intra-op threads; auto is its own choice, the physical cores. */
  @Param("auto")
  public String threads;

  /** Seed of the weights. */
  @Param("" + Article.SEED)
  public long seed;

  /** The model of these parameters, with a context in tokens and a width. */
  final ModelSource model(int blockSize, int embedSize) {
    return new ModelSource.Fresh(layers, heads, embedSize, blockSize, device, threads, seed);
  }
}
