package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kvbench.transformer.tensor.HostRead;
import dev.kvbench.transformer.tensor.InPlaceArray;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A safetensors file: eight bytes of length, a JSON header of names, types, shapes and offsets, and
 * the tensors' bytes, little-endian.
 *
 * <p>DJL has a reader and a writer, too. The reader believes a damaged header, allocates what that
 * claims and takes a hole in the file for a weight, and a BF16 tensor in Java aborts the process;
 * so here all of the header is checked before the first tensor is made. The writer writes no
 * metadata.
 */
public final class Safetensors implements AutoCloseable {
  private static final long MOST_BYTES = 1L << 30; // of a tensor: Java counts elements in an int
  private static final int MAX_HEADER = 100_000_000; // bytes, as the format's own reader has it
  private static final String METADATA = "__metadata__";
  private static final int ALIGNMENT = 8; // of the data, as the format's own writer has it
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  /** A tensor as the header describes it; its bytes are {@code begin … end-1} of the data. */
  public record Entry(String dtype, Shape shape, long begin, long end) {}

  private final Path file;
  private final FileChannel in;
  private final int header;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  /**
   * Opens a file and reads its header.
   *
   * @throws IOException with one line that names the file and what is wrong with it
   */
  public Safetensors(Path file) throws IOException {
    this.file = file;
    StateDict.requireFile(file);
    in = FileChannel.open(file);
    try {
      header = headerLength();
      parse(StandardCharsets.UTF_8.decode(read(8, header)).toString());
      requireWhole(in.size() - 8 - header);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** All tensors, by name, in the header's order. */
  public Map<String, Entry> entries() {
    return Collections.unmodifiableMap(entries);
  }

  /** What the writer said of the file; empty where it said nothing. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  /**
   * A tensor of type F32 or F16, as float32.
   *
   * @throws IOException if it is of another type, or its length is not that of its shape
   */
  public NDArray tensor(String name, NDManager manager) throws IOException {
    DataType type = type(name);
    Entry entry = entries.get(name);
    ByteBuffer bytes = read(8L + header + entry.begin, Math.toIntExact(entry.end - entry.begin));
    if (type == DataType.FLOAT32) {
      float[] values = new float[Math.toIntExact(entry.shape.size())];
      bytes.asFloatBuffer().get(values);
      return manager.create(values, entry.shape);
    }
    try (NDArray half = manager.create(bytes, entry.shape, type)) {
      return half.toType(DataType.FLOAT32, true);
    }
  }

  /**
   * As {@link #tensor}, but of F32 straight into the memory that the array then uses: a large model
   * is in memory once, and at addresses that suit vector instructions, which a file's need not be.
   */
  NDArray inPlace(String name, NDManager manager) throws IOException {
    if (type(name) != DataType.FLOAT32 || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      return tensor(name, manager);
    }
    Entry entry = entries.get(name);
    return InPlaceArray.of(entry.shape, manager, bytes -> fill(bytes, 8L + header + entry.begin));
  }

  private DataType type(String name) throws IOException {
    Entry entry = entries.get(name);
    DataType type =
        switch (entry.dtype) {
          case "F32" -> DataType.FLOAT32;
          case "F16" -> DataType.FLOAT16;
          default ->
              throw StateDict.problem(
                  file, "tensor " + name + " is " + entry.dtype + ", the model needs F32 or F16");
        };
    if (entry.end - entry.begin != type.getNumOfBytes() * entry.shape.size()) {
      throw StateDict.problem(
          file, "is damaged: tensor " + name + " has " + (entry.end - entry.begin) + " bytes");
    }
    if (entry.end - entry.begin > MOST_BYTES) {
      throw StateDict.problem(file, "tensor " + name + " has more than " + MOST_BYTES + " bytes");
    }
    return type;
  }

  /**
   * Writes a file, whole or not at all.
   *
   * @param half as float16 instead of float32
   */
  static void write(
      Path file, Map<String, String> metadata, Map<String, NDArray> tensors, boolean half)
      throws IOException {
    DataType type = half ? DataType.FLOAT16 : DataType.FLOAT32;
    Path directory = file.toAbsolutePath().getParent();
    // Not Files.createTempFile, whose files only their owner can read.
    Path temporary = directory.resolve(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
              FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          OutputStream out = Channels.newOutputStream(channel);
          WritableByteChannel sink = Channels.newChannel(out)) {
        out.write(head(metadata, tensors, type));
        for (NDArray tensor : tensors.values()) {
          try (NDArray typed = tensor.toType(type, true)) {
            ByteBuffer bytes = HostRead.bytes(typed);
            while (bytes.hasRemaining()) {
              sink.write(bytes);
            }
          }
        }
        channel.force(true); // before the name: a power cut must not leave a name without content
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static byte[] head(
      Map<String, String> metadata, Map<String, NDArray> tensors, DataType type) {
    JsonObject json = new JsonObject();
    if (!metadata.isEmpty()) {
      json.add(METADATA, GSON.toJsonTree(metadata));
    }
    long at = 0;
    for (Map.Entry<String, NDArray> tensor : tensors.entrySet()) {
      Shape shape = tensor.getValue().getShape();
      long end = at + type.getNumOfBytes() * shape.size();
      JsonObject entry = new JsonObject();
      entry.addProperty("dtype", type == DataType.FLOAT16 ? "F16" : "F32");
      entry.add("shape", GSON.toJsonTree(shape.getShape()));
      entry.add("data_offsets", GSON.toJsonTree(new long[] {at, end}));
      json.add(tensor.getKey(), entry);
      at = end;
    }
    byte[] text = GSON.toJson(json).getBytes(StandardCharsets.UTF_8);
    int length = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer head = ByteBuffer.allocate(8 + length).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(length).put(text);
    while (head.hasRemaining()) {
      head.put((byte) ' ');
    }
    return head.array();
  }

  private int headerLength() throws IOException {
    long length = in.size() < 9 ? -1 : read(0, 8).getLong();
    if (length < 2 || length > Math.min(in.size() - 8, MAX_HEADER)) {
      throw StateDict.problem(file, "is not a safetensors file, or is truncated");
    }
    if (read(8, 1).get() != '{') {
      throw StateDict.problem(file, "is not a safetensors file");
    }
    return (int) length;
  }

  private void parse(String json) throws IOException {
    try {
      for (Map.Entry<String, JsonElement> named :
          JsonParser.parseString(json).getAsJsonObject().entrySet()) {
        JsonObject value = named.getValue().getAsJsonObject();
        if (named.getKey().equals(METADATA)) {
          value.entrySet().forEach(e -> metadata.put(e.getKey(), e.getValue().getAsString()));
        } else {
          entries.put(named.getKey(), entry(value));
        }
      }
    } catch (JsonParseException // not JSON; and Gson's ways to say that it is not of this form
        | IllegalArgumentException
        | IllegalStateException
        | ClassCastException
        | UnsupportedOperationException
        | NullPointerException e) {
      throw StateDict.problem(file, "is a damaged safetensors file: its header cannot be read");
    }
  }

  /** The tensors must share the data out among them without a hole. */
  private void requireWhole(long dataLength) throws IOException {
    long end = 0;
    for (Entry entry :
        entries.values().stream()
            .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
            .toList()) {
      if (entry.begin != end || entry.end < entry.begin) {
        throw StateDict.problem(
            file, "is a damaged safetensors file: its tensors overlap or leave a hole at " + end);
      }
      end = entry.end;
    }
    if (end != dataLength) {
      throw StateDict.problem(
          file, "is truncated or damaged: " + end + " bytes of tensors, " + dataLength + " there");
    }
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
  private ByteBuffer read(long from, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    fill(bytes, from);
    return bytes.flip();
  }

  private void fill(ByteBuffer bytes, long from) throws IOException {
    while (bytes.hasRemaining()) {
      if (in.read(bytes, from + bytes.position()) < 0) {
        throw StateDict.problem(file, "is truncated");
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
