package dev.kvbench.transformer.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.tensor.Gelu;
import dev.kvbench.transformer.tensor.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kernel that might be chosen, on some processor, computes the same. */
class LinearKernelsTest extends WithManager {
  private static final String ONE_LAYER =
      """
      class Layer(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool

        def apply(self: __torch__.Layer, x: Tensor, w: Tensor, b: Tensor, dtype: int, after: int) -> Tensor:
          self.add_KIND(w.to(dtype=dtype), b.to(dtype=dtype), after)
          return self.KIND(x.to(dtype=dtype), 0).to(dtype=6)

      """;

  @ParameterizedTest
  @CsvSource({
    "aten, 1, FLOAT32",
    "aten, 4, BFLOAT16",
    "bag, 1, FLOAT32",
    "bag, 4, FLOAT32",
    "bag, 3, BFLOAT16",
    "xnnpack, 1, FLOAT32",
    "aten, 40, FLOAT32",
    "aten, 40, BFLOAT16",
    "onednn, 40, FLOAT32",
    "onednn, 40, BFLOAT16",
    "xnnpack, 40, FLOAT32"
  })
  void isALinearLayerWithWhatFollowsIt(String name, int rows, Precision precision) {
    for (int after = 0; after < 3; after++) {
      assertIsALinearLayer(name, rows, precision, after);
    }
  }

  private static NDArray activated(NDArray y, int after) {
    return switch (after) {
      case 0 -> y;
      case 1 -> y.maximum(0);
      default -> new Gelu(y.getManager()).of(y);
    };
  }

  private void assertIsALinearLayer(String name, int rows, Precision precision, int after) {
    String source = ONE_LAYER.replace("KIND", name) + LinearKernels.kernel(name, "Layer");
    try (Script script = new Script(source, Device.cpu())) {
      NDArray x = manager.randomUniform(-1, 1, new Shape(rows, 24));
      NDArray w = manager.randomUniform(-1, 1, new Shape(16, 24));
      NDArray b = manager.randomUniform(-1, 1, new Shape(16));
      float[] expected = activated(x.matMul(w.transpose()).add(b), after).toFloatArray();
      try (IValue value = script.run("apply", x, w, b, precision.scalarType(), after)) {
        NDArray y = value.toTensor((PtNDManager) manager).toType(DataType.FLOAT32, false);
        assertThat(y.getShape()).isEqualTo(new Shape(rows, 16));
        double rounding = precision == Precision.FLOAT32 ? 1e-5 : 0.1; // of sums up to about 10
        assertThat(y.toFloatArray()).containsExactly(expected, within((float) rounding));
      } catch (EngineException e) {
        if (!name.equals("onednn") || precision == Precision.FLOAT32) {
          throw e;
        }
        abort("this processor cannot: " + e.getMessage().lines().findFirst().orElse(""));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT32", "BFLOAT16"})
  void theChoiceIsMadeOnce(Precision precision) {
    LinearKernels chosen = LinearKernels.of(Device.cpu(), precision, TrialMatrices.ARTICLE);
    assertThat(chosen.few()).isIn("xnnpack", "bag", "aten");
    assertThat(chosen.some()).isIn("xnnpack", "onednn", "aten");
    assertThat(chosen.many()).isIn("xnnpack", "onednn", "aten");
    assertThat(LinearKernels.of(Device.cpu(), precision, TrialMatrices.ARTICLE)).isEqualTo(chosen);
  }

  /** Libtorch's bags are made for few rows, XNNPACK's kernels for float32. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kernels.cpu.float32.threads1.embed8.layers1=aten,bag,aten | 'bag' does not run",
        "kernels.cpu.bfloat16.threads1.embed8.layers1=xnnpack,aten,aten | 'xnnpack' does not run",
        "kernels.cpu.float32.threads1.embed8.layers1=aten,aten,warp | =aten,aten,warp: must be"
            + " three of [aten, bag, onednn, xnnpack]",
        "kernels.cpu.float32.threads1.embed8.layers1=aten | =aten: must be three of",
        "kernels.cpu.int4.threads1.embed8.layers1=aten,aten,aten | unknown dtype 'int4'"
      })
  void aPinnedKernelThatDoesNotRunHereIsRefusedByName(
      String line, String reason, @TempDir Path folder) throws IOException {
    Path profile = Files.writeString(folder.resolve("machine"), line);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LinearKernels.check(profile))
        .withMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }

  @Test
  void pinnedKernelsThatRunAreTaken(@TempDir Path folder) throws IOException {
    LinearKernels.check(
        Files.writeString(
            folder.resolve("machine"),
            "ceiling.x=1\nkernels.cpu.float32.threads9.embed256.layers4=bag,aten,aten\n"));
  }

  @Test
  void aGpuHasLibtorchsOwn() {
    assertThat(LinearKernels.of(Device.gpu(), Precision.FLOAT16, TrialMatrices.ARTICLE))
        .isEqualTo(new LinearKernels("aten", "aten", "aten"));
  }
}
