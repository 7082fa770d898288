package dev.kvbench.transformer.decode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * A golden file of one model and the formulas of src/test/python/README.md, which make the weights
 * and the text that the file's numbers belong to.
 */
@SuppressWarnings("ArrayRecordComponent") // read from JSON, never compared or changed
public record Golden(
    Config config,
    long[][] tokens,
    Map<String, Tensor> weights,
    List<Uncached> uncached,
    Shift shift,
    Article article,
    Greedy greedy) {

  public record Config(int layers, int heads, int embed, int block, int vocabulary, int batch) {
    public TransformerConfig transformer() {
      return new TransformerConfig(layers, heads, embed, block, vocabulary);
    }
  }

  record Tensor(long[] shape, double bound, double center, float[] first, float last, long crc32) {}

  /** Logits [B][V] at the last of length tokens. */
  record Uncached(int length, float[][] logits) {}

  /** Logits [B][V] at position t. */
  record Full(int t, float[][] logits) {}

  record Shift(List<Full> full, Every every) {}

  record Article(List<Full> full) {}

  /** Of every position t: logits [t][B][5] of five tokens, and the others [t][B]. */
  record Every(
      int count,
      int[] vocabulary,
      float[][][] logits,
      int[][] argmax,
      double[][] margin,
      double[][] logsumexp) {}

  record Greedy(int start, int count, Arm uncached, Arm shift, Arm article) {}

  record Arm(long[][] tokens, double minMargin) {}

  private static final Gson GSON =
      new GsonBuilder()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .create();

  public static Golden of(String name) {
    return read(name + ".json", Golden.class);
  }

  /** A file of the golden folder. */
  public static <T> T read(String file, Class<T> type) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + file);
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      return GSON.fromJson(reader, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Path path(String file) {
    try {
      return Path.of(Golden.class.getResource("/golden/" + file).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The formula weights, owned by a manager of their own. */
  public Weights formulaWeights(NDManager parent) {
    NDManager manager = parent.newSubManager();
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    Weights.shapes(config.transformer())
        .forEach((name, shape) -> tensors.put(name, manager.create(formula(name), shape)));
    return new Weights(config.transformer(), manager, tensors);
  }

  /** The values of a tensor: a hash of its name and of each element's index, scaled. */
  float[] formula(String name) {
    Tensor tensor = weights.get(name);
    int size = 1;
    for (long dimension : tensor.shape) {
      size = Math.toIntExact(size * dimension);
    }
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      int h = (int) crc.getValue() + (i + 1) * 0x9E3779B1; // 2654435761
      h ^= h >>> 16;
      h *= 0x7feb352d;
      h ^= h >>> 15;
      h *= 0x846ca68b;
      h ^= h >>> 16;
      double u = (h >>> 8) / (double) (1 << 24);
      values[i] = (float) (tensor.center + (2 * u - 1) * tensor.bound);
    }
    return values;
  }

  /** CRC-32 of the little-endian fp32 bytes. */
  static long crc32(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  /** The first length tokens of each batch row. */
  public long[][] text(int length) {
    long[][] text = new long[config.batch][length];
    for (int row = 0; row < config.batch; row++) {
      for (int j = 0; j < length; j++) {
        text[row][j] = (7L * j + 31L * row + (long) j * j % 13) % 65;
      }
    }
    return text;
  }
}
