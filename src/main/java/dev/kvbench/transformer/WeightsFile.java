package dev.kvbench.transformer;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonParseException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Weights in a safetensors file, under the article's state-dict names. */
public final class WeightsFile {
  private WeightsFile() {}

  /** Writes all tensors; the file appears whole or not at all. */
  public static void save(Weights weights, Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path temporary = Files.createTempFile(directory, file.getFileName().toString(), ".tmp");
    try {
      NDList list = new NDList();
      weights
          .tensors()
          .forEach(
              (name, tensor) -> {
                tensor.setName(name);
                list.add(tensor);
              });
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
        list.encode(out, NDList.Encoding.SAFETENSORS);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Reads the weights of a model of the given shape. Causal-mask buffers ({@code …tril}), which the
   * article's uncached model keeps in its state dict, are passed over.
   *
   * @throws IOException with one line that names the file and the first tensor that is missing, has
   *     another shape or type, or is not part of the model
   */
  public static Weights load(Path file, TransformerConfig config, NDManager parent)
      throws IOException {
    NDManager manager = parent.newSubManager();
    try {
      Map<String, NDArray> found = decode(file, manager);
      Map<String, Shape> shapes = Weights.shapes(config);
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      for (Map.Entry<String, Shape> expected : shapes.entrySet()) {
        NDArray tensor = found.remove(expected.getKey());
        if (tensor == null) {
          throw new IOException(file + ": tensor " + expected.getKey() + " is missing");
        }
        if (!tensor.getShape().equals(expected.getValue())) {
          throw new IOException(
              String.format(
                  "%s: tensor %s has shape %s, the model needs %s",
                  file, expected.getKey(), tensor.getShape(), expected.getValue()));
        }
        if (tensor.getDataType() != DataType.FLOAT32) {
          throw new IOException(
              String.format(
                  "%s: tensor %s is %s, the model needs FLOAT32",
                  file, expected.getKey(), tensor.getDataType()));
        }
        tensors.put(expected.getKey(), tensor);
      }
      for (Map.Entry<String, NDArray> extra : found.entrySet()) {
        if (!extra.getKey().endsWith(".tril")) {
          throw new IOException(file + ": tensor " + extra.getKey() + " is not part of the model");
        }
        extra.getValue().close();
      }
      return new Weights(config, manager, tensors);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static Map<String, NDArray> decode(Path file, NDManager manager) throws IOException {
    requireSafetensors(file);
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (NDArray tensor : NDList.decode(manager, in)) {
        tensors.put(tensor.getName(), tensor);
      }
    } catch (IllegalArgumentException
        | IndexOutOfBoundsException
        | NullPointerException
        | ArithmeticException
        | IllegalStateException
        | EngineException
        | JsonParseException e) {
      // DJL's reader reports a damaged file in all of these ways.
      throw new IOException(file + " is a damaged safetensors file: " + e.getMessage(), e);
    }
    return tensors;
  }

  /** Looks at the header's length, which DJL would believe and allocate, and at its first byte. */
  private static void requireSafetensors(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": no such file");
    }
    long size = Files.size(file);
    if (size > Integer.MAX_VALUE) {
      throw new IOException(file + " is larger than 2 GB, the most that DJL's reader takes");
    }
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      byte[] start = in.readNBytes(9);
      long header =
          start.length < 9
              ? -1
              : java.nio.ByteBuffer.wrap(start).order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong();
      if (header < 2 || header > size - 8 || start[8] != '{') {
        throw new IOException(file + " is not a safetensors file, or is truncated");
      }
    }
  }
}
