package dev.kvbench.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The article's experiment: how long does it take to generate {@code steps} tokens from token 0,
 * with the KV cache and without it?
 *
 * <p>One invocation is one whole generation, cache allocation and greedy sampling included; it ends
 * when the host has read the tokens. Weights, decoders and the check of the answers are set up
 * outside of it.
 *
 * <p>To run only this: {@code java -jar benchmarks.jar GenerateBenchmark -p steps=100,500 -p
 * policy=shift,article}
 */
@BenchmarkMode(Mode.SingleShotTime) // a generation takes seconds: every one is a sample
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 3)
public class GenerateBenchmark extends GenerationBenchmark {
  /** New tokens a generation. The article: 100, 500, 1000, 5000, 10000. */
  @Param({"32", "128", "512"})
  public int steps;

  /** What the cache does; of no effect on the uncached arm. */
  @Param("shift")
  public String policy;

  /** Sequences generated side by side. */
  @Param("1")
  public int batchSize;

  /** Who calls libtorch: eager, Java for each operation; script, TorchScript in one call. */
  @Param("eager")
  public String engine;
}
