package dev.kvbench.benchmarks.doctor;

import java.util.Arrays;
import java.util.Optional;

/**
 * Builds of libtorch for CUDA that DJL has a library for, and the GPUs that they hold kernels for:
 * the architectures that PyTorch's releases are built for. On others every operation fails.
 */
enum CudaBuild {
  /** 2.7.1, as DJL fetches it. */
  CU128(75, Integer.MAX_VALUE),
  /** 2.7.1, as pip installs it on Linux. */
  CU126(50, 99),
  /** 2.5.1, of Maven Central. */
  CU124(50, 99);

  private final int oldest;
  private final int newest;

  CudaBuild(int oldest, int newest) {
    this.oldest = oldest;
    this.newest = newest;
  }

  /** That of a version, for example 2.7.1+cu128; empty where it tells none of these. */
  static Optional<CudaBuild> of(String version) {
    return Arrays.stream(values()).filter(build -> version.endsWith('+' + build.label())).findAny();
  }

  String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * Whether it has kernels for a GPU.
   *
   * @param capability ten times its compute capability; 0 where that is unknown
   */
  boolean runs(int capability) {
    return capability == 0 || (capability >= oldest && capability <= newest);
  }

  /** The compute capabilities that it is for. */
  String range() {
    return newest == Integer.MAX_VALUE
        ? "compute capability " + words(oldest) + " or newer"
        : "compute capability " + words(oldest) + " to " + newest / 10 + ".x";
  }

  /** 75 is 7.5. */
  static String words(int capability) {
    return capability / 10 + "." + capability % 10;
  }
}
