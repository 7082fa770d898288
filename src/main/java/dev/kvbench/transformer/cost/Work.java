package dev.kvbench.transformer.cost;

/**
 * What some tokens take by the {@link CostModel}.
 *
 * @param flops floating-point operations of one sequence
 * @param matrixElements elements of matrices that are read, once for all sequences
 * @param cacheElements elements of keys and values that are read, of one sequence
 */
public record Work(double flops, double matrixElements, double cacheElements) {

  /** This, and then that. */
  public Work plus(Work that) {
    return new Work(
        flops + that.flops,
        matrixElements + that.matrixElements,
        cacheElements + that.cacheElements);
  }

  /** The same so many times. */
  public Work times(double times) {
    return new Work(times * flops, times * matrixElements, times * cacheElements);
  }
}
