package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.ArmSpec;
import dev.kvbench.benchmarks.arm.ModelSource;
import dev.kvbench.benchmarks.arm.TimedArm;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.tensor.Article;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Times the same work with a cache and without: the method's name says which arm is opened. */
@State(Scope.Thread)
@Fork(value = 5, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED") // the unit of repetition
public abstract class ArmBenchmark {
  /** auto takes CUDA where it works. */
  @Param("auto")
  public String device;

  /** libtorch's intra-op threads; auto is its own choice, the physical cores. */
  @Param("auto")
  public String threads;

  /** Number format of weights and cache; others than float32 need TorchScript. */
  @Param("float32")
  public String dtype;

  /** Seed of random weights. */
  @Param("" + Article.SEED)
  public long seed;

  /** Opened by the subclass, outside of the timed region. */
  TimedArm arm;

  /** The arm's. */
  Decoder decoder;

  /**
   * Opens the arm that the benchmark's method names, and checks its answer.
   *
   * @param steps tokens of the longest text that it is to decode
   */
  final void open(ModelSource model, BenchmarkParams benchmark, int steps) {
    arm = new TimedArm(model);
    decoder = arm.open(ArmSpec.of(benchmark, steps));
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
