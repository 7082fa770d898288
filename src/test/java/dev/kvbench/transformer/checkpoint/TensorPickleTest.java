package dev.kvbench.transformer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.types.Shape;
import java.util.Map;
import net.razorvine.pickle.PickleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorPickleTest {
  private static final String DAMAGED = "is damaged or holds more than tensors: save model.";

  @Test
  void readsNamesAndTensors() {
    PickleBytes pickle = PickleBytes.start().opcodes('}', '(').text("größe\n");
    pickle.tensor("HalfStorage", "7", 100_000, 5, new long[] {300, 3}, new long[] {1, 300});
    pickle.text("scalar");
    pickle.tensor("FloatStorage", "0", 1, 0, new long[] {}, new long[] {});
    pickle.text("empty");
    pickle.tensor("FloatStorage", "1", 0, 0, new long[] {0, 4}, new long[] {4, 1});
    pickle.text("parameter").global("torch._utils", "_rebuild_parameter").opcodes('(');
    pickle.tensor("FloatStorage", "0", 1, 0, new long[] {1}, new long[] {1});
    pickle.opcodes(0x88, '}', 't', 'R', 'u');
    Map<String, StoredTensor> tensors = TensorPickle.read(pickle.stop());
    assertThat(tensors).containsOnlyKeys("größe\n", "scalar", "empty", "parameter");
    assertThat(tensors.values())
        .extracting(StoredTensor::shape)
        .containsExactly(new Shape(300, 3), new Shape(), new Shape(0, 4), new Shape(1));
    StoredTensor tensor = tensors.get("größe\n");
    assertThat(tensor.type()).isEqualTo("HalfStorage");
    assertThat(tensor.key()).isEqualTo("7");
    assertThat(tensor.elements()).isEqualTo(100_000);
    assertThat(tensor.offset()).isEqualTo(5);
    assertThat(tensor.strides()).containsExactly(1, 300);
  }

  @ParameterizedTest
  @CsvSource({
    "os, system",
    "builtins, eval",
    "builtins, bytearray",
    "torch, load",
    "torch.storage, UntypedStorage",
    "torch._utils, _rebuild_tensor_v2.__globals__",
    "torch._utils, _rebuild_sparse_tensor"
  })
  void refusesOtherNames(String module, String name) {
    byte[] pickle =
        PickleBytes.start().global(module, name).opcodes('(').text("id").opcodes('t', 'R').stop();
    assertRefused(pickle, "asks for " + module + "." + name + ", which no state dict of dense");
    byte[] longer = PickleBytes.start().global("x".repeat(5000), "y").stop();
    assertRefused(longer, "asks for " + "x".repeat(100) + "…, which no state dict");
  }

  /** Other ways to make an object, and what the library would allocate by a claimed length. */
  @Test
  void refusesOtherOpcodes() {
    for (char opcode : "]aeioldpgPILFSTUVBC\u0081\u0082\u0083\u0084\u008b".toCharArray()) {
      assertRefused(PickleBytes.start().raw("(" + opcode + "os\nsystem\n").stop(), DAMAGED);
    }
    for (int opcode = 0x8c; opcode < 0x100; opcode++) {
      assertRefused(PickleBytes.start().opcodes(opcode).stop(), DAMAGED);
    }
    assertRefused(new PickleBytes().opcodes(0x80, 255).stop(), "protocol");
  }

  @Test
  void tellsACheckpointFromAStateDict() {
    byte[] checkpoint =
        PickleBytes.start().opcodes('}').text("model\u0007").opcodes('}', 's').stop();
    assertRefused(
        checkpoint, "holds 'model\u0007', which is not a tensor: save model.state_dict()");
  }

  @Test
  void refusesWhatIsDamaged() {
    assertRefused(new byte[0], DAMAGED);
    String pickles =
        "cos . (. t. h\3. }NNs. }(Nu. }(K\1u. K\1. K\1\u0085Q. ctorch\n"
            + "load R. )). }(N. }}s. })s. \u008a\11 \u0086. }b. }q })R. N)R.";
    for (String pickle : pickles.split(" ", -1)) {
      assertRefused(PickleBytes.start().raw(pickle).stop(), "");
    }
    byte[] callsAType =
        PickleBytes.start().global("torch", "FloatStorage").opcodes(')', 'R').stop();
    assertRefused(callsAType, DAMAGED);
  }

  /** A length is a claim. */
  @ParameterizedTest
  @ValueSource(ints = {0x7fffffff, 0x80000000, 0xffffffff, 0x40000000, 5})
  void believesNoLengthThatThePickleDoesNotHave(int length) {
    PickleBytes pickle = PickleBytes.start().opcodes('X', length, length >> 8, length >> 16);
    assertRefused(pickle.opcodes(length >> 24).raw("abc").stop(), DAMAGED);
  }

  @Test
  void refusesTensorsOutsideOfTheirStorage() {
    long huge = 1L << 62;
    assertOutside(6, 1, new long[] {2, 3}, new long[] {3, 1});
    assertOutside(6, -1, new long[] {2, 3}, new long[] {3, 1});
    assertOutside(6, huge, new long[] {2, 3}, new long[] {3, 1});
    assertOutside(6, 0, new long[] {2, 3}, new long[] {4, 1});
    assertOutside(6, 5, new long[] {2, 3}, new long[] {-3, 1});
    assertOutside(6, 0, new long[] {-1, 3}, new long[] {3, 1});
    assertOutside(6, 0, new long[] {6}, new long[] {1, 1});
    assertOutside(6, 0, new long[] {huge, 3}, new long[] {huge, 1});
    assertOutside(6, 0, new long[] {huge, huge, huge}, new long[] {2, 2, 2});
    assertOutside(0, 0, new long[] {}, new long[] {});
    assertOutside(-6, 0, new long[] {1}, new long[] {1});
    assertRefused(dict(1, 0, new long[9], new long[9]), "a tensor of 9 dimensions");
  }

  private static void assertOutside(long elements, long offset, long[] sizes, long[] strides) {
    String message = "is damaged: a tensor lies outside of its storage data/k";
    assertRefused(dict(elements, offset, sizes, strides), message);
  }

  private static byte[] dict(long elements, long offset, long[] sizes, long[] strides) {
    PickleBytes pickle = PickleBytes.start().opcodes('}').text("name");
    return pickle.tensor("FloatStorage", "k", elements, offset, sizes, strides).raw("s").stop();
  }

  /** Neither a deep nest, nor a dict in itself, nor a tree that doubles with every byte. */
  @Test
  void doesNotFollowWhatItBuilds() {
    assertRefused(PickleBytes.start().raw(")" + "\u0085".repeat(1_000_000)).stop(), DAMAGED);
    String doubling = "q\0h\0\u0086".repeat(10_000); // BINPUT 0, BINGET 0, TUPLE2
    assertRefused(PickleBytes.start().raw("}" + ")" + doubling + "Ns").stop(), DAMAGED);
    byte[] dictInItself =
        PickleBytes.start().opcodes('}', 'q', 0).text("me").opcodes('h', 0, 's').stop();
    assertRefused(dictInItself, "holds 'me', which is not a tensor");
  }

  private static void assertRefused(byte[] pickle, String message) {
    assertThatExceptionOfType(PickleException.class)
        .isThrownBy(() -> TensorPickle.read(pickle))
        .withMessageContaining(message);
  }
}
