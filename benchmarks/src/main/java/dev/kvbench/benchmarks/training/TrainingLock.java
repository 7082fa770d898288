package dev.kvbench.benchmarks.training;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second training out of a run directory, as long as this process trains in it. */
final class TrainingLock implements AutoCloseable {
  /** Stays when the lock is gone: to delete it would let two trainings hold one each. */
  static final String FILE = ".lock";

  /** As Safetensors and AtomicFile name them, with a UUID. */
  private static final String HALF_WRITTEN = "*.????????-????-????-????-????????????.tmp";

  private final FileChannel channel;

  private TrainingLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock, and clears away the files that a killed training had half written.
   *
   * @throws InputException if another training holds it, or the directory cannot be written
   */
  static TrainingLock acquire(Path directory) {
    try {
      FileChannel channel =
          FileChannel.open(
              directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isFree(channel)) {
        channel.close();
        throw new InputException(
            directory + ": another training is going on in it; wait for its end, or stop it");
      }
      try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, HALF_WRITTEN)) {
        for (Path file : left) {
          Files.deleteIfExists(file);
        }
      }
      return new TrainingLock(channel);
    } catch (IOException e) {
      throw new InputException(directory + ": cannot be written: " + IoReason.of(e), e);
    }
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) { // held by this very process
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close(); // and with it the lock
  }
}
