package dev.kvbench.transformer.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.kvbench.transformer.WithManager;
import java.util.List;
import org.junit.jupiter.api.Test;

class TorchScriptArchiveTest extends WithManager {
  private static final String HEAD =
      """
      # A comment before it.
      class Thing(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        number : int
        real : float
        word : str
        list : List[Tensor]
      """;

  /** libtorch is the judge of what was written. */
  @Test
  void everyAttributeStartsAtItsZero() {
    String source =
        HEAD
            + """
              def zeros(self: __torch__.Thing) -> bool:
                no = not self.training and self.number == 0 and self.real == 0.
                return no and self.word == "" and len(self.list) == 0
            """;
    try (Script script = new Script(source, Device.cpu());
        IValue zeros = script.run("zeros")) {
      assertThat(zeros.toBoolean()).isTrue();
    }
  }

  @Test
  void takesEveryKindOfArgumentAndSharesTensors() {
    String source =
        HEAD
            + """
              def take(self: __torch__.Thing, b: bool, i: int, f: float, t: Tensor, l: List[Tensor]) -> Tensor:
                self.list = l
                x = torch.add(torch.mul(t, f), i)
                if b:
                  x = torch.neg(x)
                return torch.add(x, l[1])
              def double(self: __torch__.Thing) -> None:
                self.list[0].mul_(2)
            """;
    try (Script script = new Script(source, Device.cpu())) {
      NDArray one = manager.create(new float[] {1, 2});
      NDArray other = manager.create(new float[] {10, 20});
      try (IValue result = script.run("take", true, 3, 0.5, one, List.of(one, other));
          NDArray sum = result.toTensor((PtNDManager) manager)) {
        assertThat(sum.toFloatArray()).containsExactly(10 - 3.5f, 20 - 4f);
      }
      script.call("double");
      assertThat(one.toFloatArray()).containsExactly(2, 4);
      assertThat(arrays()).isEqualTo(2);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> script.call("double", "text"))
          .withMessage("no TorchScript value is made of text");
    }
  }

  @Test
  void aSourceThatDoesNotCompileIsAnError() {
    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(
            () -> new Script(HEAD + "  def f(self) -> int:\n    return g()\n", Device.cpu()));
  }

  @Test
  void refusesWhatItCannotWrite() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TorchScriptArchive.of("def f(): pass"))
        .withMessageContaining("has no 'class");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TorchScriptArchive.of("class T(Module):\n  x : Tensor\n"))
        .withMessage("the TorchScript attribute x is of type Tensor, which has no zero");
  }
}
