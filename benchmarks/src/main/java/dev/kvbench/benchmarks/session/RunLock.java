package dev.kvbench.benchmarks.session;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second run out, of this machine while it measures or of a run directory. */
public final class RunLock implements AutoCloseable {
  /** The property by which users, and here we, tell JMH not to take its lock. */
  private static final String IGNORE = "jmh.ignoreLock";

  private static final String OTHERWISE =
      ", or do without the lock: java -D" + IGNORE + "=true -jar benchmarks.jar ...";

  /** Stays when the lock is gone: to delete it would let two processes hold one each. */
  private static final String FILE = ".lock";

  /** As Safetensors and AtomicFile name them, with a UUID. */
  private static final String HALF_WRITTEN = "*.????????-????-????-????-????????????.tmp";

  private final FileChannel channel;
  private final boolean machine;

  private RunLock(FileChannel channel, boolean machine) {
    this.channel = channel;
    this.machine = machine;
  }

  /**
   * Takes JMH's own lock for a whole session, unless the user has chosen to ignore it. JMH would
   * take it anew for each fork, so that another run could start between two of them and disturb
   * both. Must be called before JMH's runner is loaded.
   *
   * @throws InputException when another run holds it
   */
  public static RunLock ofMachine() {
    if (Boolean.getBoolean(IGNORE)) {
      return new RunLock(null, false);
    }
    // As JMH's Runner names it.
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock");
    try {
      FileChannel channel = open(file);
      if (!isFree(channel)) {
        channel.close();
        throw new InputException(
            "another JMH run is measuring on this machine (it holds "
                + file
                + "); wait for it, for two at once spoil each other's figures"
                + OTHERWISE);
      }
      file.toFile().setWritable(true, false); // for other users, as JMH does
      System.setProperty(IGNORE, "true");
      return new RunLock(channel, true);
    } catch (IOException e) {
      throw new InputException(file + ": cannot take JMH's lock: " + IoReason.of(e) + OTHERWISE, e);
    }
  }

  /**
   * Takes the lock of a run directory, and deletes files that a killed process had half written.
   *
   * @throws InputException when another process holds it, or the directory cannot be written
   */
  static RunLock ofDirectory(Path directory) {
    try {
      FileChannel channel = open(directory.resolve(FILE));
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
      return new RunLock(channel, false);
    } catch (IOException e) {
      throw new InputException(directory + ": cannot be written: " + IoReason.of(e), e);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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
    if (channel != null) {
      channel.close(); // and with it the lock
    }
    if (machine) {
      System.clearProperty(IGNORE);
    }
  }
}
