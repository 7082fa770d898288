package dev.kvbench.results.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes files for a short time, in the JVM's folder for these. */
public final class TemporaryFile {
  /** A folder with less room than this is full. */
  private static final int ROOM = 1 << 16;

  private TemporaryFile() {}

  /**
   * Looks whether files can be made, before anything is begun that needs one.
   *
   * @throws InputException as {@link #create}
   */
  public static void require() {
    Path file = create("kvbench", ".tmp");
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be deleted: " + IoReason.of(e), e);
    }
  }

  /**
   * Makes an empty file, for the caller to delete.
   *
   * @throws InputException naming the folder, if it is missing, read-only or full
   */
  public static Path create(String prefix, String suffix) {
    String folder = System.getProperty("java.io.tmpdir");
    try {
      Path file = Files.createTempFile(Path.of(folder), prefix, suffix);
      try {
        Files.write(file, new byte[ROOM]); // a full disk makes empty files
        return Files.write(file, new byte[0]);
      } catch (IOException e) {
        Files.delete(file);
        throw e;
      }
    } catch (IOException e) {
      throw new InputException(
          ("%s, the folder for temporary files: cannot write: %s; make room there, or name another"
                  + " one with JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=...")
              .formatted(folder, IoReason.of(e)),
          e);
    }
  }
}
