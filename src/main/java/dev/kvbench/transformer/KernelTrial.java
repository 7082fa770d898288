package dev.kvbench.transformer;

/**
 * The matrices that linear kernels are tried on: which kernel is fastest depends on whether a cache
 * of the processor holds them, and on their layout.
 *
 * @param embed width C; a layer has the matrices [3C, C], [C, C], [4C, C] and [C, 4C]
 * @param layers how many of them
 * @param stored whether they are stored [in, out], as GPT-2's are, and large enough that a kernel
 *     may not keep a copy in an order of its own
 */
record KernelTrial(int embed, int layers, boolean stored) {
  /** The article's model, which a processor's last cache holds; of its sizes one stands for all. */
  static final KernelTrial ARTICLE = new KernelTrial(256, 4, false);

  /** More than the last cache of most processors. */
  private static final double LARGE = 128 << 20;

  static KernelTrial of(TransformerConfig config) {
    if (config.family() == ModelFamily.ARTICLE) {
      return ARTICLE;
    }
    double layer = 12.0 * config.embedSize() * config.embedSize() * Precision.FLOAT32.bytes();
    int enough = (int) Math.ceil(LARGE / layer);
    return new KernelTrial(config.embedSize(), Math.min(config.layers(), enough), true);
  }
}
