package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.ArticleDepth;
import dev.kvbench.benchmarks.arm.Parameters;
import dev.kvbench.transformer.decode.Sampler;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What does one token cost at a position? The cached arm's cost grows with what it attends to, the
 * uncached arm's with the square of it; past the window it depends on what the policy does with old
 * tokens.
 *
 * <p>One invocation decodes {@value #TOKENS} tokens, of which the first has {@code position} tokens
 * before it, and ends when the host has read them; a score is the time of one. The text before them
 * is fed outside of it. Inside the window every invocation starts at {@code position} again: the
 * prompt in one pass, but for its last {@value #STEPS_BEFORE} tokens, which come one by one, as the
 * timed ones do, so that weights, keys and values lie in the processor's caches as they do in the
 * middle of a generation. Past the window, where nothing depends on how far past it is, the text
 * goes on instead. JMH's percentiles are those of {@value #TOKENS} tokens together.
 *
 * <p>To run only this: {@code java -jar benchmarks.jar DecodeStepBenchmark.cached -p
 * position=16,1000 -p engine=eager,script}
 */
@BenchmarkMode(Mode.SingleShotTime) // with a set-up before each invocation
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 20)
@Measurement(iterations = 40)
@OperationsPerInvocation(DecodeStepBenchmark.TOKENS)
public class DecodeStepBenchmark extends ArticleBenchmark {
  /** Few enough that a position means something, enough to make the call's own cost small. */
  public static final int TOKENS = Parameters.DECODED_TOKENS;

  /**
   * Enough to read all weights, keys and values once; a pass over a prompt leaves others behind.
   */
  private static final int STEPS_BEFORE = 2;

  /** Tokens before the first timed one. */
  @Param({"16", "128", "512", "1008", "3000"})
  public int position;

  /** Who calls libtorch; see {@link GenerateBenchmark}. */
  @Param("script")
  public String engine;

  /** What the cache does; of no effect on the uncached arm. */
  @Param("ring")
  public String policy;

  /** Sequences decoded side by side. */
  @Param("1")
  public int batchSize;

  private boolean started;

  @Setup(Level.Trial)
  public void setUp(BenchmarkParams benchmark, ArticleDepth depth) {
    open(model(depth), benchmark, position + TOKENS);
    arm.checkPrefill(Math.min(position, blockSize), 0); // the way the text is fed
    arm.timingToken(position, TOKENS);
  }

  @Setup(Level.Invocation)
  public void feed() {
    if (position + TOKENS <= blockSize) {
      int prompt = Math.max(1, position - STEPS_BEFORE);
      int before = 1 + position - prompt;
      decoder.start(new long[batchSize][prompt], before + TOKENS, Sampler.greedy());
      decoder.advance(before);
    } else if (!started) {
      decoder.start(new long[batchSize][Math.min(position, blockSize)], ROOM, Sampler.greedy());
      decoder.advance(1 + Math.max(0, position - blockSize));
    }
    decoder.latest(1); // waits for all of it
    started = true;
  }

  @Override
  long[][] run() {
    decoder.advance(TOKENS);
    return decoder.latest(TOKENS);
  }
}
