package dev.kvbench.benchmarks;

import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What every benchmark is asked: where libtorch computes. */
@State(Scope.Thread)
@Fork(value = 5, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED") // the unit of repetition
public abstract class TorchBenchmark {
  /** auto takes CUDA where it works. */
  @Param("auto")
  public String device;

  /** libtorch's intra-op threads; auto is its own choice, the physical cores. */
  @Param("auto")
  public String threads;
}
