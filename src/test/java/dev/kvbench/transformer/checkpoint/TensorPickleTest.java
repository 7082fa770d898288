package dev.kvbench.transformer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorPickleTest {
  @Test
  void readsNamesAndTensors() throws IOException {
    byte[] pickle =
        PickleBytes.start()
            .opcodes('}', '(')
            .text("größe\n")
            .tensor("HalfStorage", "7", 100_000, 5, new long[] {300, 3}, new long[] {1, 300})
            .opcodes('u')
            .stop();
    Map<String, StoredTensor> tensors = TensorPickle.read(pickle);
    assertThat(tensors).containsOnlyKeys("größe\n");
    StoredTensor tensor = tensors.get("größe\n");
    assertThat(tensor.type()).isEqualTo("HalfStorage");
    assertThat(tensor.key()).isEqualTo("7");
    assertThat(tensor.elements()).isEqualTo(100_000);
    assertThat(tensor.offset()).isEqualTo(5);
    assertThat(tensor.shape()).isEqualTo(new Shape(300, 3));
    assertThat(tensor.strides()).containsExactly(1, 300);
  }

  @Test
  void readsAScalarAnEmptyTensorAndAParameter() throws IOException {
    PickleBytes pickle = PickleBytes.start().opcodes('}').text("scalar");
    pickle.tensor("FloatStorage", "0", 1, 0, new long[] {}, new long[] {}).opcodes('s');
    pickle.text("empty");
    pickle.tensor("FloatStorage", "1", 0, 0, new long[] {0, 4}, new long[] {4, 1}).opcodes('s');
    pickle.text("parameter").global("torch._utils", "_rebuild_parameter").opcodes('(');
    pickle.tensor("FloatStorage", "0", 1, 0, new long[] {1}, new long[] {1});
    Map<String, StoredTensor> tensors =
        TensorPickle.read(pickle.opcodes(0x88, '}', 't', 'R', 's').stop());
    assertThat(tensors.values())
        .extracting(StoredTensor::shape)
        .containsExactly(new Shape(), new Shape(0, 4), new Shape(1));
  }

  @ParameterizedTest
  @CsvSource({
    "os, system",
    "builtins, eval",
    "builtins, bytearray",
    "decimal, Decimal",
    "torch, load",
    "torch.storage, UntypedStorage",
    "torch._utils, _rebuild_tensor_v2.__globals__",
    "torch._utils, _rebuild_sparse_tensor",
    "__main__, GPTLanguageModel"
  })
  void refusesOtherNames(String module, String name) {
    byte[] pickle =
        PickleBytes.start().global(module, name).opcodes('(').text("id").opcodes('t', 'R').stop();
    assertRefused(pickle, "asks for " + module + "." + name + ", which no state dict of dense");
  }

  @Test
  void aNameInThePickleIsCut() {
    byte[] pickle = PickleBytes.start().global("x".repeat(5000), "y").stop();
    assertRefused(pickle, "asks for " + "x".repeat(100) + "…, which no state dict");
  }

  /** Other ways to make an object, and what the library would allocate by a claimed length. */
  @Test
  void refusesOtherOpcodes() {
    for (char opcode : "ioldpgPILFSTUVBC\u0081\u0082\u0083\u0084\u008b".toCharArray()) {
      byte[] pickle = PickleBytes.start().raw("(" + opcode + "os\nsystem\n").stop();
      String shown = String.format("(pickle opcode 0x%02x)", (int) opcode);
      assertRefused(pickle, "is damaged or holds more than tensors " + shown + ": save model");
    }
    for (int opcode = 0x8c; opcode < 0x100; opcode++) {
      assertRefused(PickleBytes.start().opcodes(opcode).stop(), "(pickle opcode 0x");
    }
  }

  @Test
  void refusesOtherProtocols() {
    for (int protocol : new int[] {0, 1, 3, 4, 5, 255}) {
      assertRefused(new PickleBytes().opcodes(0x80, protocol).stop(), "has pickle protocol ");
    }
  }

  @Test
  void tellsACheckpointFromAStateDict() {
    byte[] checkpoint =
        PickleBytes.start().opcodes('}').text("model\u0007").opcodes('}', 's').stop();
    assertRefused(
        checkpoint, "holds 'model\u0007', which is not a tensor: save model.state_dict()");
    assertRefused(
        PickleBytes.start()
            .tensor("FloatStorage", "0", 1, 0, new long[] {1}, new long[] {1})
            .stop(),
        "holds no dict: save model.state_dict()");
  }

  @Test
  void refusesWhatIsDamaged() {
    assertRefused(new byte[0], "premature end of file");
    assertRefused(PickleBytes.start().raw("cos").stop(), "premature end of file");
    String pickles =
        ". (. t. h\3. }NNs. }(Nu. }(K\1u. K\1\u0085Q. ctorch\n"
            + "load R. )). }(N. }}s. \u008a\11 \u0086. }b. }q })R. N)R.";
    for (String pickle : pickles.split(" ", -1)) {
      assertThatExceptionOfType(IOException.class)
          .as(pickle)
          .isThrownBy(() -> TensorPickle.read(PickleBytes.start().raw(pickle).stop()));
    }
    byte[] callsAType =
        PickleBytes.start().global("torch", "FloatStorage").opcodes(')', 'R').stop();
    assertRefused(callsAType, "is damaged: its pickle cannot be read");
    assertRefused(PickleBytes.start().opcodes('t').stop(), "is damaged: its pickle cannot be read");
    assertRefused(PickleBytes.start().opcodes('}', 'N', 'N', 's').stop(), "no text and no number");
  }

  /** A length is a claim. */
  @ParameterizedTest
  @ValueSource(ints = {0x7fffffff, 0x80000000, 0xffffffff, 0x40000000, 5})
  void believesNoLengthThatThePickleDoesNotHave(int length) {
    byte[] pickle =
        PickleBytes.start()
            .opcodes('X', length, length >> 8, length >> 16, length >> 24)
            .raw("abc")
            .stop();
    assertRefused(pickle, "ends too early");
  }

  @Test
  void refusesTensorsOutsideOfTheirStorage() {
    long huge = 1L << 62;
    assertOutside(6, 1, new long[] {2, 3}, new long[] {3, 1});
    assertOutside(6, -1, new long[] {2, 3}, new long[] {3, 1});
    assertOutside(6, huge, new long[] {2, 3}, new long[] {3, 1});
    assertOutside(6, 0, new long[] {2, 3}, new long[] {4, 1});
    assertOutside(6, 5, new long[] {2, 3}, new long[] {-3, 1});
    assertOutside(6, 0, new long[] {-2, 3}, new long[] {3, 1});
    assertOutside(6, 0, new long[] {6}, new long[] {1, 1});
    assertOutside(6, 0, new long[] {huge, huge}, new long[] {0, 0});
    assertOutside(6, 0, new long[] {huge, 3}, new long[] {huge, 1});
    assertOutside(6, 0, new long[] {huge, huge, huge}, new long[] {2, 2, 2});
    assertOutside(0, 0, new long[] {}, new long[] {});
    assertOutside(-6, 0, new long[] {1}, new long[] {1});
    assertRefused(dict(1, 0, new long[9], new long[9]), "a tensor of 9 dimensions");
  }

  private static void assertOutside(long elements, long offset, long[] sizes, long[] strides) {
    assertRefused(
        dict(elements, offset, sizes, strides),
        "is damaged: a tensor lies outside of its storage data/k");
  }

  private static byte[] dict(long elements, long offset, long[] sizes, long[] strides) {
    return PickleBytes.start()
        .opcodes('}')
        .text("name")
        .tensor("FloatStorage", "k", elements, offset, sizes, strides)
        .opcodes('s')
        .stop();
  }

  /** Neither a deep nest, nor a list in itself, nor a tree that doubles with every byte. */
  @Test
  void doesNotFollowWhatItBuilds() {
    assertRefused(PickleBytes.start().raw("]".repeat(1_000_000)).stop(), "holds no dict");
    assertRefused(
        PickleBytes.start().raw(")" + "\u0085".repeat(1_000_000)).stop(), "holds no dict");
    String doubling = "q\0h\0\u0086".repeat(10_000); // BINPUT 0, BINGET 0, TUPLE2
    assertRefused(PickleBytes.start().raw(")" + doubling).stop(), "holds no dict");
    assertRefused(
        PickleBytes.start().raw("}" + ")" + doubling + "Ns").stop(), "no text and no number");
    assertRefused(PickleBytes.start().raw("]q\0h\0a").stop(), "holds no dict");
    byte[] dictInItself =
        PickleBytes.start().opcodes('}', 'q', 0).text("me").opcodes('h', 0, 's').stop();
    assertRefused(dictInItself, "holds 'me', which is not a tensor");
  }

  private static void assertRefused(byte[] pickle, String message) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> TensorPickle.read(pickle))
        .withMessageContaining(message);
  }
}
