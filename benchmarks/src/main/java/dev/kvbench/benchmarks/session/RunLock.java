package dev.kvbench.benchmarks.session;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Keeps a second run out, of this machine while it measures or of a run directory. */
public final class RunLock implements AutoCloseable {
  /** The property by which users, and here we, tell JMH not to take its lock. */
  private static final String IGNORE = "jmh.ignoreLock";

  private static final String OTHERWISE =
      ", or do without the lock: java -D" + IGNORE + "=true -jar benchmarks.jar ...";

  /** Stays when the lock is gone: to delete it would let two processes hold one each. */
  private static final String FILE = ".lock";

  /** As Safetensors and AtomicFile name them, with a UUID. */
  private static final String TEMPORARY_FILES = "*.????????-????-????-????-????????????.tmp";

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
    return tryMachine().orElseThrow(() -> new InputException(held()));
  }

  /** The same; empty when another run holds it. */
  public static Optional<RunLock> tryMachine() {
    if (Boolean.getBoolean(IGNORE)) {
      return Optional.of(new RunLock(null, false));
    }
    Path file = machineFile();
    try {
      FileChannel channel = tryLock(file);
      if (channel == null) {
        return Optional.empty();
      }
      file.toFile().setWritable(true, false); // for other users, as JMH does
      System.setProperty(IGNORE, "true");
      return Optional.of(new RunLock(channel, true));
    } catch (IOException e) {
      throw new InputException(file + ": cannot take JMH's lock: " + IoReason.of(e) + OTHERWISE, e);
    }
  }

  /** That another run holds the machine's lock, and what to do about it. */
  public static String held() {
    return "another JMH run is measuring on this machine (it holds "
        + machineFile()
        + "); wait for it, for two at once spoil each other's figures"
        + OTHERWISE;
  }

  /** As JMH's Runner names it. */
  private static Path machineFile() {
    return Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock");
  }

  /**
   * Takes the lock of a run directory, and deletes files that a killed process had half written.
   *
   * @throws InputException when another process holds it, or the directory cannot be written
   */
  static RunLock ofDirectory(Path directory) {
    try {
      FileChannel channel = tryLock(directory.resolve(FILE));
      if (channel == null) {
        throw new InputException(
            directory + ": another process is writing to it; wait for its end, or stop it");
      }
      RunLock lock = new RunLock(channel, false);
      try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, TEMPORARY_FILES)) {
        for (Path file : left) {
          Files.deleteIfExists(file);
        }
      }
      return lock;
    } catch (DirectoryIteratorException e) {
      throw new InputException(directory + ": cannot be read: " + IoReason.of(e.getCause()), e);
    } catch (IOException e) {
      throw new InputException(directory + ": cannot be written: " + IoReason.of(e), e);
    }
  }

  /** Opens and locks a file; null where another has locked it. */
  private static FileChannel tryLock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // this very process has
    }
    channel.close();
    return null;
  }

  @Override
  public void close() {
    if (machine) {
      System.clearProperty(IGNORE);
    }
    try {
      if (channel != null) {
        channel.close(); // and with it the lock
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
