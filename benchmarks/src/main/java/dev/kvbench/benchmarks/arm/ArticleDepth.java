package dev.kvbench.benchmarks.arm;

import dev.kvbench.transformer.tensor.Article;
import dev.kvbench.transformer.tensor.TransformerConfig;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The sizes of the article's model that no question here is about. */
@State(Scope.Thread)
public class ArticleDepth {
  /** Blocks of the model, one after the other. */
  @Param("" + Article.LAYERS)
  public int layers;

  /** Attention heads of a block, which share embedSize. */
  @Param("" + Article.HEADS)
  public int heads;

  public TransformerConfig config(int embedSize, int blockSize) {
    return TransformerConfig.article(layers, heads, embedSize, blockSize);
  }
}
