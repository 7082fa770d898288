package dev.kvbench.benchmarks.doctor;

/**
 * What stands between a libtorch that has started and a GPU.
 *
 * @param wanted whether it is a problem that CUDA cannot be used
 * @param gpu whether the machine has an NVIDIA GPU
 * @param built whether this libtorch was built for CUDA
 * @param libtorchSees whether it sees a GPU
 * @param djlSees whether DJL sees one, for which it asks libcudart
 */
record CudaSupport(
    boolean wanted, boolean gpu, boolean built, boolean libtorchSees, boolean djlSees) {
  static final String SUBJECT = "CUDA";

  /** The ways to a libtorch with CUDA, and causes of trouble on them. */
  static final String DOCS = "see docs/cuda.md";

  boolean usable() {
    return libtorchSees && djlSees;
  }

  /** Why CUDA is not used. */
  Finding whyNot() {
    String words =
        !built
            ? "this libtorch is for the CPU only"
            : libtorchSees
                ? "libtorch sees a GPU, but DJL does not: it finds no libcudart that sees one"
                : "this libtorch is for CUDA, but sees no GPU";
    if (wanted) {
      return Finding.problem(SUBJECT, words, DOCS);
    }
    words += "; suites run on device cpu";
    return built || gpu
        ? Finding.note(SUBJECT, words, "for CUDA " + DOCS)
        : Finding.ok(SUBJECT, words);
  }
}
