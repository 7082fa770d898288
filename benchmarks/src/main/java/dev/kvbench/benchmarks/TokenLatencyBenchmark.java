package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.ArticleDepth;
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
 * How long does a reader wait for the next token, at worst? Every token is a sample, so that JMH's
 * percentiles are those of tokens.
 *
 * <p>One invocation chooses one token and ends when the host has read it. That changes the time: a
 * generation in one call reads its tokens at the end and makes no call for each, and so takes less
 * a token than the mean here. Texts of {@code steps} tokens follow each other; starting one, with
 * its first token, is not timed ({@link PrefillBenchmark} times that). The tokens of a text cost
 * more the later they come, which is part of what the percentiles tell.
 *
 * <p>To run only this: {@code java -jar benchmarks.jar TokenLatencyBenchmark -p steps=64}
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 1, time = 3)
@Measurement(iterations = 2, time = 5) // an uncached token takes some ms, and p99.9 a thousand
public class TokenLatencyBenchmark extends ArticleBenchmark {
  /** Timed tokens of a text; those past the window are as the policy has them. */
  @Param("256")
  public int steps;

  /** Who calls libtorch; see {@link GenerateBenchmark}. */
  @Param("script")
  public String engine;

  /** What the cache does; of no effect on the uncached arm. */
  @Param("ring")
  public String policy;

  /** Sequences decoded side by side. */
  @Param("1")
  public int batchSize;

  private int left;

  @Setup(Level.Trial)
  public void setUp(BenchmarkParams benchmark, ArticleDepth depth) {
    open(model(depth), benchmark, 1 + steps);
    arm.timingToken(1, steps);
  }

  @Setup(Level.Invocation)
  public void begin() {
    if (left == 0) {
      decoder.start(new long[batchSize][1], 1 + steps, Sampler.greedy());
      decoder.advance(1);
      decoder.latest(1); // waits for it
      left = steps;
    }
    left--;
  }

  @Override
  long[][] run() {
    decoder.advance(1);
    return decoder.latest(1);
  }
}
