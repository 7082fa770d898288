package dev.kvbench.benchmarks.arm;

import dev.kvbench.transformer.tensor.Labels;

/** The engines by the names that the parameter engine takes. Both arms exist on each. */
public enum Engine {
  /**
   * Java calls libtorch for every operation, as the article's PyTorch code does, but for those that
   * no answer needs.
   */
  EAGER(Implementation.LAST_TOKEN),
  /** TorchScript: one native call for a generation, the fastest kernels within its reach. */
  SCRIPT(Implementation.SCRIPT_KERNELS);

  private final Implementation implementation;

  Engine(Implementation implementation) {
    this.implementation = implementation;
  }

  public Implementation implementation() {
    return implementation;
  }

  public String label() {
    return Labels.of(this);
  }
}
