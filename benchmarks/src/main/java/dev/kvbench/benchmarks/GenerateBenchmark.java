package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.ArmSpec;
import dev.kvbench.transformer.tensor.Article;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

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
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime) // a generation takes seconds: every one is a sample
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 5, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED") // the unit of repetition
@Warmup(iterations = 5)
@Measurement(iterations = 3)
public class GenerateBenchmark extends GenerationBenchmark {
  /** New tokens a generation. The article: 100, 500, 1000, 5000, 10000. */
  @Param({"32", "128", "512"})
  public int steps;

  /** Longest context, in tokens; past it the arms are different functions. */
  @Param("" + Article.BLOCK_SIZE)
  public int blockSize;

  /** Width of a token's vector. */
  @Param("" + Article.EMBED_SIZE)
  public int embedSize;

  /** What the cache does; of no effect on the uncached arm. */
  @Param("shift")
  public String policy;

  /** Sequences generated side by side. */
  @Param("1")
  public int batchSize;

  /** Who calls libtorch: eager, Java for each operation; script, TorchScript in one call. */
  @Param("eager")
  public String engine;

  /** Number format of weights and cache; others than float32 on the script engine only. */
  @Param("float32")
  public String dtype;

  @Setup(Level.Trial)
  public void setUp(BenchmarkParams benchmark) {
    open(
        model(blockSize, embedSize),
        ArmSpec.of(benchmark, engine, policy, dtype, batchSize, steps));
  }
}
