package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.ArmSpec;
import dev.kvbench.benchmarks.arm.ArticleDepth;
import dev.kvbench.benchmarks.arm.Start;
import dev.kvbench.transformer.tensor.Labels;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What does the first generation cost, which others leave to their set-up? Of a process: libtorch
 * compiles and optimises its script, and allocates. Of a sequence that finds no memory kept: the
 * cache is allocated and its views are made.
 *
 * <p>One invocation is one whole generation from token 0; it ends when the host has read the
 * tokens. Loading libtorch, weights and the script is set-up. The first generation of a process
 * comes before any check of its answer: the check comes after it, and where it fails there is no
 * row.
 *
 * <p>To run only this: {@code java -jar benchmarks.jar StartBenchmark -p start=process}
 */
@BenchmarkMode(Mode.SingleShotTime) // the first one of a process is one
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(10)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class StartBenchmark extends ArticleBenchmark {
  /** What there was before: nothing in this process, or other sequences. */
  @Param({"process", "sequence"})
  public String start;

  /** New tokens a generation. */
  @Param("32")
  public int steps;

  /** Who calls libtorch; see {@link GenerateBenchmark}. */
  @Param("script")
  public String engine;

  /** What the cache does; of no effect on the uncached arm. */
  @Param("shift")
  public String policy;

  /** Sequences side by side. */
  @Param("1")
  public int batchSize;

  private Start begin;
  private long[][] tokens;

  @Setup(Level.Trial)
  public void setUp(BenchmarkParams benchmark, ArticleDepth depth) {
    begin = Labels.parse(Start.class, "start", start);
    boolean first = begin == Start.PROCESS;
    if (first && benchmark.getWarmup().getCount() + benchmark.getMeasurement().getCount() > 1) {
      throw new IllegalStateException(
          "start process is one generation a fork: -wi 0 -i 1; more forks (-f) tell more");
    }
    arm = fresh(model(depth));
    ArmSpec spec = ArmSpec.of(benchmark, steps);
    decoder = first ? arm.openUnproven(spec) : arm.open(spec);
    if (!first) {
      arm.timingGeneration(steps);
    }
  }

  @Setup(Level.Iteration)
  public void forget() {
    if (begin == Start.SEQUENCE) {
      decoder.forget();
    }
  }

  @Override
  long[][] run() {
    tokens = arm.generate(steps);
    return tokens;
  }

  @TearDown(Level.Iteration)
  public void checkTokens() {
    if (begin == Start.PROCESS) {
      arm.prove();
      arm.timingGeneration(steps);
    }
    arm.checkTokens(tokens);
  }
}
