package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.TimedArm;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Times the same work with a cache and without: the method's name says which arm is opened. */
@State(Scope.Thread)
public abstract class ArmBenchmark {
  /** Opened by the subclass, outside of the timed region. */
  TimedArm arm;

  /**
   * What is timed; it ends when the host has read the tokens.
   *
   * @return new tokens of each sequence, [B][n]
   */
  abstract long[][] run();

  @Benchmark
  public long[][] cached() {
    return run();
  }

  @Benchmark
  public long[][] uncached() {
    return run();
  }

  @TearDown(Level.Trial)
  public void tearDown() {
    arm.close();
  }
}
