package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.ArmSpec;
import dev.kvbench.benchmarks.arm.ModelSource;
import dev.kvbench.benchmarks.arm.TimedArm;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Times whole generations from token 0: an invocation allocates the cache, samples greedily, and
 * ends when the host has read the tokens. The subclass opens the arm before.
 */
@State(Scope.Thread)
public abstract class GenerationBenchmark {
  private TimedArm arm;
  private int generated;
  private long[][] tokens;

  /** Opens and checks the arm that is timed, outside of the timed region. */
  final void open(ModelSource model, ArmSpec spec) {
    arm = new TimedArm(model);
    arm.open(spec);
    arm.timingGeneration(spec.steps());
    generated = spec.steps();
  }

  @Benchmark
  public long[][] cached() {
    return generate();
  }

  @Benchmark
  public long[][] uncached() {
    return generate();
  }

  private long[][] generate() {
    tokens = arm.generate(generated);
    return tokens;
  }

  @TearDown(Level.Iteration)
  public void checkTokens() {
    arm.checkTokens(tokens);
  }

  @TearDown(Level.Trial)
  public void tearDown() {
    arm.close();
  }
}
