package dev.kvbench.transformer.script;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript class as the archive that libtorch loads, without Python.
 *
 * <p>An archive is a zip of stored entries: the source in {@code code/__torch__.py}, and in {@code
 * data.pkl} the object, pickled (protocol 2) as its class's name and its attributes. The source
 * declares the attributes ({@code name : type}); here each starts as the zero of its type, and
 * methods of the script give it its value. Tensors never lie in the archive: they are handed to a
 * method and shared with it.
 */
public final class TorchScriptArchive {
  private static final Pattern CLASS =
      Pattern.compile("^class (\\w+)\\(Module\\):", Pattern.MULTILINE);
  private static final Pattern ATTRIBUTE =
      Pattern.compile("^  (\\w+) : (\\S+)$", Pattern.MULTILINE);
  private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'}; // the empty tuple

  private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();

  private TorchScriptArchive() {}

  /**
   * The archive of one object.
   *
   * @param source one class of base Module, in TorchScript's own syntax; declares {@code training}
   * @throws IllegalArgumentException for a source without a class, or an attribute of a type other
   *     than bool, int, float, str and List[…]
   */
  public static byte[] of(String source) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "data.pkl", new TorchScriptArchive().object(source));
      store(zip, "byteorder", "little".getBytes(StandardCharsets.UTF_8));
      store(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      store(zip, "constants.pkl", NO_CONSTANTS);
      store(zip, "version", "10\n".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // into memory: cannot be
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry("model/" + name);
    entry.setMethod(ZipEntry.STORED); // libtorch maps entries; it does not inflate them
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /** {@code object.__new__(cls)}, then {@code __setstate__} with a dict of attributes. */
  private byte[] object(String source) {
    Matcher name = CLASS.matcher(source);
    if (!name.find()) {
      throw new IllegalArgumentException("the TorchScript source has no 'class …(Module):'");
    }
    opcodes(0x80, 2); // PROTO 2
    global("__torch__", name.group(1));
    opcodes(')', 0x81, '}', '('); // EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, MARK
    Matcher attribute = ATTRIBUTE.matcher(source);
    while (attribute.find()) {
      string(attribute.group(1));
      zero(attribute.group(1), attribute.group(2));
    }
    opcodes('u', 'b', '.'); // SETITEMS, BUILD, STOP
    return pickle.toByteArray();
  }

  private void zero(String name, String type) {
    switch (type) {
      case "bool" -> opcodes(0x89); // NEWFALSE
      case "int" -> opcodes('K', 0); // BININT1
      case "float" -> opcodes('G', 0, 0, 0, 0, 0, 0, 0, 0); // BINFLOAT
      case "str" -> string("");
      default -> {
        if (!type.startsWith("List[")) {
          throw new IllegalArgumentException(
              "the TorchScript attribute " + name + " is of type " + type + ", which has no zero");
        }
        opcodes(']'); // EMPTY_LIST; the declaration gives it the type of its elements
      }
    }
  }

  private void opcodes(int... codes) {
    for (int code : codes) {
      pickle.write(code);
    }
  }

  private void global(String module, String name) {
    pickle.write('c');
    pickle.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    pickle.write('X'); // BINUNICODE, its length little-endian
    opcodes(utf8.length, utf8.length >> 8, utf8.length >> 16, utf8.length >> 24);
    pickle.writeBytes(utf8);
  }
}
