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
  private static final String ADVICE =
      ", which no state dict needs: save model.state_dict(), and nothing else, with torch.save";

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
    assertThat(tensor.storage())
        .isEqualTo(new StoredTensor.Storage(StorageType.HALF, "7", 100_000));
    assertThat(tensor.offset()).isEqualTo(5);
    assertThat(tensor.shape()).isEqualTo(new Shape(300, 3));
    assertThat(tensor.strides()).containsExactly(1, 300);
  }

  @Test
  void readsAScalarAnEmptyTensorAndAParameter() throws IOException {
    byte[] pickle =
        PickleBytes.start()
            .opcodes('}')
            .text("scalar")
            .tensor("FloatStorage", "0", 1, 0, new long[] {}, new long[] {})
            .opcodes('s')
            .text("empty")
            .tensor("FloatStorage", "1", 0, 0, new long[] {0, 4}, new long[] {4, 1})
            .opcodes('s')
            .text("parameter")
            .global("torch._utils", "_rebuild_parameter")
            .opcodes('(')
            .tensor("FloatStorage", "0", 1, 0, new long[] {1}, new long[] {1})
            .opcodes(0x88, '}', 't', 'R', 's')
            .stop();
    Map<String, StoredTensor> tensors = TensorPickle.read(pickle);
    assertThat(tensors.get("scalar").shape()).isEqualTo(new Shape());
    assertThat(tensors.get("empty").shape()).isEqualTo(new Shape(0, 4));
    assertThat(tensors.get("parameter").shape()).isEqualTo(new Shape(1));
  }

  @ParameterizedTest
  @CsvSource({
    "os, system",
    "posix, system",
    "builtins, eval",
    "__builtin__, eval",
    "collections, Counter",
    "torch, load",
    "torch.storage, UntypedStorage",
    "__main__, GPTLanguageModel"
  })
  void refusesOtherNames(String module, String name) {
    byte[] pickle =
        PickleBytes.start().global(module, name).opcodes('(').text("id").opcodes('t', 'R').stop();
    assertRefused(pickle, "asks for " + module + "." + name + ADVICE);
  }

  @ParameterizedTest
  @CsvSource({
    "torch, ComplexFloatStorage",
    "torch._utils, _rebuild_tensor_v2.__globals__",
    "torch._utils, _rebuild_sparse_tensor"
  })
  void refusesTensorsOfOtherKinds(String module, String name) {
    assertRefused(
        PickleBytes.start().global(module, name).opcodes(')', 'R').stop(),
        "has tensors of a kind that is not read (" + module + "." + name + "): save dense ones");
  }

  @Test
  void refusesOtherWaysToMakeAnObject() {
    assertRefused(
        PickleBytes.start().raw("(X").opcodes(2, 0, 0, 0).raw("idios\nsystem\n").stop(),
        "asks for os.system" + ADVICE);
    assertRefused(
        PickleBytes.start().text("os").text("system").opcodes(0x93).stop(),
        "asks for os.system" + ADVICE);
    byte[] buildWithSetstate =
        PickleBytes.start()
            .global("evil", "Class")
            .opcodes(')', 0x81, '}')
            .text("__setstate__")
            .global("os", "system")
            .opcodes('s', 'b')
            .stop();
    assertRefused(buildWithSetstate, "asks for evil.Class" + ADVICE);
    for (String opcode : new String[] {"o", "\u0081", "\u0092", "\u0082", "\u0083", "\u0084"}) {
      byte[] pickle = PickleBytes.start().global("torch", "FloatStorage").raw(opcode).stop();
      assertRefused(pickle, "asks for an object (pickle opcode ");
    }
  }

  @Test
  void aNameInThePickleIsCut() {
    byte[] pickle = PickleBytes.start().global("x".repeat(5000), "y").stop();
    assertRefused(pickle, "asks for " + "x".repeat(100) + "…" + ADVICE);
  }

  @Test
  void callsNothingButFunctions() {
    byte[] callsAType =
        PickleBytes.start().global("torch", "FloatStorage").opcodes(')', 'R').stop();
    assertRefused(callsAType, "something of another kind");
    byte[] callsADict = PickleBytes.start().opcodes('}', ')', 'R').stop();
    assertRefused(callsADict, "something of another kind");
    byte[] fills =
        PickleBytes.start().global("collections", "OrderedDict").opcodes(')', 0x85, 'R').stop();
    assertRefused(fills, "calls something with 1 arguments");
  }

  @Test
  void buildsNothingButDicts() {
    assertRefused(PickleBytes.start().opcodes(']', '}', 'b').stop(), "another kind");
    assertRefused(PickleBytes.start().opcodes('}', ']', 'b').stop(), "another kind");
    byte[] buildsATensor =
        PickleBytes.start()
            .tensor("FloatStorage", "0", 1, 0, new long[] {1}, new long[] {1})
            .opcodes('}', 'b')
            .stop();
    assertRefused(buildsATensor, "another kind");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 255})
  void refusesOtherProtocols(int protocol) {
    assertRefused(new PickleBytes().opcodes(0x80, protocol).stop(), "has pickle protocol ");
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
  void namesTheDamage() {
    assertRefused(new byte[0], "ends too early");
    assertRefused(PickleBytes.start().raw("cos").stop(), "ends too early");
    assertRefused(PickleBytes.start().stop(), "lacks an operand");
    assertRefused(PickleBytes.start().opcodes('(').stop(), "lacks an operand");
    assertRefused(PickleBytes.start().opcodes('t').stop(), "lacks a mark");
    assertRefused(PickleBytes.start().opcodes('h', 3).stop(), "that it has not made");
    assertRefused(PickleBytes.start().opcodes('}', 'N', 'N', 's').stop(), "neither a text nor");
    assertRefused(PickleBytes.start().opcodes('}', '(', 'N', 'u').stop(), "without a value");
    assertRefused(PickleBytes.start().opcodes('X', 1, 0, 0, 0, 0xff).stop(), "not UTF-8");
    assertRefused(PickleBytes.start().opcodes(0x8a, 9).raw("123456789").stop(), "of 9 bytes");
    assertRefused(PickleBytes.start().opcodes(0xff).stop(), "has the opcode 0xff");
    assertRefused(PickleBytes.start().opcodes('K', 1, 0x85, 'Q').stop(), "not a storage");
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
    assertRefused(
        PickleBytes.start().tensor("FloatStorage", "0", 1, 0, new long[9], new long[9]).stop(),
        "a tensor of 9 dimensions");
  }

  private static void assertOutside(long elements, long offset, long[] sizes, long[] strides) {
    byte[] pickle =
        PickleBytes.start().tensor("FloatStorage", "k", elements, offset, sizes, strides).stop();
    assertRefused(pickle, "is damaged: a tensor lies outside of its storage data/k");
  }

  /** Neither a deep nest, nor a list in itself, nor a tree that doubles with every byte. */
  @Test
  void doesNotFollowWhatItBuilds() {
    assertRefused(PickleBytes.start().raw("]".repeat(1_000_000)).stop(), "holds no dict");
    assertRefused(
        PickleBytes.start().raw(")" + "\u0085".repeat(1_000_000)).stop(), "holds no dict");
    String doubling = "q\0h\0\u0086".repeat(10_000); // BINPUT 0, BINGET 0, TUPLE2
    assertRefused(PickleBytes.start().raw(")" + doubling).stop(), "holds no dict");
    assertRefused(PickleBytes.start().raw("}" + ")" + doubling + "Ns").stop(), "neither a text");
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
