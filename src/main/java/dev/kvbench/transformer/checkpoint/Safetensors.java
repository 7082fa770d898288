package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.annotations.SerializedName;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.kvbench.transformer.tensor.HostRead;
import dev.kvbench.transformer.tensor.InPlaceArray;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
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
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * A safetensors file: eight bytes of length, a JSON header of names, types, shapes and offsets, and
 * the tensors' bytes, little-endian as every machine is that libtorch is built for.
 *
 * <p>DJL has a reader and a writer, too. The reader believes a damaged header, allocates what that
 * claims and takes a hole in the file for a weight, and a BF16 tensor in Java aborts the process;
 * so here all of the header is checked before the first tensor is made. The writer writes no
 * metadata.
 */
public final class Safetensors extends WeightsFile {
  private static final long MAX_ELEMENTS = 1L << 28; // of a tensor: Java counts bytes in an int
  private static final int CHUNK = 1 << 16; // elements that are converted at a time
  private static final int MAX_HEADER = 100_000_000; // bytes, as the format's own reader has it
  private static final String METADATA = "__metadata__";
  private static final int ALIGNMENT = 8; // of the data, as the format's own writer has it
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final TypeToken<Map<String, String>> TEXTS = new TypeToken<>() {};

  /**
   * A tensor as the header has it; offsets: its first byte of the data, and that after its last.
   */
  @SuppressWarnings("ArrayRecordComponent") // only read and written
  private record Entry(String dtype, long[] shape, @SerializedName("data_offsets") long[] offsets) {
    Entry {
      if (dtype == null || offsets.length != 2 || Arrays.stream(shape).anyMatch(size -> size < 0)) {
        throw new IllegalArgumentException("no tensor");
      }
    }

    long begin() {
      return offsets[0];
    }

    long end() {
      return offsets[1];
    }
  }

  private final FileChannel in;
  private final int header;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private Map<String, String> metadata = new LinkedHashMap<>();

  /**
   * Opens a file and reads its header.
   *
   * @throws IOException with one line that names the file and what is wrong with it
   */
  public Safetensors(Path file) throws IOException {
    super(file);
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

  @Override
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  @Override
  Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    entries.forEach((name, entry) -> shapes.put(name, new Shape(entry.shape)));
    shapes.keySet().removeIf(name -> name.startsWith(Checkpoint.TRAINING));
    return shapes;
  }

  /**
   * A tensor of that shape, as float32.
   *
   * @throws IOException with one line, if there is none
   */
  public NDArray tensor(String name, Shape shape, NDManager manager) throws IOException {
    Entry entry = entries.get(name);
    if (entry == null || !shape.equals(new Shape(entry.shape))) {
      throw problem("is damaged: tensor " + name + " is missing or misshapen");
    }
    return tensor(name, manager);
  }

  @Override
  NDArray tensor(String name, NDManager manager) throws IOException {
    Entry entry = entries.get(name);
    Shape shape = new Shape(entry.shape);
    FloatType type = FloatType.ofSafetensors(entry.dtype);
    if (type == null) {
      throw problem(
          "tensor %s is %s, the model needs F32, F16, BF16 or F64"
              .formatted(name, StateDict.shown(entry.dtype)));
    }
    long elements = shape.size();
    if (entry.end() - entry.begin() != type.bytes() * elements) {
      throw problem(
          "is damaged: tensor " + name + " has " + (entry.end() - entry.begin()) + " bytes");
    }
    if (elements > MAX_ELEMENTS) {
      throw problem("tensor " + name + " has more than " + MAX_ELEMENTS + " elements");
    }
    long from = 8L + header + entry.begin();
    return InPlaceArray.of(
        shape,
        manager,
        floats -> {
          if (type == FloatType.F32) {
            fill(floats, from);
            return;
          }
          for (long at = 0; at < elements; at += CHUNK) {
            int count = (int) Math.min(CHUNK, elements - at);
            ByteBuffer numbers = read(from + type.bytes() * at, type.bytes() * count);
            for (int i = 0; i < count; i++) {
              floats.putFloat(type.at(numbers, i));
            }
          }
        });
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
        out.write(head(metadata, tensors, half ? FloatType.F16 : FloatType.F32));
        for (NDArray tensor : tensors.values()) {
          ByteBuffer bytes = HostRead.bytes(tensor, type);
          while (bytes.hasRemaining()) {
            sink.write(bytes);
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
      Map<String, String> metadata, Map<String, NDArray> tensors, FloatType type) {
    JsonObject json = new JsonObject();
    if (!metadata.isEmpty()) {
      json.add(METADATA, GSON.toJsonTree(metadata));
    }
    long at = 0;
    for (Map.Entry<String, NDArray> tensor : tensors.entrySet()) {
      Shape shape = tensor.getValue().getShape();
      long end = at + type.bytes() * shape.size();
      Entry entry = new Entry(type.name(), shape.getShape(), new long[] {at, end});
      json.add(tensor.getKey(), GSON.toJsonTree(entry));
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
    if (length < 2 || length > Math.min(in.size() - 8, MAX_HEADER) || read(8, 1).get() != '{') {
      throw problem("is not a safetensors file, or is truncated");
    }
    return (int) length;
  }

  private void parse(String json) throws IOException {
    try (JsonReader reader = new JsonReader(new StringReader(json))) {
      reader.beginObject();
      while (reader.hasNext()) {
        String name = reader.nextName();
        if (name.equals(METADATA)) {
          metadata = GSON.fromJson(reader, TEXTS);
        } else {
          entries.put(name, Objects.requireNonNull(GSON.fromJson(reader, Entry.class)));
        }
      }
      reader.endObject();
      if (reader.peek() != JsonToken.END_DOCUMENT || metadata.containsValue(null)) {
        throw new IOException();
      }
    } catch (IOException | RuntimeException e) { // no JSON, or no object of this form
      throw problem("is a damaged safetensors file: its header cannot be read");
    }
  }

  /** The tensors must share the data out among them without a hole. */
  private void requireWhole(long dataLength) throws IOException {
    long end = 0;
    for (Entry entry :
        entries.values().stream()
            .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
            .toList()) {
      if (entry.begin() != end || entry.end() < end) {
        throw problem(
            "is a damaged safetensors file: its tensors overlap or leave a hole at " + end);
      }
      end = entry.end();
    }
    if (end != dataLength) {
      throw problem(
          "is truncated or damaged: " + end + " bytes of tensors, " + dataLength + " there");
    }
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
        throw problem("is truncated");
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
