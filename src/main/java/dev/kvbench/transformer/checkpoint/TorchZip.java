package dev.kvbench.transformer.checkpoint;

import static dev.kvbench.transformer.checkpoint.StateDict.problem;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The zip that torch.save writes since PyTorch 1.6: below one folder a pickle, {@code data.pkl},
 * and the bytes of each storage that it refers to, {@code data/KEY}; none of them compressed.
 */
final class TorchZip implements AutoCloseable {
  private static final int MAX_PICKLE = 4 << 20; // bytes, for some 25 000 tensors
  private static final int MAX_STORAGE = Integer.MAX_VALUE - 8; // the longest array
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  // PROTO 2, LONG1 of 10 bytes: the magic number 0x1950a86a20f9469cfc6c.
  private static final byte[] BEFORE_1_6 = {
    (byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9
  };

  private final Path file;
  private final ZipFile zip;
  private final String root;
  private final ByteOrder order;

  private TorchZip(Path file, ZipFile zip) throws IOException {
    this.file = file;
    this.zip = zip;
    this.root = root();
    this.order = order();
  }

  /**
   * Opens a file.
   *
   * @throws IOException with one line that says what the file is instead, as far as can be told,
   *     and what to do
   */
  static TorchZip open(Path file) throws IOException {
    StateDict.requireFile(file);
    requireZip(file);
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (IOException | IllegalArgumentException e) {
      throw damagedZip(file, e);
    }
    try {
      return new TorchZip(file, zip);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static IOException damagedZip(Path file, Exception e) {
    return problem(file, "is a truncated or damaged zip" + reason(e));
  }

  /** In brackets, if there is one. */
  private static String reason(Exception e) {
    return e.getMessage() == null ? "" : " (" + e.getMessage() + ")";
  }

  private static void requireZip(Path file) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(BEFORE_1_6.length);
    }
    if (Arrays.equals(start, BEFORE_1_6)) {
      throw problem(
          file,
          "is in the format that PyTorch had before 1.6: in Python, save it again with"
              + " torch.save(torch.load(file), file)");
    }
    if (start.length > 1 && start[0] == BEFORE_1_6[0] && start[1] <= 5) {
      throw problem(
          file, "is a plain pickle: save model.state_dict() with torch.save, not with pickle");
    }
    if (!Arrays.equals(Arrays.copyOf(start, ZIP.length), ZIP)) {
      throw problem(file, "is not a file of torch.save, or is truncated");
    }
  }

  /** The one folder that everything lies in. */
  private String root() throws IOException {
    List<String> pickles;
    try {
      pickles = zip.stream().map(ZipEntry::getName).filter(TorchZip::isPickle).limit(2).toList();
    } catch (IllegalArgumentException e) { // how ZipFile says that a name is not UTF-8
      throw damagedZip(file, e);
    }
    if (pickles.size() != 1) {
      throw problem(
          file,
          "is a zip, but not a state dict: it has "
              + (pickles.isEmpty() ? "no" : "more than one")
              + " data.pkl; save model.state_dict() with torch.save");
    }
    String pickle = pickles.get(0);
    String folder = pickle.substring(0, pickle.length() - "data.pkl".length());
    if (find(folder + "constants.pkl") != null) {
      throw problem(
          file,
          "is a TorchScript archive, not a state dict: in Python, load it with torch.jit.load and"
              + " save its state_dict() with torch.save");
    }
    return folder;
  }

  /** Null if it is not here. */
  private ZipEntry find(String name) throws IOException {
    try {
      return zip.getEntry(name);
    } catch (IllegalArgumentException e) {
      throw damagedZip(file, e);
    }
  }

  private static boolean isPickle(String name) {
    return name.endsWith("/data.pkl") && name.indexOf('/') == name.lastIndexOf('/');
  }

  /** Of the machine that saved the file; files from before PyTorch 2.1 do not say. */
  private ByteOrder order() throws IOException {
    if (find(root + "byteorder") == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    String name = new String(read("byteorder", 16), StandardCharsets.UTF_8);
    return switch (name) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw problem(file, "is damaged: its byteorder is '" + name + "'");
    };
  }

  byte[] pickle() throws IOException {
    return read("data.pkl", MAX_PICKLE);
  }

  /** Checks that a storage is here, as long as it should be. */
  void requireStorage(StoredTensor.Storage storage) throws IOException {
    String name = "data/" + storage.key();
    long length = entry(name, MAX_STORAGE).getSize();
    if (length != storage.bytes()) {
      throw problem(
          file,
          "is damaged: "
              + StateDict.shown(name)
              + " has "
              + length
              + " bytes for "
              + storage.elements()
              + " elements of "
              + storage.type().torchName());
    }
  }

  /** The bytes of a storage, in the byte order of the file. */
  ByteBuffer storage(StoredTensor.Storage storage) throws IOException {
    requireStorage(storage);
    return ByteBuffer.wrap(read("data/" + storage.key(), MAX_STORAGE)).order(order);
  }

  /** An entry that is no longer than the file itself. */
  private ZipEntry entry(String name, int longest) throws IOException {
    String shown = StateDict.shown(name);
    ZipEntry entry = find(root + name);
    if (entry == null) {
      throw problem(file, "is damaged: it has no " + shown);
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
    int count;
    try (InputStream in = zip.getInputStream(entry)) {
      count = in.readNBytes(bytes, 0, bytes.length);
    } catch (IOException e) {
      throw problem(file, "is damaged: " + StateDict.shown(name) + " cannot be read" + reason(e));
    }
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    if (count < bytes.length || checksum.getValue() != entry.getCrc()) {
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
