package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.ArmSpec;
import dev.kvbench.benchmarks.arm.TimedArm;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.Article;
import dev.kvbench.transformer.tensor.TransformerConfig;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Times the same work with a cache and without: the method's name says which arm is opened. */
public abstract class ArmBenchmark extends TorchBenchmark {
  /** Tokens of a text past the window that goes on for a whole trial. */
  static final int ROOM = 200_000;

  /** Number format of weights and cache; others than float32 need TorchScript. */
  @Param("float32")
  public String dtype;

  /** Seed of random weights. */
  @Param("" + Article.SEED)
  public long seed;

  /** Opened by the subclass, outside of the timed region. */
  TimedArm arm;

  Decoder decoder;

  /**
   * Opens the arm that the benchmark's method names, of a model with fresh weights, and checks its
   * answer.
   *
   * @param steps tokens of the longest text that it is to decode
   */
  final void open(TransformerConfig config, BenchmarkParams benchmark, int steps) {
    arm = fresh(config);
    decoder = arm.open(ArmSpec.of(benchmark, steps));
  }

  final TimedArm fresh(TransformerConfig config) {
    return new TimedArm(device, threads, manager -> Weights.initialise(config, seed, manager));
  }

  /**
   * What is timed; it ends when the host has read the tokens.
   *
   * @return new tokens of each sequence, [B][n]
   */
  abstract long[][] run();

  @Benchmark
  public long[][] cached() {
    return run();
  }

  @Benchmark
  public long[][] uncached() {
    return run();
  }

  @TearDown(Level.Trial)
  public void tearDown() {
    arm.close();
  }
}
