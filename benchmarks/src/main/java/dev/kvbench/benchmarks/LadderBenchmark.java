package dev.kvbench.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Where does the time go? From the article's published arms to the fastest right ones, one change
 * at a time, the same for both arms: what a rung takes less than the one before is what its change
 * was worth.
 *
 * <p>One invocation is one whole generation from token 0, as in {@link GenerateBenchmark}.
 *
 * <p>To run only this: {@code java -jar benchmarks.jar LadderBenchmark.cached -p
 * rung=published,kernels}
 */
@BenchmarkMode(Mode.SingleShotTime) // a generation takes long: every one is a sample
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 3)
public class LadderBenchmark extends GenerationBenchmark {
  /** The change that this row adds to those before it. */
  @Param({
    "published",
    "mask",
    "positions",
    "ring",
    "last_token",
    "fused",
    "step",
    "loop",
    "kernels"
  })
  public String rung;

  /** New tokens a generation; half the window, so that every policy but the article's is exact. */
  @Param("512")
  public int steps;

  /** Sequences generated side by side. */
  @Param("1")
  public int batchSize;
}
