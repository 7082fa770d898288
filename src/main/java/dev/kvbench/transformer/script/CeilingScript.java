package dev.kvbench.transformer.script;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.IValue;
import dev.kvbench.transformer.model.Modules;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * Loops of the script engine that read memory, multiply matrices, or do next to nothing: timed,
 * they say what this machine can do at most.
 */
public final class CeilingScript implements AutoCloseable {
  private final Script script;
  private final NDArray own; // memory to read; null where it is a model's
  private final boolean readsByProducts;

  /**
   * Allocates memory and a matrix.
   *
   * @param manager of the device to measure
   * @param bytes of memory to read
   * @param size of the square matrix to multiply
   */
  public CeilingScript(NDManager manager, long bytes, int size, Precision precision) {
    readsByProducts = false;
    own = manager.ones(new Shape(Math.toIntExact(bytes / Precision.FLOAT32.bytes())));
    script =
        Script.withKernels(
            "ceiling.py", "Ceiling", manager.getDevice(), precision, TrialMatrices.ARTICLE);
    initialise(() -> script.call("init", List.of(own), size, precision.scalarType()));
  }

  /**
   * Takes a model's own matrices as the memory to read: a copy of a large model would take as much
   * memory again.
   *
   * @param weights stay the caller's to close, and not before this
   * @param size of the square matrix to multiply
   */
  public CeilingScript(Weights weights, int size, Precision precision) {
    own = null;
    script =
        Script.withKernels(
            "ceiling.py",
            "Ceiling",
            weights.modules().tokens().getDevice(),
            precision,
            TrialMatrices.of(weights));
    readsByProducts = precision == Precision.FLOAT32; // as the matrices are
    initialise(
        () -> {
          script.call("init", matrices(weights), size, precision.scalarType());
          if (readsByProducts) {
            script.call("init_products");
          }
        });
  }

  /** Closes this object where the script cannot be initialised: no caller has it yet. */
  private void initialise(Runnable calls) {
    try {
      calls.run();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** What a step multiplies by. */
  static List<NDArray> matrices(Weights weights) {
    Modules modules = weights.modules();
    List<NDArray> matrices = new ArrayList<>();
    for (int i = 0; i < weights.config().layers(); i++) {
      Modules.Layer layer = modules.layer(i);
      modules.queriesKeysValues(i).forEach(linear -> matrices.add(linear.weight()));
      matrices.addAll(List.of(layer.proj().weight(), layer.up().weight(), layer.down().weight()));
    }
    matrices.add(modules.head().weight());
    return matrices;
  }

  /** Reads all bytes so many times, summing them. */
  public double read(int times) {
    script.call("read", times);
    return await();
  }

  /**
   * Whether a model's matrices can be read by {@link #multiplyRows}, too, without a copy of them.
   */
  public boolean readsByProducts() {
    return readsByProducts;
  }

  /**
   * Reads all bytes so many times, multiplying each matrix by a row: on some processors libtorch
   * sums more slowly than that.
   */
  public double multiplyRows(int times) {
    script.call("multiply_rows", times);
    return await();
  }

  /** Multiplies the matrix by itself so many times: 2·size³ operations each. */
  public double matmul(int times) {
    script.call("matmul", times);
    return await();
  }

  /**
   * The same by libtorch's own product, which may be faster for a matrix than the kernel that is
   * fastest for the rows of a step.
   */
  public double libtorchMatmul(int times) {
    script.call("matmul_aten", times);
    return await();
  }

  /** So many operations that do next to nothing. */
  public double small(int times) {
    script.call("small", times);
    return await();
  }

  /** One native call that does nothing. */
  public void nothing() {
    script.call("nothing");
  }

  private double await() {
    try (IValue value = script.run("wait")) {
      return value.toDouble();
    }
  }

  @Override
  public void close() {
    script.close();
    if (own != null) {
      own.close();
    }
  }
}
