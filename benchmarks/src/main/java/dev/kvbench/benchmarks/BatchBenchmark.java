package dev.kvbench.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many tokens a second come out when several sequences are decoded side by side? The weights
 * are read once for all of them, so that the cached arm, bound by reading, gains with each sequence
 * until arithmetic binds it; the uncached arm is bound by arithmetic from the start.
 *
 * <p>One invocation is one whole generation of {@code batchSize} sequences from token 0, as in
 * {@link GenerateBenchmark}.
 *
 * <p>To run only this: {@code java -jar benchmarks.jar BatchBenchmark -p batchSize=1,16}
 */
@BenchmarkMode(Mode.SingleShotTime) // a generation takes seconds: every one is a sample
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 3)
public class BatchBenchmark extends GenerationBenchmark {
  /** New tokens of each sequence. */
  @Param("64")
  public int steps;

  /** What the cache does; of no effect on the uncached arm. */
  @Param("ring")
  public String policy;

  /** Sequences generated side by side. */
  @Param({"1", "2", "4", "8", "16", "32"})
  public int batchSize;

  /** Who calls libtorch; see {@link GenerateBenchmark}. */
  @Param("script")
  public String engine;
}
