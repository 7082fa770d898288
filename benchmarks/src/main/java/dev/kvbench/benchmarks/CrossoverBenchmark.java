package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.ArmSpec;
import dev.kvbench.benchmarks.arm.ArticleDepth;
import dev.kvbench.benchmarks.arm.GenerationSpan;
import dev.kvbench.benchmarks.arm.Parameters;
import dev.kvbench.transformer.decode.Sampler;
import dev.kvbench.transformer.tensor.Labels;
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
 * From which model on is a cache worth having? Small windows and narrow models make the uncached
 * arm's arithmetic so cheap that the calls around it cost as much; the article says that at block 8
 * and embed 64 it is faster without a cache.
 *
 * <p>A score is the time of one token. {@code generation=short}: of the first {@value #TOKENS}
 * after token 0. {@code long}: of {@value #TOKENS} with the window full, which is where a long
 * generation spends its time.
 *
 * <p>To run only this: {@code java -jar benchmarks.jar CrossoverBenchmark -p blockSize=8 -p
 * embedSize=64 -p engine=eager,script}
 */
@BenchmarkMode(Mode.SingleShotTime) // with a set-up before each invocation
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 20)
@Measurement(iterations = 40)
@OperationsPerInvocation(CrossoverBenchmark.TOKENS)
public class CrossoverBenchmark extends ArmBenchmark {
  static final int TOKENS = Parameters.CROSSOVER_TOKENS;

  /** The check by single steps goes so far; the whole window is checked in one pass. */
  private static final int CHECKED = 64;

  /** Longest context, in tokens. */
  @Param({"8", "32", "128", "1024"})
  public int blockSize;

  /** Width of a token's vector. */
  @Param({"64", "128", "256", "512"})
  public int embedSize;

  /** The first tokens of a text, or tokens far into one. */
  @Param({"short", "long"})
  public String generation;

  /** Who calls libtorch; see {@link GenerateBenchmark}. */
  @Param("script")
  public String engine;

  /** What the cache does; of no effect on the uncached arm. */
  @Param("ring")
  public String policy;

  /** Sequences decoded side by side. */
  @Param("1")
  public int batchSize;

  private boolean full;
  private boolean started;

  @Setup(Level.Trial)
  public void setUp(BenchmarkParams benchmark, ArticleDepth depth) {
    full = Labels.parse(GenerationSpan.class, "generation", generation) == GenerationSpan.LONG;
    int checked = full ? blockSize : Math.min(TOKENS, blockSize);
    int byStep =
        ArmSpec.isUncached(benchmark.getBenchmark()) ? checked : Math.min(checked, CHECKED);
    open(depth.config(embedSize, blockSize), benchmark, byStep);
    arm.checkPrefill(checked, 0);
    arm.timingToken(full ? blockSize : 0, TOKENS);
  }

  @Setup(Level.Invocation)
  public void feed() {
    if (!full) {
      decoder.start(new long[batchSize][1], TOKENS, Sampler.greedy());
    } else if (!started) {
      decoder.start(new long[batchSize][blockSize], ROOM, Sampler.greedy());
      decoder.advance(1);
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
