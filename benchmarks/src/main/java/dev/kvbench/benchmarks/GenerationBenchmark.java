package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.ArticleDepth;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Times whole generations of {@code steps} tokens from token 0, cache allocation and greedy
 * sampling included.
 */
public abstract class GenerationBenchmark extends ArticleBenchmark {
  private int generated;
  private long[][] tokens;

  @Setup(Level.Trial)
  public void setUp(BenchmarkParams benchmark, ArticleDepth depth) {
    generated = Integer.parseInt(benchmark.getParam("steps"));
    open(model(depth), benchmark, generated);
    arm.timingGeneration(generated);
  }

  @Override
  final long[][] run() {
    tokens = arm.generate(generated);
    return tokens;
  }

  @TearDown(Level.Iteration)
  public void checkTokens() {
    arm.checkTokens(tokens);
  }
}
