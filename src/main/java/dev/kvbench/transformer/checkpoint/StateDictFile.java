package dev.kvbench.transformer.checkpoint;

import static dev.kvbench.transformer.checkpoint.StateDict.problem;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.tensor.InPlaceArray;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Weights in a {@code .pth} file: what {@code torch.save(model.state_dict(), file)} writes since
 * PyTorch 1.6, for the article's model. It is a zip: below one folder a pickle, {@code data.pkl},
 * which is read and never run ({@link TensorPickle}), and the bytes of each storage that it refers
 * to, {@code data/KEY}; none of them compressed.
 */
final class StateDictFile extends WeightsFile {
  private static final int MAX_PICKLE = 4 << 20; // bytes, for some 25 000 tensors
  private static final int MAX_STORAGE = Integer.MAX_VALUE - 8; // bytes, the longest array

  private final ZipFile zip;
  private final Map<String, StoredTensor> found;

  /**
   * Opens a file and reads its pickle.
   *
   * @throws IOException with one line that names the file and says why it cannot be read
   */
  StateDictFile(Path file) throws IOException {
    super(file);
    StateDict.requireFile(file);
    try {
      zip = new ZipFile(file.toFile());
    } catch (IOException | IllegalArgumentException e) {
      throw problem(
          file,
          "is not a file of torch.save since PyTorch 1.6, or is truncated or damaged ("
              + e.getMessage()
              + "): save it again with torch.save(model.state_dict(), file)");
    }
    try {
      found = tensors(read("data.pkl", MAX_PICKLE));
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private Map<String, StoredTensor> tensors(byte[] pickle) throws IOException {
    try {
      return TensorPickle.read(pickle);
    } catch (IOException e) {
      throw problem(file, e.getMessage());
    }
  }

  @Override
  Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    found.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return shapes;
  }

  /**
   * Of float32, float16, bfloat16 and float64, wherever they lie in their storages. In memory are
   * the tensors and one storage at a time.
   */
  @Override
  Map<String, NDArray> tensors(Set<String> names, NDManager manager) throws IOException {
    Map<String, List<String>> sharing = new LinkedHashMap<>(); // names by storage
    Map<String, NDArray> tensors = new LinkedHashMap<>(); // in the order of the names
    long bytes = 0;
    for (String name : names) {
      StoredTensor tensor = found.get(name);
      requireReadable(name, tensor);
      bytes += tensor.elementBytes() * tensor.shape().size();
      sharing.computeIfAbsent(tensor.key(), key -> new ArrayList<>()).add(name);
      tensors.put(name, null);
    }
    if (bytes > 2 * Files.size(file)) { // a small file could make a huge model
      throw problem(file, "its tensors repeat the elements of their storages: save clones of them");
    }
    ByteOrder order = order();
    for (Map.Entry<String, List<String>> shared : sharing.entrySet()) {
      ByteBuffer storage =
          ByteBuffer.wrap(read("data/" + shared.getKey(), MAX_STORAGE)).order(order);
      for (String name : shared.getValue()) {
        StoredTensor tensor = found.get(name);
        tensors.put(
            name, InPlaceArray.of(tensor.shape(), manager, out -> tensor.copy(storage, out)));
      }
    }
    return tensors;
  }

  private void requireReadable(String name, StoredTensor tensor) throws IOException {
    if (!tensor.isFloating()) {
      throw problem(
          file, "tensor " + name + " is of torch." + tensor.type() + ", the model needs floats");
    }
    if (tensor.shape().size() > MAX_STORAGE / Float.BYTES) {
      throw problem(file, "tensor " + name + " has more than " + MAX_STORAGE + " bytes");
    }
    String storage = "data/" + tensor.key();
    long length = entry(storage, MAX_STORAGE).getSize();
    if (length % tensor.elementBytes() != 0
        || length / tensor.elementBytes() != tensor.elements()) {
      throw problem(
          file,
          String.format(
              "is damaged: %s has %d bytes for %d elements of %s",
              StateDict.shown(storage), length, tensor.elements(), tensor.type()));
    }
  }

  /** Of the machine that saved the file; files from before PyTorch 2.1 do not say. */
  private ByteOrder order() throws IOException {
    if (find("byteorder") == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    String name = new String(read("byteorder", 16), StandardCharsets.UTF_8);
    return switch (name) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw problem(file, "is damaged: its byteorder is '" + name + "'");
    };
  }

  /** An entry of the folder that everything lies in; null if it is not there. */
  private ZipEntry find(String name) throws IOException {
    try {
      String first = zip.size() == 0 ? "" : zip.entries().nextElement().getName();
      return zip.getEntry(first.substring(0, first.indexOf('/') + 1) + name);
    } catch (IllegalArgumentException e) { // how ZipFile says that a text is not UTF-8
      throw problem(file, "is a damaged zip (" + e.getMessage() + ")");
    }
  }

  /** An entry that is no longer than the file itself. */
  private ZipEntry entry(String name, int longest) throws IOException {
    String shown = StateDict.shown(name);
    ZipEntry entry = find(name);
    if (entry == null) {
      throw problem(file, "is damaged or not a state dict: it has no " + shown);
    }
    if (entry.getMethod() != ZipEntry.STORED) {
      throw problem(
          file, "is a zip of compressed files, which torch.save does not write: save it again");
    }
    long length = entry.getSize();
    if (length < 0 || length != entry.getCompressedSize() || length > Files.size(file)) {
      throw problem(file, "is damaged: " + shown + " is longer than the file");
    }
    if (length > longest) {
      throw problem(file, "has a " + shown + " of more than " + longest + " bytes");
    }
    return entry;
  }

  private byte[] read(String name, int longest) throws IOException {
    ZipEntry entry = entry(name, longest);
    byte[] bytes = new byte[Math.toIntExact(entry.getSize())];
    CRC32 checksum = new CRC32(); // ZipFile does not compare it
    try (InputStream in = zip.getInputStream(entry)) {
      checksum.update(bytes, 0, in.readNBytes(bytes, 0, bytes.length));
    } catch (IOException e) {
      throw problem(file, "is damaged: " + StateDict.shown(name) + " cannot be read");
    }
    if (checksum.getValue() != entry.getCrc()) {
      throw problem(
          file,
          "is damaged: "
              + StateDict.shown(name)
              + " does not have its checksum; copy or save it again, with crc32 not switched off");
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
