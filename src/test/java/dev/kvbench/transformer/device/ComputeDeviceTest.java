package dev.kvbench.transformer.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Models;
import dev.kvbench.transformer.decode.Sampler;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.script.ScriptOptions;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both kinds through their one interface, on a CPU. */
class ComputeDeviceTest {
  private final Models model = new Models(TransformerConfig.article(16, 32), 7);
  private final List<Boolean> optimise = new ArrayList<>();

  @AfterEach
  void close() {
    model.close();
  }

  private CudaDevice cuda() {
    return new CudaDevice(model.manager, optimise::add);
  }

  @Test
  void aCpuNeedsNothing() {
    try (ComputeDevice cpu = ComputeDevice.of(model.manager)) {
      assertThat(cpu).isInstanceOf(CpuDevice.class);
      AtomicInteger runs = new AtomicInteger();
      cpu.warmUp(runs::incrementAndGet);
      cpu.await();
      assertThat(runs).hasValue(0);
      assertThat(cpu.usedMemory()).isEmpty();
      assertThat(cpu.seconds(3, 4)).isEqualTo(7);
      assertThat(cpu.ceilingBytes(4000)).isEqualTo(4000);
      assertThat(cpu.ceilingMatrix()).isEqualTo(1024);
    }
  }

  @Test
  void aGpuWorksWhileItIsCalledAndMeetsShapesTwice() {
    try (ComputeDevice cuda = cuda()) {
      AtomicInteger runs = new AtomicInteger();
      cuda.warmUp(runs::incrementAndGet);
      assertThat(runs).hasValue(2);
      assertThat(cuda.seconds(3, 4)).isEqualTo(4);
      assertThat(cuda.seconds(5, 4)).isEqualTo(5);
      // of a GPU it would be more; this is a CPU's memory
      assertThat(cuda.ceilingBytes(4000)).isEqualTo(4000);
      assertThat(cuda.ceilingMatrix()).isEqualTo(1024);
    }
  }

  @Test
  void waitingLeavesNoArrayBehindAndTheThreadFusesAgainThereafter() {
    int before = model.manager.getManagedArrays().size();
    try (ComputeDevice cuda = cuda()) {
      cuda.await();
      cuda.await();
      assertThat(optimise).containsExactly(false);
    }
    assertThat(optimise).containsExactly(false, true);
    assertThat(model.manager.getManagedArrays()).hasSize(before);
  }

  /** What is switched off on the thread must change no token. */
  @Test
  void aThreadReadiedForCudaGivesTheSameTokens() {
    long[][] here = tokens();
    try (ComputeDevice cuda = ComputeDevice.cuda(model.manager)) {
      cuda.await();
      assertThat(tokens()).isDeepEqualTo(here);
    }
  }

  @Test
  void whatALibtorchWasBuiltForIsNotWhatItSees() {
    Torch.start(1);
    assumeFalse(Torch.seesCuda(), "there is a GPU");
    assertThat(Torch.cudaWorks()).isFalse();
    assertThat(Torch.build()).startsWith(Torch.version());
    assertThat(Torch.builtForCuda()).isEqualTo(!Torch.build().endsWith("+cpu"));
    assertThat(Torch.library()).startsWith(Torch.version());
    assertThat(Torch.facts())
        .containsOnlyKeys("djl", "libtorch", "threads", "interopThreads", "cuda")
        .containsEntry("libtorch", Torch.version())
        .containsEntry("threads", "1")
        .doesNotContainValue(null);
  }

  private long[][] tokens() {
    try (Decoder arm =
        ScriptDecoder.cached(
            model.weights, CachePolicy.RING, ScriptOptions.fastest(Precision.FLOAT32))) {
      return arm.generate(new long[2][3], 24, Sampler.greedy());
    }
  }
}
