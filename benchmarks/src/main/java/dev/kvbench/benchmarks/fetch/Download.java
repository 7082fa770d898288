package dev.kvbench.benchmarks.fetch;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A file of the web that is known beforehand to the byte.
 *
 * @param name for people
 * @param uri where it comes from; http or https
 * @param length in bytes
 * @param sha256 in lower-case hex
 * @param file where it belongs on this machine
 * @param otherwise what else a user can do than put it there by hand, as an imperative
 */
record Download(String name, URI uri, long length, String sha256, Path file, String otherwise) {
  /**
   * How often a download is tried, and how long it waits.
   *
   * @param attempts at most
   * @param pause after the first attempt; it doubles from one to the next
   * @param timeout longest wait for a connection, for an answer and for its next bytes
   */
  record RetryPolicy(int attempts, Duration pause, Duration timeout) {
    static final RetryPolicy DEFAULT =
        new RetryPolicy(4, Duration.ofMillis(500), Duration.ofSeconds(30));
  }

  /** Where fetched files are kept: {@code $KVBENCH_CACHE_DIR} or {@code ~/.cache/kvbench}. */
  static Path cache() {
    String chosen = System.getenv("KVBENCH_CACHE_DIR");
    return chosen == null || chosen.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache", "kvbench")
        : Path.of(chosen);
  }

  /**
   * Fetches the file unless it is there to the byte. It appears whole or not at all; until then its
   * bytes lie in {@code FILE.part}, where a later attempt goes on, also one of another process. A
   * lock on the empty file {@code .FILE.lock}, which stays, lets one process at a time do so; the
   * others wait and find the file there.
   *
   * @param progress is given a line for people while it fetches; not called if the file is there
   * @throws InputException with one line that says why it cannot be had, and what to do
   */
  void fetch(RetryPolicy retries, Consumer<String> progress) {
    try {
      if (!isThere()) {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        synchronized (Download.class) { // a file lock is of the process, not of the thread
          fetch(folder.resolve("." + file.getFileName() + ".lock"), retries, progress);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted", e);
    } catch (IOException e) {
      throw new InputException(file + ": " + IoReason.of(e) + "; " + byHand(), e);
    }
  }

  private void fetch(Path lock, RetryPolicy retries, Consumer<String> progress)
      throws IOException, InterruptedException {
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (channel.tryLock() == null) {
        progress.accept("waiting for another process that fetches " + name);
        channel.lock();
      }
      if (!isThere()) {
        new Transfer(this, retries, progress).run();
      }
    }
  }

  /** Whether the file is there in its length, whatever is in it. */
  boolean hasLength() {
    try {
      return Files.isRegularFile(file) && Files.size(file) == length;
    } catch (IOException e) {
      return false; // gone meanwhile
    }
  }

  private boolean isThere() throws IOException {
    return hasLength() && Sha256.of(file).equals(sha256);
  }

  InputException failure(String reason, Throwable cause) {
    return new InputException("cannot fetch " + uri + ": " + reason + "; " + byHand(), cause);
  }

  private String byHand() {
    return String.format(
        "download %s by hand, check that its SHA-256 is %s, and put it at %s, or %s",
        uri, sha256, file, otherwise);
  }
}
