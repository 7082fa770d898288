package dev.kvbench.transformer.checkpoint;

import static dev.kvbench.transformer.checkpoint.Loading.TINY;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.Float16Utils;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.model.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The article's model, whole and in shards, of every type. */
class SafetensorsFolderTest extends WithManager {
  private static final Map<String, Shape> SHAPES = Weights.shapes(TINY);
  private static final String LAST = "layer_norm.bias";

  @TempDir private Path folder;
  private final Map<String, float[]> numbers = new LinkedHashMap<>();

  /** Numbers that every type has. */
  @BeforeEach
  void draw() {
    Random random = new Random(3);
    SHAPES.forEach(
        (name, shape) -> {
          float[] values = new float[(int) shape.size()];
          for (int i = 0; i < values.length; i++) {
            values[i] = (random.nextInt(255) - 127) / 64f;
          }
          numbers.put(name, values);
        });
  }

  private void write(String file, FloatType type, List<String> names) {
    SafetensorsBytes bytes = new SafetensorsBytes(new JsonObject(), new byte[0]);
    for (String name : names) {
      bytes = with(bytes, name, type, shape(name), numbers.get(name));
    }
    bytes.write(folder.resolve(file));
  }

  private static SafetensorsBytes with(
      SafetensorsBytes bytes, String name, FloatType type, long[] shape, float[] values) {
    SafetensorsBytes more = bytes.with(name, type.name(), type.bytes() * values.length, shape);
    ByteBuffer out =
        ByteBuffer.wrap(more.data()).order(ByteOrder.LITTLE_ENDIAN).position(bytes.data().length);
    for (float value : values) {
      switch (type) {
        case F32 -> out.putFloat(value);
        case F16 -> out.putShort(Float16Utils.floatToHalf(value));
        case BF16 -> out.putShort((short) (Float.floatToIntBits(value) >> 16));
        case F64 -> out.putDouble(value);
      }
    }
    return more;
  }

  private static long[] shape(String name) {
    return SHAPES.get(name).getShape();
  }

  /** Three shards, the index of which is given back to be changed. */
  private Map<String, String> writeShards(FloatType... types) throws IOException {
    List<String> names = new ArrayList<>(SHAPES.keySet());
    Map<String, String> index = new LinkedHashMap<>();
    for (int shard = 0; shard < 3; shard++) {
      String file = "model-0000%d-of-00003.safetensors".formatted(shard + 1);
      List<String> some = names.subList(shard * 7, shard == 2 ? names.size() : shard * 7 + 7);
      write(file, types[shard % types.length], some);
      some.forEach(name -> index.put(name, file));
    }
    assertThat(index).hasSize(22).containsEntry(LAST, "model-00003-of-00003.safetensors");
    writeIndex(index);
    return index;
  }

  private void writeIndex(Map<String, String> index) throws IOException {
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        new Gson().toJson(Map.of("metadata", Map.of("total_size", 1), "weight_map", index)));
  }

  private void assertLoaded(Path file) throws IOException {
    try (Weights weights = Loading.weights(file, TINY, manager)) {
      for (Map.Entry<String, float[]> expected : numbers.entrySet()) {
        assertThat(weights.get(expected.getKey()).toFloatArray())
            .as(expected.getKey())
            .isEqualTo(expected.getValue());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyTypeIsRead(FloatType type) throws IOException {
    write("model.safetensors", type, List.copyOf(SHAPES.keySet()));
    assertLoaded(folder.resolve("model.safetensors"));
    assertLoaded(folder);
    Files.delete(folder.resolve("model.safetensors"));
    writeShards(type);
    assertLoaded(folder);
    try (Checkpoint checkpoint = Checkpoint.load(folder, manager)) {
      assertThat(checkpoint.weights().config()).isEqualTo(TINY);
    }
  }

  @Test
  void shardsMayBeOfSeveralTypes() throws IOException {
    writeShards(FloatType.BF16, FloatType.F64, FloatType.F32);
    assertLoaded(folder);
    assertThat(arrays()).isZero();
  }

  /** Larger than what is converted at a time, and no multiple of it. */
  @Test
  void aLargeTensorIsReadWhole() throws IOException {
    int size = 3 * (1 << 16) + 5;
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = i % 256;
    }
    for (FloatType type : FloatType.values()) {
      Path file = folder.resolve(type + ".safetensors");
      SafetensorsBytes none = new SafetensorsBytes(new JsonObject(), new byte[0]);
      with(none, "large", type, new long[] {size}, values).write(file);
      try (Safetensors in = new Safetensors(file);
          NDArray array = in.tensor("large", new Shape(size), manager)) {
        assertThat(array.toFloatArray()).isEqualTo(values);
      }
    }
  }

  @Test
  void numbersOfOtherTypesAreRoundedAsPytorchDoes() {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putDouble(0, 1 / 3.0);
    assertThat(FloatType.F64.at(bytes, 0)).isEqualTo(0x1.555556p-2f);
    bytes.putDouble(0, -1e300);
    assertThat(FloatType.F64.at(bytes, 0)).isEqualTo(Float.NEGATIVE_INFINITY);
    bytes.putShort(2, (short) 0x7f80);
    assertThat(FloatType.BF16.at(bytes, 1)).isEqualTo(Float.POSITIVE_INFINITY);
    bytes.putShort(2, (short) 0xffc0);
    assertThat(FloatType.BF16.at(bytes, 1)).isNaN();
    bytes.putShort(2, (short) 0x8001);
    assertThat(FloatType.BF16.at(bytes, 1)).isEqualTo(-0x1p-133f);
    bytes.putShort(2, (short) 0x8001);
    assertThat(FloatType.F16.at(bytes, 1)).isEqualTo(-0x1p-24f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model-00001-of-00003.safetensors | tensor layer_norm.bias is listed in"
            + " model-00001-of-00003.safetensors, and not there",
        "model-00002-of-00003.safetensors | tensor layer_norm.bias is listed in"
            + " model-00002-of-00003.safetensors, and not there",
        "model-00004-of-00003.safetensors | names model-00004-of-00003.safetensors, which is not"
            + " there",
        "../x.safetensors | names a file that is no plain model.safetensors",
        "'' | names a file that is no plain model.safetensors",
        " | tensor layer_norm.bias is in model-00003-of-00003.safetensors, and not listed there"
      })
  void anIndexThatDoesNotFitItsFilesIsRefused(String file, String message) throws IOException {
    Map<String, String> index = writeShards(FloatType.F32);
    index.remove(LAST);
    if (file != null) {
      index.put(LAST, file);
    }
    writeIndex(index);
    Loading.assertRefused(folder, TINY, "model.safetensors.index.json: ");
    Loading.assertRefused(folder, TINY, message);
  }

  @Test
  void aTensorThatIsNowhereOrTwiceIsNamed() throws IOException {
    Map<String, String> index = writeShards(FloatType.F32);
    index.put("more", "model-00002-of-00003.safetensors");
    writeIndex(index);
    Loading.assertRefused(
        folder, TINY, "tensor more is listed in model-00002-of-00003.safetensors, and not there");
    write("model-00004-of-00003.safetensors", FloatType.F32, List.of(LAST));
    index.remove("more");
    index.put(LAST, "model-00004-of-00003.safetensors");
    writeIndex(index);
    Loading.assertRefused(
        folder,
        TINY,
        "tensor layer_norm.bias is in model-00003-of-00003.safetensors, and not listed there");
  }

  @Test
  void aDamagedShardIsNamed() throws IOException {
    writeShards(FloatType.BF16);
    Path shard = folder.resolve("model-00002-of-00003.safetensors");
    byte[] bytes = Files.readAllBytes(shard);
    Files.write(shard, Arrays.copyOf(bytes, bytes.length - 2));
    Loading.assertRefused(folder, TINY, "model-00002-of-00003.safetensors: is truncated");
  }
}
