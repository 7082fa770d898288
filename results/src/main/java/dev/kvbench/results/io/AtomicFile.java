package dev.kvbench.results.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes files whole or not at all. */
public final class AtomicFile {
  private AtomicFile() {}

  /**
   * Replaces or makes a file: at every moment, also after a crash, a reader finds the old content
   * or the new. A crash may leave a hidden {@code .tmp} file, which nothing reads.
   *
   * @throws InputException if it cannot be written; the old content is still there
   */
  public static void write(Path file, byte[] content) {
    Path temporary =
        file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        // Before the rename, or a power cut could leave the new name with no content.
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw new InputException(
          file + ": cannot write: " + IoReason.of(e) + "; choose another place for results", e);
    }
  }
}
