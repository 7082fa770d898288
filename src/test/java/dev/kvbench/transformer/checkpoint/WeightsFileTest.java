package dev.kvbench.transformer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Golden;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsFileTest {
  private static final TransformerConfig TINY = new TransformerConfig(1, 2, 8, 4, 65);
  private static final Path GOLDEN = Golden.path("article-tiny.safetensors");
  private NDManager manager;
  @TempDir private Path folder;

  @BeforeEach
  void open() {
    Torch.start(1);
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void whatIsSavedIsLoaded() throws IOException {
    TransformerConfig config = new TransformerConfig(2, 3, 12, 5, 7);
    Path file = folder.resolve("weights.safetensors");
    try (Weights weights = Weights.initialise(config, 1, manager)) {
      WeightsFile.save(weights, file);
      try (Weights loaded = WeightsFile.load(file, config, manager)) {
        assertThat(loaded.sha256()).isEqualTo(weights.sha256());
        assertThat(loaded.config()).isEqualTo(config);
        assertThat(loaded.tensors().keySet()).containsExactlyElementsOf(weights.tensors().keySet());
      }
    }
    assertThat(manager.getManagedArrays()).isEmpty();
    assertThat(names()).containsExactly("weights.safetensors");
  }

  @Test
  void loadsWhatPytorchSavedAndComputesWhatPytorchDoes() throws IOException {
    JsonObject golden = Golden.read("article-tiny.json", JsonObject.class);
    List<Float> expected = new ArrayList<>();
    golden
        .getAsJsonArray("logits")
        .get(0)
        .getAsJsonArray()
        .forEach(logit -> expected.add(logit.getAsFloat()));
    try (Weights weights = WeightsFile.load(GOLDEN, TINY, manager)) {
      Transformer transformer = new Transformer(weights);
      for (Decoder decoder :
          List.of(
              Decoder.uncached(transformer), Decoder.cached(transformer, CachePolicy.SHIFT, 1))) {
        try (decoder) {
          float[] actual = decoder.logitsAfter(new long[][] {{1, 2, 3, 4}})[0];
          assertThat(actual).hasSize(65);
          for (int i = 0; i < 65; i++) {
            assertThat((double) actual[i]).isCloseTo(expected.get(i), within());
          }
        }
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.api.Assertions.within(1e-5);
  }

  @Test
  void namesTheFirstMissingTensor() throws IOException {
    SafetensorsBytes file = SafetensorsBytes.read(GOLDEN);
    Path renamed = folder.resolve("f");
    String header =
        file.header().toString().replace("block.0.multihead.proj.weight", "proj.weight");
    SafetensorsBytes.write(renamed, header, file.data());
    assertRefused(renamed, "tensor block.0.multihead.proj.weight is missing");
  }

  @Test
  void namesTheFirstTensorThatIsNotOfTheModel() throws IOException {
    Path file = folder.resolve("f");
    SafetensorsBytes.read(GOLDEN).with("block.1.ll1.weight", "F32", 32, 8).write(file);
    assertRefused(file, "tensor block.1.ll1.weight is not part of the model");
  }

  @Test
  void aNameInTheFileCannotBreakTheLine() throws IOException {
    Path file = folder.resolve("f");
    SafetensorsBytes.read(GOLDEN).with("evil\n\u2028\u0085\u001b[31m", "F32", 4, 1).write(file);
    assertRefused(file, "is not part of the model");
  }

  @Test
  void namesTheFirstTensorOfAnotherShape() {
    TransformerConfig longer = new TransformerConfig(1, 2, 8, 5, 65);
    assertThatThrownBy(() -> WeightsFile.load(GOLDEN, longer, manager))
        .isInstanceOf(IOException.class)
        .hasMessage(
            GOLDEN
                + ": tensor possitional_embedding.weight has shape (4, 8), the model needs"
                + " (5, 8)");
    assertThat(manager.getManagedArrays()).isEmpty();
  }

  /** BF16 above all: such an array in Java aborts the JVM. */
  @ParameterizedTest
  @CsvSource({"BF16, 2", "F64, 8", "I32, 4", "I64, 8", "BOOL, 1", "F8_E4M3, 1", "X, 3"})
  void namesTheFirstTensorOfAnotherType(String dtype, int bytes) throws IOException {
    SafetensorsBytes golden = SafetensorsBytes.read(GOLDEN);
    golden.header().add("spare.tril", golden.header().remove("layer_norm.bias"));
    Path file = folder.resolve("f");
    golden.with("layer_norm.bias", dtype, 8 * bytes, 8).write(file);
    assertRefused(file, "tensor layer_norm.bias is " + dtype + ", the model needs F32");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BF16", "BOOL", "U8"})
  void passesOverMasksOfAnyType(String dtype) throws IOException {
    Path file = folder.resolve("f");
    int bytes = dtype.equals("BF16") ? 2 : 1;
    SafetensorsBytes.read(GOLDEN).with("head.tril", dtype, 16 * bytes, 4, 4).write(file);
    try (Weights weights = WeightsFile.load(file, TINY, manager)) {
      assertThat(weights.tensors()).hasSize(22);
      assertThat(manager.getManagedArrays()).hasSize(22);
    }
  }

  @Test
  void refusesWhatIsNotASafetensorsFile() throws IOException {
    assertRefused(folder.resolve("missing"), "no such file");
    assertRefused(folder, "is a directory; give a file in it");
    String[] contents = {
      "", "{}", "hello, world\nhello", "PK\3\4 a zip or npz file", "\u0093NUMPY"
    };
    for (String content : contents) {
      Path file = folder.resolve("f");
      Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
      assertRefused(file, "is not a safetensors file");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\":null}",
        "{\"a\":1}",
        "{\"a\":[]}",
        "{\"a\":{}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4.5]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,1e999999999]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,2000000000]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,9223372036854775807]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,8132]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8132]}}",
        "{\"a\":{\"dtype\":{},\"shape\":{},\"data_offsets\":{}}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[null],\"data_offsets\":[0,8132]}}",
        "{\"a\":",
        "{\"a\"}",
        "{{{{",
        "{\"__metadata__\":7}",
      })
  void refusesAMalformedHeader(String header) throws IOException {
    Path file = folder.resolve("f");
    SafetensorsBytes.write(file, header, SafetensorsBytes.read(GOLDEN).data());
    assertRefused(file, "");
  }

  @Test
  void refusesADeeplyNestedHeader() throws IOException {
    Path file = folder.resolve("f");
    SafetensorsBytes.write(file, "{\"a\":" + "[".repeat(500_000), new byte[0]);
    assertRefused(file, "");
  }

  /** A claimed length must not become an array before it is checked. */
  @Test
  void believesNoLengthThatTheFileDoesNotHave() throws IOException {
    SafetensorsBytes golden = SafetensorsBytes.read(GOLDEN);
    String header = golden.header().toString().replace("[6052,8132]", "[6052,2147483632]");
    Path file = folder.resolve("f");
    SafetensorsBytes.write(file, header, golden.data());
    assertRefused(file, "");
    for (long length : new long[] {-1, 0, 1, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE}) {
      byte[] bytes = Files.readAllBytes(GOLDEN);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      assertRefused(Files.write(file, bytes), "is not a safetensors file");
    }
  }

  @Test
  void refusesAFileThatEndsTooEarlyOrTooLate() throws IOException {
    byte[] bytes = Files.readAllBytes(GOLDEN);
    Path file = folder.resolve("f");
    for (int cut = 0; cut < 30; cut++) {
      int length = cut < 10 ? cut : (int) ((cut - 9L) * (bytes.length - 1) / 20);
      assertRefused(Files.write(file, java.util.Arrays.copyOf(bytes, length)), "");
    }
    assertRefused(Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length + 1)), "");
  }

  /** Holes and overlaps would be read as weights, without a word. */
  @ParameterizedTest
  @CsvSource({"3520, 3488", "3520, 3516", "3552, 3548"})
  void refusesTensorsThatOverlap(int begin, int other) throws IOException {
    SafetensorsBytes golden = SafetensorsBytes.read(GOLDEN);
    String header =
        golden
            .header()
            .toString()
            .replace(
                "[" + begin + "," + (begin + 32) + "]", "[" + other + "," + (other + 32) + "]");
    assertThat(header).isNotEqualTo(golden.header().toString());
    Path file = folder.resolve("f");
    SafetensorsBytes.write(file, header, golden.data());
    assertRefused(file, "");
  }

  /** Whatever happens to its header, a file gives its own weights or one line. */
  @Test
  void aMutatedHeaderGivesTheSameWeightsOrOneLine() throws IOException {
    byte[] bytes = Files.readAllBytes(GOLDEN);
    int header = SafetensorsBytes.headerLength(bytes);
    Random random = new Random(20);
    String original;
    try (Weights weights = WeightsFile.load(GOLDEN, TINY, manager)) {
      original = weights.sha256();
    }
    Path file = folder.resolve("f");
    int loaded = 0;
    for (int i = 0; i < 300; i++) {
      byte[] mutated = bytes.clone();
      for (int mutations = 1 + random.nextInt(3); mutations > 0; mutations--) {
        int at = random.nextInt(8 + header);
        mutated[at] =
            switch (random.nextInt(3)) {
              case 0 -> (byte) random.nextInt(256);
              case 1 -> (byte) "0123456789{}[],:\"\n\\ ".charAt(random.nextInt(20));
              default -> mutated[random.nextInt(8 + header)];
            };
      }
      Files.write(file, mutated);
      try (Weights weights = WeightsFile.load(file, TINY, manager)) {
        loaded++;
        assertThat(weights.sha256()).isEqualTo(original);
      } catch (Throwable e) {
        assertOneLine(e, file, "");
      }
      assertThat(manager.getManagedArrays()).isEmpty();
    }
    assertThat(loaded).isBetween(1, 150); // most mutations must have been seen
  }

  @Test
  void aFailingSaveLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("weights.safetensors");
    Files.writeString(file, "old");
    Weights closed = Weights.initialise(TINY, 1, manager);
    closed.close();
    assertThatThrownBy(() -> WeightsFile.save(closed, file)).isNotNull();
    assertThat(names()).containsExactly("weights.safetensors");
    assertThat(file).hasContent("old");

    Path directory = Files.createDirectories(folder.resolve("d").resolve("inside")).getParent();
    try (Weights weights = Weights.initialise(TINY, 1, manager)) {
      assertThatThrownBy(() -> WeightsFile.save(weights, directory))
          .isInstanceOf(IOException.class);
      assertThat(names()).containsExactly("d", "weights.safetensors");
      assertThatThrownBy(() -> WeightsFile.save(weights, folder.resolve("absent").resolve("f")))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void othersMayReadASavedFileAsAnyOther() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain"), "x");
    Path file = folder.resolve("weights.safetensors");
    try (Weights weights = Weights.initialise(TINY, 1, manager)) {
      WeightsFile.save(weights, file);
    }
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(Files.getPosixFilePermissions(plain));
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private void assertRefused(Path file, String message) {
    Throwable thrown = null;
    try (Weights loaded = WeightsFile.load(file, TINY, manager)) {
      assertThat(loaded).as("loaded %s", file).isNull();
    } catch (Throwable e) {
      thrown = e;
    }
    assertThat(thrown).as("what loading throws").isNotNull();
    assertOneLine(thrown, file, message);
    assertThat(manager.getManagedArrays()).isEmpty();
  }

  private static void assertOneLine(Throwable e, Path file, String message) {
    assertThat(e)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
    assertThat(e.getMessage()).doesNotContainPattern("[\\p{Cc}\\p{Zl}\\p{Zp}]");
    assertThat(e.getMessage()).doesNotContain("null").hasSizeGreaterThan(file.toString().length());
  }
}
