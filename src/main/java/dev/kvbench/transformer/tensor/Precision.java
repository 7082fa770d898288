package dev.kvbench.transformer.tensor;

/** Number formats of weights, activations and caches, by the names of the parameter dtype. */
public enum Precision {
  /** 24 significant bits. */
  FLOAT32(6, 4, 1e-4),
  /** 8 significant bits, the range of float32. */
  BFLOAT16(15, 2, 0.05),
  /** 11 significant bits; for CUDA, where it has fast kernels. */
  FLOAT16(5, 2, 0.02);

  private final int scalarType;
  private final int bytes;
  private final double tolerance;

  Precision(int scalarType, int bytes, double tolerance) {
    this.scalarType = scalarType;
    this.bytes = bytes;
    this.tolerance = tolerance;
  }

  /** The name as a parameter value. */
  public String label() {
    return Labels.of(this);
  }

  /** libtorch's number for it, c10::ScalarType. */
  public int scalarType() {
    return scalarType;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /**
   * Largest |Δlogit| to the float32 model that rounding explains, absolute, for freshly initialised
   * models, whose logits are of the order of 1. The same on every device; tested on a CPU; it held
   * on an H200 with libtorch 2.5.1.
   */
  public double tolerance() {
    return tolerance;
  }

  /**
   * The precision of that name.
   *
   * @throws IllegalArgumentException listing the names there are
   */
  public static Precision of(String label) {
    return Labels.parse(Precision.class, "dtype", label);
  }
}
