package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.ArmSpec;
import dev.kvbench.benchmarks.arm.TimedArm;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.TearDown;

/** Times whole generations from token 0, cache allocation and greedy sampling included. */
public abstract class GenerationBenchmark extends ArticleBenchmark {
  private int generated;
  private long[][] tokens;

  /** Opens and checks the arm. */
  final void open(ArmSpec spec) {
    arm = new TimedArm(model());
    arm.open(spec);
    generated = spec.steps();
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
