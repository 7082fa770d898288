package dev.kvbench.results.jmh;

import java.util.Map;

/** The model that the article measures, as parameters of its rows. */
public final class ArticleModel {
  public static final Map<String, String> PARAMS =
      Map.of(
          "layers", "4", "heads", "4", "embedSize", "256", "blockSize", "1024", "batchSize", "1");

  private ArticleModel() {}
}
