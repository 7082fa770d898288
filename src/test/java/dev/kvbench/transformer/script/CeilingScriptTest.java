package dev.kvbench.transformer.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.cost.CostModel;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.LlamaShape;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.Rope;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CeilingScriptTest extends WithManager {
  private static final TransformerConfig GPT2 =
      new TransformerConfig(ModelFamily.GPT2, 2, 2, 16, 64, 48);

  /** Of an untied head the token table is looked up, and never multiplied. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsReadIsWhatAStepMultiplies(boolean tied) {
    LlamaShape shape =
        new LlamaShape(1, 8, 40, 64, new Rope(1e4, 1, null), 1e-6, true, false, false, tied);
    TransformerConfig llama = new TransformerConfig(ModelFamily.QWEN2, 2, 2, 16, 64, 48, shape);
    for (TransformerConfig config : List.of(GPT2, llama)) {
      try (Weights weights = Weights.initialise(config, 7, manager)) {
        assertThat(CeilingScript.matrices(weights).stream().mapToLong(NDArray::size).sum())
            .isEqualTo((long) new CostModel(config, Optional.empty()).matrixWeights());
      }
    }
  }

  /** Every matrix once, and the table of positions not. */
  @Test
  void aModelIsReadBySummingItsMatrices() {
    try (Weights weights = Weights.initialise(GPT2, 7, manager);
        CeilingScript ceilings = new CeilingScript(weights, 8, Precision.FLOAT32)) {
      double sum =
          weights.tensors().entrySet().stream()
              .filter(tensor -> tensor.getValue().getShape().dimension() == 2)
              .filter(tensor -> !tensor.getKey().equals("wpe.weight"))
              .mapToDouble(tensor -> tensor.getValue().sum().getFloat())
              .sum();
      assertThat(ceilings.read(1)).isCloseTo(sum, within(1e-3));
      assertThat(ceilings.read(2)).isCloseTo(3 * sum, within(1e-3));
    }
  }

  /** A product has one number of each matrix added up; the same again the second time. */
  @Test
  void aModelIsReadByProductsWithARow() {
    try (Weights weights = Weights.initialise(GPT2, 7, manager);
        CeilingScript ceilings = new CeilingScript(weights, 8, Precision.FLOAT32)) {
      assertThat(ceilings.readsByProducts()).isTrue();
      double once = ceilings.multiplyRows(1);
      assertThat(once).isNotZero();
      assertThat(ceilings.multiplyRows(2)).isCloseTo(3 * once, within(1e-4));
    }
  }

  /** Each adds one number of the product up. */
  @Test
  void bothProductsAreTheSame() {
    try (CeilingScript bare = new CeilingScript(manager, 4096, 8, Precision.FLOAT32)) {
      double once = bare.matmul(1);
      assertThat(once).isNotZero();
      assertThat(bare.libtorchMatmul(1)).isCloseTo(2 * once, within(1e-4));
    }
  }

  /** In another format each would be a copy. */
  @Test
  void onlyMatricesAsTheyAreAreMultiplied() {
    try (Weights weights = Weights.initialise(GPT2, 7, manager);
        CeilingScript shorter = new CeilingScript(weights, 8, Precision.BFLOAT16);
        CeilingScript bare = new CeilingScript(manager, 4096, 8, Precision.FLOAT32)) {
      assertThat(shorter.readsByProducts()).isFalse();
      assertThat(bare.readsByProducts()).isFalse();
      assertThat(bare.read(3)).isEqualTo(3 * 1024); // ones
    }
  }
}
