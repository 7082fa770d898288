package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.tensor.InPlaceArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import net.razorvine.pickle.PickleException;

/**
 * Weights in a {@code .pth} file: what {@code torch.save(model.state_dict(), file)} writes since
 * PyTorch 1.6, for the article's model. It is a zip: below one folder a pickle, {@code data.pkl},
 * which is read and never run ({@link TensorPickle}), and the bytes of each storage that it refers
 * to, {@code data/KEY}.
 */
final class StateDictFile extends WeightsFile {
  private static final int MAX_PICKLE = 4 << 20; // bytes, for some 25 000 tensors
  private static final int MAX_STORAGE = 1 << 29; // bytes: of half precision 1 GiB of floats

  private static final byte[] LITTLE = "little".getBytes(StandardCharsets.UTF_8);

  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new HashMap<>(); // without their folder
  private final Map<String, StoredTensor> found;

  // The last storage that was read: tensors that share one follow each other.
  private String key;
  private ByteBuffer storage;

  /**
   * Opens a file and reads its pickle.
   *
   * @throws IOException with one line that names the file and says why it cannot be read
   */
  StateDictFile(Path file) throws IOException {
    super(file);
    try {
      zip = new ZipFile(file.toFile());
    } catch (IOException | IllegalArgumentException e) {
      throw problem(
          "is not a file of torch.save since PyTorch 1.6, or is truncated or damaged ("
              + e.getMessage()
              + "): save it again with torch.save(model.state_dict(), file)");
    }
    try {
      zip.stream().forEach(e -> entries.put(e.getName().replaceFirst("^[^/]*/", ""), e));
      found = TensorPickle.read(read("data.pkl", MAX_PICKLE));
      double elements = found.values().stream().mapToDouble(StoredTensor::count).sum();
      if (elements > Files.size(file)) { // a small file could make a huge model
        throw problem("its tensors repeat the elements of their storages: save clones of them");
      }
      if (entries.containsKey("byteorder") && !Arrays.equals(LITTLE, read("byteorder", 16))) {
        throw problem("was not saved on a little-endian machine");
      }
    } catch (PickleException e) {
      zip.close();
      throw problem(e.getMessage());
    } catch (IllegalArgumentException e) { // how ZipFile says that a text is not UTF-8
      zip.close();
      throw problem("is a damaged zip (" + e.getMessage() + ")");
    } catch (IOException e) {
      zip.close();
      throw e;
    }
  }

  @Override
  Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    found.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return shapes;
  }

  /** Of float32, float16, bfloat16 and float64, wherever it lies in its storage. */
  @Override
  NDArray tensor(String name, NDManager manager) throws IOException {
    StoredTensor tensor = found.get(name);
    if (!tensor.isFloating()) {
      throw problem(
          "tensor " + name + " is of torch." + tensor.type() + ", the model needs floats");
    }
    if (!tensor.key().equals(key)) {
      storage = ByteBuffer.wrap(read("data/" + tensor.key(), MAX_STORAGE));
      storage.order(ByteOrder.LITTLE_ENDIAN);
      key = tensor.key();
    }
    if (!tensor.isOf(storage)) {
      throw problem(
          "is damaged: data/%s has %d bytes for %d elements of %s"
              .formatted(StateDict.shown(key), storage.limit(), tensor.elements(), tensor.type()));
    }
    return InPlaceArray.of(tensor.shape(), manager, out -> tensor.copy(storage, out));
  }

  private byte[] read(String name, int most) throws IOException {
    String shown = StateDict.shown(name);
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw problem("is damaged or not a state dict: it has no " + shown);
    }
    long size = entry.getSize(); // a claim
    if (size < 0 || size > Math.min(most, Files.size(file))) {
      throw problem("is damaged or not a state dict: its " + shown + " is too long");
    }
    try (CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
      byte[] bytes = in.readNBytes((int) size);
      if (bytes.length == size && in.getChecksum().getValue() == entry.getCrc()) {
        return bytes;
      }
    } catch (IOException e) {
      throw problem("is damaged: " + shown + " cannot be read");
    }
    throw problem(
        "is damaged: "
            + shown
            + " does not have its checksum; copy or save it again, with crc32 not switched off");
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
