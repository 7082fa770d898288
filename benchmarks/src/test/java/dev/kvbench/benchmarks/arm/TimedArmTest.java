package dev.kvbench.benchmarks.arm;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.device.ComputeDevice;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** An arm on each kind of device, as far as there is one without a GPU. */
class TimedArmTest {
  private static final int STEPS = 12;

  /** A device that takes notes. */
  private static final class Notes implements ComputeDevice {
    final List<String> calls = new ArrayList<>();
    long modelBytes;
    double callSeconds;
    double workSeconds;
    private long memory = 1000;

    @Override
    public void await() {
      calls.add("await");
    }

    @Override
    public void warmUp(Runnable work) {
      calls.add("warmUp");
      work.run();
    }

    @Override
    public void release() {
      calls.add("release");
    }

    @Override
    public long ceilingBytes(long model) {
      modelBytes = model;
      return 4096;
    }

    @Override
    public int ceilingMatrix() {
      return 64;
    }

    @Override
    public double seconds(double calls, double work) {
      callSeconds = calls;
      workSeconds = work;
      return 0.25;
    }

    @Override
    public OptionalLong usedMemory() {
      memory += 24;
      return OptionalLong.of(memory);
    }

    @Override
    public void close() {
      calls.add("close");
    }
  }

  private static long[][] generate(Engine engine, Function<NDManager, ComputeDevice> devices) {
    TransformerConfig config = TransformerConfig.article(16, 16);
    try (TimedArm arm =
        new TimedArm("cpu", "1", manager -> Weights.initialise(config, 1337, manager), devices)) {
      arm.open(
          new ArmSpec(
              engine.implementation(), Optional.of(CachePolicy.RING), Precision.FLOAT32, 1, STEPS));
      arm.timingGeneration(STEPS);
      long[][] tokens = arm.generate(STEPS);
      arm.checkTokens(tokens);
      return tokens;
    }
  }

  @Test
  void bothKindsGiveTheSameTokens() {
    for (Engine engine : Engine.values()) {
      long[][] cpu = generate(engine, ComputeDevice::of);
      double one = RowMetrics.get("tokenHash");
      assertThat(RowMetrics.get("deviceMemoryBytes")).isNaN();
      assertThat(RowMetrics.get("hostWaitsPerToken")).isZero();
      assertThat(generate(engine, ComputeDevice::cuda)).isDeepEqualTo(cpu);
      assertThat(RowMetrics.get("tokenHash")).isEqualTo(one);
      assertThat(RowMetrics.get("hostWaitsPerToken")).isZero();
    }
  }

  @Test
  void whatIsToldIsTheDevices() {
    Notes notes = new Notes();
    generate(Engine.SCRIPT, manager -> notes);
    assertThat(notes.calls).containsExactly("await", "release", "warmUp", "close");
    assertThat(notes.modelBytes).isPositive();
    assertThat(RowMetrics.get("deviceMemoryBytes")).isEqualTo(24);
    assertThat(notes.callSeconds).isPositive();
    assertThat(notes.workSeconds).isPositive();
    assertThat(RowMetrics.get("predictedMicroseconds")).isEqualTo(0.25e6);
  }
}
