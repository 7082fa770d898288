package dev.kvbench.benchmarks.session;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * JMH's own lock against two runs on one machine, held for a whole suite. JMH takes it anew for
 * each fork, so that another run could slip in between two of them and spoil both.
 */
public final class JmhLock implements AutoCloseable {
  /** The property by which users, and here we, tell JMH not to take the lock itself. */
  private static final String IGNORE = "jmh.ignoreLock";

  private static final String OTHERWISE =
      ", or do without the lock: java -D" + IGNORE + "=true -jar benchmarks.jar ...";

  private final FileChannel channel;

  private JmhLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock, unless the user has chosen to ignore it. Comes before JMH's runner is loaded.
   *
   * @throws InputException when another run holds it
   */
  public static JmhLock acquire() {
    if (Boolean.getBoolean(IGNORE)) {
      return new JmhLock(null);
    }
    // As JMH's Runner names it.
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw new InputException(
            "another JMH run is measuring on this machine (it holds "
                + file
                + "); wait for it, for two at once spoil each other's figures"
                + OTHERWISE);
      }
      file.toFile().setWritable(true, false); // for other users, as JMH does
      System.setProperty(IGNORE, "true");
      return new JmhLock(channel);
    } catch (IOException e) {
      throw new InputException(file + ": cannot take JMH's lock: " + IoReason.of(e) + OTHERWISE, e);
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close(); // and with it the lock
    }
  }
}
