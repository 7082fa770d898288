package dev.kvbench.transformer.script;

import dev.kvbench.transformer.device.CLibrary;

/** The oneDNN in libtorch. */
final class OneDnn {
  /** Both are read by oneDNN, the first one first. */
  private static final String CAPACITY = "ONEDNN_PRIMITIVE_CACHE_CAPACITY";

  private static final String OLD_CAPACITY = "DNNL_PRIMITIVE_CACHE_CAPACITY";

  /** A step has five shapes, so that one like the step before it finds its kernels. */
  private static final int FEW = 8;

  private OneDnn() {}

  /**
   * Has oneDNN keep few of the kernels that it prepares, one for each shape of a product. It keeps
   * 1024 if nobody tells it, and an arm without a cache has another shape at every step: of GPT-2
   * they are 3 MB each, so that 1000 tokens take 3 GB. To prepare them takes next to no time beside
   * what they compute; of the article's model it does take time, and they are small.
   *
   * <p>oneDNN looks at the variable when it prepares the first one, so that later calls do nothing.
   * One that the user has set stays.
   */
  static void keepFewKernels() {
    if (System.getenv(CAPACITY) == null && System.getenv(OLD_CAPACITY) == null) {
      CLibrary.setVariable(CAPACITY, Integer.toString(FEW));
    }
  }
}
