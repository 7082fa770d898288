package dev.kvbench.benchmarks.arm;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.device.ComputeDevice;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import org.junit.jupiter.api.Test;

class CeilingRatesTest {
  private static final TransformerConfig GPT2 =
      new TransformerConfig(ModelFamily.GPT2, 2, 2, 64, 64, 48);

  @Test
  void aLargeModelIsReadAgainAndTheHigherCeilingStays() {
    Torch.start(1);
    try (NDManager manager = NDManager.newBaseManager();
        ComputeDevice device = ComputeDevice.of(manager);
        Weights weights = Weights.initialise(GPT2, 7, manager);
        CeilingRates rates = new CeilingRates(weights, Precision.FLOAT32, manager, device)) {
      double highest = rates.bytesPerSecond();
      assertThat(highest).isPositive();
      for (int i = 0; i < 3; i++) {
        assertThat(rates.readAgain()).isTrue();
        assertThat(rates.bytesPerSecond()).isGreaterThanOrEqualTo(highest);
        highest = rates.bytesPerSecond();
      }
    }
  }

  @Test
  void theArticlesModelIsReadOnce() {
    Torch.start(1);
    try (NDManager manager = NDManager.newBaseManager();
        ComputeDevice device = ComputeDevice.of(manager);
        Weights weights = Weights.initialise(TransformerConfig.article(64, 32), 7, manager);
        CeilingRates rates = new CeilingRates(weights, Precision.FLOAT32, manager, device)) {
      double once = rates.bytesPerSecond();
      assertThat(rates.readAgain()).isFalse();
      assertThat(rates.bytesPerSecond()).isEqualTo(once);
      assertThat(rates.flopsPerSecond()).isPositive();
      assertThat(rates.secondsPerEagerOperation()).isPositive();
      assertThat(rates.secondsPerScriptedOperation()).isPositive();
    }
  }
}
