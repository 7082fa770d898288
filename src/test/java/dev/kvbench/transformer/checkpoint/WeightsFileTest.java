package dev.kvbench.transformer.checkpoint;

import static dev.kvbench.transformer.checkpoint.Loading.TINY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Golden;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of safetensors; {@link StateDictFileTest} has what PyTorch saves. */
class WeightsFileTest extends WithManager {
  private static final Path GOLDEN = Golden.path("article-tiny.safetensors");
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("weights.safetensors");
  }

  @Test
  void whatIsSavedIsLoaded() throws IOException {
    TransformerConfig config = new TransformerConfig(2, 3, 12, 5, 7);
    Path plain = Files.writeString(folder.resolve("plain"), "x");
    try (Weights weights = Weights.initialise(config, 1, manager)) {
      WeightsFile.save(weights, file);
      try (Weights loaded = Loading.weights(file, config, manager)) {
        assertThat(loaded.sha256()).isEqualTo(weights.sha256());
        assertThat(loaded.config()).isEqualTo(config);
        assertThat(loaded.tensors().keySet()).containsExactlyElementsOf(weights.tensors().keySet());
      }
    }
    assertThat(arrays()).isZero();
    assertThat(names()).containsExactly("plain", "weights.safetensors");
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) { // others may read it
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(Files.getPosixFilePermissions(plain));
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Expected(float[][] logits) {}

  @Test
  void loadsWhatPytorchSavedAndComputesWhatPytorchDoes() throws IOException {
    float[] expected = Golden.read("article-tiny.json", Expected.class).logits()[0];
    try (Weights weights = Loading.weights(GOLDEN, TINY, manager)) {
      Transformer transformer = new Transformer(weights);
      for (Decoder decoder :
          List.of(
              Decoder.uncached(transformer), Decoder.cached(transformer, CachePolicy.SHIFT, 1))) {
        try (decoder) {
          assertThat(decoder.logitsAfter(new long[][] {{1, 2, 3, 4}})[0])
              .containsExactly(expected, within(1e-5f));
        }
      }
    }
  }

  @Test
  void passesOverMetadataAndMasksOfAnyType() throws IOException {
    SafetensorsBytes bytes =
        SafetensorsBytes.read(GOLDEN)
            .with("head.tril", "BF16", 32, 4, 4)
            .with("other.tril", "BOOL", 16, 4, 4);
    JsonObject metadata = new JsonObject();
    metadata.addProperty("format", "pt");
    bytes.header().add("__metadata__", metadata);
    try (Weights weights = Loading.weights(bytes.write(file), TINY, manager)) {
      assertThat(weights.tensors()).hasSize(22);
      assertThat(manager.getManagedArrays()).hasSize(22);
    }
  }

  /** Holes and overlaps would be read as weights, without a word. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "block.0.multihead.proj.weight | proj.weight | tensor block.0.multihead.proj.weight is"
            + " missing",
        "[4,8] | [8,4] | tensor possitional_embedding.weight has shape (8, 4), the model needs"
            + " (4, 8)",
        "[6052,8132] | [6052,2147483632] | is truncated or damaged: 2147483632 bytes of tensors",
        "[3520,3552] | [3488,3520] | its tensors overlap or leave a hole at",
        "[3520,3552] | [3516,3548] | its tensors overlap or leave a hole at",
        "[3552,3584] | [3548,3580] | its tensors overlap or leave a hole at",
      })
  void aChangedHeaderIsRefused(String from, String to, String message) throws IOException {
    SafetensorsBytes golden = SafetensorsBytes.read(GOLDEN);
    String header = golden.header().toString();
    assertThat(header).contains(from);
    Loading.assertRefused(
        SafetensorsBytes.write(file, header.replace(from, to), golden.data()), TINY, message);
  }

  @Test
  void aTensorThatIsNotOfTheModelIsNamed() throws IOException {
    String evil = "evil\n\u2028\u0085\u001b[31m" + "x".repeat(1000);
    SafetensorsBytes.read(GOLDEN).with(evil, "F32", 4, 1).write(file);
    Loading.assertRefused(file, TINY, "… is not part of the model");
  }

  @ParameterizedTest
  @CsvSource({"I32, 4", "BOOL, 1", "F8_E4M3, 1", "X, 3"})
  void aTensorOfAnotherTypeIsNamed(String dtype, int bytes) throws IOException {
    SafetensorsBytes golden = SafetensorsBytes.read(GOLDEN);
    golden.header().add("spare.tril", golden.header().remove("layer_norm.bias"));
    golden.with("layer_norm.bias", dtype, 8 * bytes, 8).write(file);
    Loading.assertRefused(
        file,
        TINY,
        "tensor layer_norm.bias is " + dtype + ", the model needs F32, F16, BF16 or F64");
  }

  @Test
  void refusesWhatIsNotASafetensorsFile() throws IOException {
    Loading.assertRefused(folder.resolve("missing"), TINY, "no such file");
    Loading.assertRefused(folder, TINY, "has no model.safetensors");
    for (String content : List.of("", "{}", "hello, world\nhello", "\u0093NUMPY")) {
      Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
      Loading.assertRefused(file, TINY, "is not a safetensors file");
    }
  }

  @Test
  void refusesAMalformedHeader() throws IOException {
    byte[] data = SafetensorsBytes.read(GOLDEN).data();
    String offsets =
        "[0] [4,0] [-4,0] [0,8132.5] [0,1e999999999] [0,9223372036854775807] [0,8132]}}{\"b\":{";
    String shapes = "[-1] [null] [4294967296,4294967296]";
    String headers =
        """
        {} {"a":null} {"a":1} {"a":[]} {"a":{}} {"a":{"dtype":"F32","shape":[1]}}
        {"a":{"shape":[1],"data_offsets":[0,8132]}}
        {"a":{"dtype":{},"shape":{},"data_offsets":{}}} {"a": {"a"} {{{{
        {"__metadata__":7} {"__metadata__":{"kvbench":null}}
        """;
    String tensor = "{\"a\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":%s}}";
    Stream.of(
            Arrays.stream(headers.split("\\s+")),
            Arrays.stream(offsets.split(" ")).map(wrong -> tensor.formatted("[1]", wrong)),
            Arrays.stream(shapes.split(" ")).map(wrong -> tensor.formatted(wrong, "[0,8132]")),
            Stream.of("{\"a\":" + "[".repeat(500_000)))
        .flatMap(each -> each)
        .forEach(
            header -> Loading.assertRefused(SafetensorsBytes.write(file, header, data), TINY, ""));
  }

  /** A claimed length must not become an array before it is checked. */
  @Test
  void refusesAFileOfAnotherLength() throws IOException {
    for (long length : new long[] {-1, 0, 1, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE}) {
      byte[] bytes = Files.readAllBytes(GOLDEN);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      Loading.assertRefused(Files.write(file, bytes), TINY, "is not a safetensors file");
    }
    byte[] bytes = Files.readAllBytes(GOLDEN);
    for (int length : new int[] {1, 8, 9, 10, 500, 4000, bytes.length - 1, bytes.length + 1}) {
      Loading.assertRefused(Files.write(file, Arrays.copyOf(bytes, length)), TINY, "");
    }
  }

  /** Whatever happens to its header, a file gives its own weights or one line. */
  @Test
  void aMutatedHeaderGivesTheSameWeightsOrOneLine() throws IOException {
    byte[] bytes = Files.readAllBytes(GOLDEN);
    int header = SafetensorsBytes.headerLength(bytes);
    Random random = new Random(20);
    String original;
    try (Weights weights = Loading.weights(GOLDEN, TINY, manager)) {
      original = weights.sha256();
    }
    int loaded = 0;
    for (int i = 0; i < 200; i++) {
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
      try (Weights weights = Loading.weights(file, TINY, manager)) {
        loaded++;
        assertThat(weights.sha256()).isEqualTo(original);
      } catch (IOException e) {
        Loading.assertIsOneLine(e, file.toString(), "");
      }
      assertThat(arrays()).isZero();
    }
    assertThat(loaded).isBetween(1, 100); // most mutations must have been seen
  }

  @Test
  void aFailingSaveLeavesTheOldFileAndNothingElse() throws IOException {
    Files.writeString(file, "old");
    Weights closed = Weights.initialise(TINY, 1, manager);
    closed.close();
    assertThatThrownBy(() -> WeightsFile.save(closed, file)).isNotNull();
    assertThat(names()).containsExactly("weights.safetensors");
    assertThat(file).hasContent("old");

    Path directory = Files.createDirectories(folder.resolve("d").resolve("inside")).getParent();
    try (Weights weights = Weights.initialise(TINY, 1, manager)) {
      for (Path target : List.of(directory, folder.resolve("absent").resolve("f"))) {
        assertThatThrownBy(() -> WeightsFile.save(weights, target)).isInstanceOf(IOException.class);
      }
    }
    assertThat(names()).containsExactly("d", "weights.safetensors");
  }

  private String[] names() {
    String[] names = folder.toFile().list();
    Arrays.sort(names);
    return names;
  }
}
