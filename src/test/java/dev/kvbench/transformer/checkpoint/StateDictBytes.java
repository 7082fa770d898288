package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.types.Shape;
import ai.djl.util.Float16Utils;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A .pth file put together by hand, for a test to change one thing of it. */
final class StateDictBytes {
  final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  final Map<String, byte[]> storages = new LinkedHashMap<>();

  /** A model's tensors, each in a storage of its own; element i of the n-th is n + i / 8. */
  static StateDictBytes of(TransformerConfig config) {
    StateDictBytes file = new StateDictBytes();
    Weights.shapes(config)
        .forEach(
            (name, shape) -> {
              float[] values = new float[Math.toIntExact(shape.size())];
              for (int i = 0; i < values.length; i++) {
                values[i] = file.storages.size() + i / 8f;
              }
              file.put(name, "FloatStorage", shape, values);
            });
    return file;
  }

  /** Stores a tensor row by row. */
  void put(String name, String type, Shape shape, float... values) {
    String key = Integer.toString(storages.size());
    storages.put(key, encode(type, values));
    long[] strides = new long[shape.dimension()];
    long stride = 1;
    for (int dimension = strides.length - 1; dimension >= 0; dimension--) {
      strides[dimension] = stride;
      stride *= shape.get(dimension);
    }
    tensors.put(name, new StoredTensor(type, key, values.length, 0, shape, strides));
  }

  /** Values that the type holds exactly. */
  byte[] encode(String type, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (type) {
        case "FloatStorage" -> bytes.putFloat(value);
        case "DoubleStorage" -> bytes.putDouble(value);
        case "BFloat16Storage" -> bytes.putShort((short) (Float.floatToRawIntBits(value) >> 16));
        case "HalfStorage" -> bytes.putShort(Float16Utils.floatToHalf(value));
        default -> bytes.put((byte) value);
      }
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** The zip's entries, below its folder. */
  Map<String, byte[]> entries() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("data.pkl", PickleBytes.stateDict(tensors));
    entries.put("byteorder", utf8("little"));
    storages.forEach((key, bytes) -> entries.put("data/" + key, bytes));
    entries.put("version", utf8("3\n"));
    return entries;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  Path write(Path file) throws IOException {
    return zip(file, entries());
  }

  /** A zip of stored entries below the folder {@code archive}. */
  static Path zip(Path file, Map<String, byte[]> entries) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(out))) {
      for (Map.Entry<String, byte[]> named : entries.entrySet()) {
        CRC32 crc = new CRC32();
        crc.update(named.getValue());
        ZipEntry entry = new ZipEntry("archive/" + named.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(named.getValue().length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(named.getValue());
      }
    }
    return file;
  }

  /** The entries of a zip, without the folder that they lie in. */
  static Map<String, byte[]> unzip(Path file) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        String name = entry.getName().substring(entry.getName().indexOf('/') + 1);
        entries.put(name, zip.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }
}
