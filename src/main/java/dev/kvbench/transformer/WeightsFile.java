package dev.kvbench.transformer;

import static dev.kvbench.transformer.StateDict.problem;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Weights in a safetensors file, under the article's state-dict names. */
public final class WeightsFile {
  private static final int MAX_HEADER = 100_000_000; // bytes, as the format's own reader has it

  private WeightsFile() {}

  /** Writes all tensors; the file appears whole or not at all. */
  public static void save(Weights weights, Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    // Not Files.createTempFile, which lets nobody else read the file.
    Path temporary = directory.resolve(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      NDList list = new NDList();
      weights
          .tensors()
          .forEach(
              (name, tensor) -> {
                tensor.setName(name);
                list.add(tensor);
              });
      try (OutputStream out =
          new BufferedOutputStream(
              Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW))) {
        list.encode(out, NDList.Encoding.SAFETENSORS);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Names and shapes of all tensors, masks included; their values are not read. {@link
   * StateDict#configOf} tells which model they make.
   *
   * @throws IOException with one line that names the file and says why it cannot be read
   */
  public static Map<String, Shape> shapes(Path file) throws IOException {
    requireFile(file);
    try (FileChannel in = FileChannel.open(file)) {
      return shapes(entries(file, in, headerLength(file, in)));
    }
  }

  /**
   * Reads the weights of a model of the given shape. Causal-mask buffers ({@code …tril}), which the
   * article's uncached model keeps in its state dict, are passed over.
   *
   * <p>DJL has a reader, too. It believes a damaged header, allocates what that claims and takes a
   * hole in the file for a weight, and a BF16 tensor in Java aborts the process; so here all of the
   * header is checked before the first tensor is made.
   *
   * @throws IOException with one line that names the file and the first tensor that is missing, has
   *     another shape or type, or is not part of the model
   */
  public static Weights load(Path file, TransformerConfig config, NDManager parent)
      throws IOException {
    requireFile(file);
    NDManager manager = parent.newSubManager();
    try (FileChannel in = FileChannel.open(file)) {
      int header = headerLength(file, in);
      Map<String, Entry> found = entries(file, in, header);
      Map<String, Shape> shapes = Weights.shapes(config);
      StateDict.requireModel(file, shapes(found), shapes);
      for (String name : shapes.keySet()) {
        requireFloats(file, name, found.get(name));
      }
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      for (Map.Entry<String, Shape> expected : shapes.entrySet()) {
        Entry entry = found.get(expected.getKey());
        float[] values = new float[Math.toIntExact(expected.getValue().size())];
        read(file, in, 8 + header + entry.begin, Math.multiplyExact(4, values.length))
            .asFloatBuffer()
            .get(values);
        tensors.put(expected.getKey(), manager.create(values, expected.getValue()));
      }
      return new Weights(config, manager, tensors);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** A tensor as the header describes it; its bytes are {@code begin … end-1} of the data. */
  private record Entry(String dtype, Shape shape, long begin, long end) {}

  private static void requireFile(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw problem(file, "no such file");
    }
  }

  private static Map<String, Shape> shapes(Map<String, Entry> entries) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    entries.forEach((name, entry) -> shapes.put(name, entry.shape));
    return shapes;
  }

  private static void requireFloats(Path file, String name, Entry entry) throws IOException {
    if (!entry.dtype.equals("F32")) {
      throw problem(file, "tensor " + name + " is " + entry.dtype + ", the model needs F32");
    }
    if (entry.end - entry.begin != 4 * entry.shape.size()) {
      throw problem(
          file, "is damaged: tensor " + name + " has " + (entry.end - entry.begin) + " bytes");
    }
  }

  private static int headerLength(Path file, FileChannel in) throws IOException {
    long length = in.size() < 9 ? -1 : read(file, in, 0, 8).getLong();
    if (length < 2 || length > Math.min(in.size() - 8, MAX_HEADER)) {
      throw problem(file, "is not a safetensors file, or is truncated");
    }
    if (read(file, in, 8, 1).get() != '{') {
      throw problem(file, "is not a safetensors file");
    }
    return (int) length;
  }

  /** The tensors of a header, which must share the data out among them without a hole. */
  private static Map<String, Entry> entries(Path file, FileChannel in, int header)
      throws IOException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    String json = StandardCharsets.UTF_8.decode(read(file, in, 8, header)).toString();
    try {
      for (Map.Entry<String, JsonElement> named :
          JsonParser.parseString(json).getAsJsonObject().entrySet()) {
        if (!named.getKey().equals("__metadata__")) {
          entries.put(named.getKey(), entry(named.getValue().getAsJsonObject()));
        }
      }
    } catch (JsonParseException // not JSON; and Gson's ways to say that it is not of this form
        | IllegalArgumentException
        | IllegalStateException
        | ClassCastException
        | UnsupportedOperationException
        | NullPointerException e) {
      throw problem(file, "is a damaged safetensors file: its header cannot be read");
    }
    long end = 0;
    for (Entry entry :
        entries.values().stream()
            .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
            .toList()) {
      if (entry.begin != end || entry.end < entry.begin) {
        throw problem(
            file, "is a damaged safetensors file: its tensors overlap or leave a hole at " + end);
      }
      end = entry.end;
    }
    long dataLength = in.size() - 8 - header;
    if (end != dataLength) {
      throw problem(
          file, "is truncated or damaged: " + end + " bytes of tensors, " + dataLength + " there");
    }
    return entries;
  }

  private static Entry entry(JsonObject tensor) {
    long[] shape = longs(tensor.getAsJsonArray("shape"));
    long[] offsets = longs(tensor.getAsJsonArray("data_offsets"));
    if (offsets.length != 2) {
      throw new IllegalArgumentException("data_offsets are a begin and an end");
    }
    return new Entry(tensor.get("dtype").getAsString(), new Shape(shape), offsets[0], offsets[1]);
  }

  private static long[] longs(JsonArray array) {
    long[] longs = new long[array.size()];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = Long.parseUnsignedLong(array.get(i).getAsString()); // digits, and nothing else
      if (longs[i] < 0) {
        throw new IllegalArgumentException("a length of more than 63 bits");
      }
    }
    return longs;
  }

  /** Bytes of the file, little-endian. */
  private static ByteBuffer read(Path file, FileChannel in, long from, int count)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (in.read(bytes, from + bytes.position()) < 0) {
        throw problem(file, "is truncated");
      }
    }
    return bytes.flip();
  }
}
