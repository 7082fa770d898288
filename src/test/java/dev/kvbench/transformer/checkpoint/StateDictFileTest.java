package dev.kvbench.transformer.checkpoint;

import static dev.kvbench.transformer.checkpoint.Loading.TINY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Golden;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.script.TorchScriptArchive;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateDictFileTest extends WithManager {
  private final StateDictBytes bytes = StateDictBytes.of(TINY);
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("weights.pth");
  }

  /** What PyTorch wrote, and what it read and computed from that. */
  @SuppressWarnings("ArrayRecordComponent")
  record Expected(Golden.Config config, long[][] tokens, Map<String, Content> files) {
    record Content(String sha256, float[][] logits) {}
  }

  @ParameterizedTest
  @ValueSource(strings = {"article.pth", "article-views.pth"})
  void readsWhatPyTorchWrites(String name) throws IOException {
    Expected expected = Golden.read("article-pth.json", Expected.class);
    TransformerConfig config = expected.config().transformer();
    try (WeightsFile in = WeightsFile.open(Golden.path(name));
        Weights weights = in.weights(config, manager)) {
      assertThat(in.shapes()).containsEntry("block.1.multihead.sa_head.1.tril", new Shape(4, 4));
      assertThat(StateDict.configOf(in.shapes())).isEqualTo(config);
      assertThat(weights.sha256()).isEqualTo(expected.files().get(name).sha256());
      try (Decoder decoder = Decoder.uncached(new Transformer(weights))) {
        assertThat(decoder.logitsAfter(expected.tokens())[0])
            .containsExactly(expected.files().get(name).logits()[0], within(1e-5f));
      }
    }
    assertThat(arrays()).isZero();
  }

  /** PyTorch 1.6 to 2.0 left no byte order. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsEveryTensorOfAFile(boolean saysItsOrder) throws IOException {
    Map<String, byte[]> entries = bytes.entries();
    entries.keySet().removeIf(name -> !saysItsOrder && name.equals("byteorder"));
    try (Weights weights = Loading.weights(StateDictBytes.zip(file, entries), TINY, manager)) {
      assertThat(weights.tensors().keySet())
          .containsExactlyElementsOf(Weights.shapes(TINY).keySet());
      int number = 0;
      for (NDArray tensor : weights.tensors().values()) {
        float[] values = tensor.toFloatArray();
        assertThat(values[0]).isEqualTo(number);
        assertThat(values[values.length - 1]).isEqualTo(number + (values.length - 1) / 8f);
        number++;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FloatStorage", "HalfStorage", "BFloat16Storage", "DoubleStorage"})
  void readsEveryFloatingType(String type) throws IOException {
    float[] values = {0, -0f, 1, -1, 0.5f, -1.5f, 96, 0x1p-14f};
    bytes.put("layer_norm.bias", type, new Shape(8), values);
    try (Weights weights = Loading.weights(bytes.write(file), TINY, manager)) {
      assertThat(weights.get("layer_norm.bias").toFloatArray()).containsExactly(values);
    }
  }

  /** Any strides and offsets, in a storage that tensors share. */
  @Test
  void readsViewsOfASharedStorage() throws IOException {
    float[] numbers = new float[600];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    bytes.storages.put("shared", bytes.encode("FloatStorage", numbers));
    share("block.0.ll1.weight", 592, new Shape(8), 1);
    share("block.0.ll1.bias", 3, new Shape(8), 5);
    share("block.0.ll2.weight", 7, new Shape(8), 0);
    share("block.0.multihead.proj.weight", 1, new Shape(8, 8), 1, 8);
    share("possitional_embedding.weight", 0, new Shape(4, 8), 100, 12);
    try (Weights weights = Loading.weights(bytes.write(file), TINY, manager)) {
      assertThat(weights.get("block.0.ll1.weight").toFloatArray())
          .containsExactly(592, 593, 594, 595, 596, 597, 598, 599);
      assertThat(weights.get("block.0.ll1.bias").toFloatArray())
          .containsExactly(3, 8, 13, 18, 23, 28, 33, 38);
      assertThat(weights.get("block.0.ll2.weight").toFloatArray()).containsOnly(7);
      float[] transposed = weights.get("block.0.multihead.proj.weight").toFloatArray();
      float[] sparse = weights.get("possitional_embedding.weight").toFloatArray();
      for (int i = 0; i < 64; i++) {
        assertThat(transposed[i]).isEqualTo(1 + i / 8 + 8 * (i % 8));
        assertThat(i < 32 ? sparse[i] : 0).isEqualTo(i < 32 ? 100 * (i / 8) + 12 * (i % 8) : 0);
      }
    }
    share("block.0.ll1.weight", 593, new Shape(8), 1);
    assertRefused(bytes.write(file), "a tensor lies outside of its storage data/shared");
  }

  private void share(String name, long offset, Shape shape, long... strides) {
    bytes.tensors.put(
        name, new StoredTensor("FloatStorage", "shared", 600, offset, shape, strides));
  }

  @ParameterizedTest
  @ValueSource(strings = {"LongStorage", "BoolStorage", "ComplexFloatStorage"})
  void takesOtherTypesForMasksOnly(String type) throws IOException {
    bytes.put("block.0.multihead.sa_head.0.tril", type, new Shape(4, 4), new float[16]);
    try (Weights weights = Loading.weights(bytes.write(file), TINY, manager)) {
      assertThat(weights.tensors()).hasSize(22);
      assertThat(manager.getManagedArrays()).hasSize(22);
    }
    bytes.put("layer_norm.bias", type, new Shape(8), new float[8]);
    assertRefused(
        bytes.write(file), "tensor layer_norm.bias is of torch." + type + ", the model needs");
  }

  /** A few bytes could be tensors of any size. */
  @Test
  void refusesTensorsOfManyMoreElementsThanTheFile() throws IOException {
    bytes.storages.put("one", new byte[4]);
    bytes.tensors.put(
        "possitional_embedding.weight",
        new StoredTensor("FloatStorage", "one", 1, 0, new Shape(4000, 8), new long[2]));
    assertRefused(bytes.write(file), "its tensors repeat the elements of their storages");
  }

  @Test
  void refusesAStorageThatHasNotItsChecksum() throws IOException {
    byte[] damaged = Files.readAllBytes(bytes.write(file));
    damaged[indexOf(damaged, bytes.storages.get("0")) + 100] ^= 1;
    assertRefused(Files.write(file, damaged), "is damaged: data/0 does not have its checksum");
  }

  private static int indexOf(byte[] all, byte[] part) {
    String latin = new String(all, StandardCharsets.ISO_8859_1);
    return latin.indexOf(new String(part, StandardCharsets.ISO_8859_1));
  }

  @Test
  void refusesOtherContents() throws IOException {
    byte[] evil = PickleBytes.start().global("posix", "system").stop();
    byte[] checkpoint = PickleBytes.start().raw("}").text("step\n").raw("K\1s").stop();
    assertRefused("data.pkl", evil, "asks for posix.system, which no state");
    assertRefused("data.pkl", checkpoint, "holds 'step ', which is not a tensor: save");
    assertRefused("data.pkl", null, "or not a state dict: it has no data.pkl");
    assertRefused("data.pkl", new byte[(4 << 20) + 1], "its data.pkl is too long");
    assertRefused("data/0", null, "is damaged or not a state dict: it has no data/0");
    assertRefused(
        "data/0",
        new byte[2076],
        "is damaged: data/0 has 2076 bytes for 520 elements of FloatStorage");
    assertRefused("byteorder", StateDictBytes.utf8("big"), "was not saved on a little-endian");
  }

  /** With an entry of another content, or without it. */
  private void assertRefused(String entry, byte[] content, String message) throws IOException {
    Map<String, byte[]> entries = bytes.entries();
    entries.put(entry, content);
    entries.values().removeIf(one -> one == null);
    assertRefused(StateDictBytes.zip(file, entries), message);
  }

  @Test
  void saysWhatAFileIsInstead() throws IOException {
    String old = "\u0080\2\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019."; // before PyTorch 1.6
    for (String other : List.of("PK\3", "PK\3\4 and no more", old)) {
      assertRefused(
          Files.write(file, other.getBytes(StandardCharsets.ISO_8859_1)),
          "is not a file of torch.save since PyTorch 1.6, or is truncated");
    }
    byte[] script = TorchScriptArchive.of("class Empty(Module):\n  training : bool\n");
    assertRefused(
        Files.write(file, script), ": save model.state_dict(), and nothing else, with torch.save");
  }

  @Test
  void refusesADamagedZip() throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      ZipEntry entry = new ZipEntry("archive/data.pkl");
      entry.setComment("höher");
      zip.putNextEntry(entry);
    }
    byte[] damaged = Files.readAllBytes(file);
    damaged[indexOf(damaged, StateDictBytes.utf8("höher")) + 1] = (byte) 0xff; // is no UTF-8
    assertRefused(Files.write(file, damaged), "is a damaged zip");

    byte[] encrypted = Files.readAllBytes(bytes.write(file));
    encrypted[indexOf(encrypted, StateDictBytes.utf8("PK\1\2")) + 8] |= 1; // its flags
    assertRefused(Files.write(file, encrypted), "encrypted");
  }

  /** A length that is claimed must not become an array. */
  @Test
  void refusesABomb() throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(new byte[1 << 20]);
    }
    assertRefused(file, "its data.pkl is too long");
  }

  private static void assertRefused(Path refused, String message) {
    Loading.assertRefused(refused, TINY, message);
  }
}
