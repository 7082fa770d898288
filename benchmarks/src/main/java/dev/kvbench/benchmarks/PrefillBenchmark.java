package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.ArticleDepth;
import dev.kvbench.benchmarks.arm.Parameters;
import dev.kvbench.transformer.decode.Sampler;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * How long until the first token, for a prompt of some length? The cached arm fills an empty cache
 * in one pass; the uncached arm's first token is the same pass without a cache. What the cache adds
 * here it must earn back later. And how long where the cache has the beginning of the prompt
 * already, as when many prompts share one?
 *
 * <p>One invocation takes a prompt, chooses the first token and ends when the host has read it.
 *
 * <p>To run only this: {@code java -jar benchmarks.jar PrefillBenchmark -p promptLength=64,1024}
 */
@BenchmarkMode(Mode.SingleShotTime) // up to a second each: every one is a sample
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
public class PrefillBenchmark extends ArticleBenchmark {
  /** Tokens of the prompt, the block at most. */
  @Param({"16", "64", "256", "1024"})
  public int promptLength;

  /**
   * How much of the prompt, in percent, the cache has from the invocation before. The last token is
   * computed in any case. Of no effect on the uncached arm.
   */
  @Param("0")
  public int cachedPercent;

  /** Who calls libtorch; see {@link GenerateBenchmark}. */
  @Param("script")
  public String engine;

  /** What the cache does; of no effect on the uncached arm. */
  @Param("shift")
  public String policy;

  /** Sequences side by side. */
  @Param("1")
  public int batchSize;

  private long[][] prompt;
  private int kept;

  @Setup(Level.Trial)
  public void setUp(BenchmarkParams benchmark, ArticleDepth depth) {
    prompt = new long[batchSize][promptLength];
    open(model(depth), benchmark, promptLength);
    kept = Parameters.kept(promptLength, cachedPercent);
    arm.checkPrefill(promptLength, kept);
    arm.timingPass(promptLength, kept); // leaves the prompt in the cache
  }

  @Override
  long[][] run() {
    decoder.resume(prompt, kept, 1, Sampler.greedy());
    decoder.advance(1);
    return decoder.latest(1);
  }
}
