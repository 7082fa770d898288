package dev.kvbench.benchmarks.fetch;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * A file of the web, known beforehand to the byte: what comes is that file or an error.
 *
 * @param uri where it lies; http or https
 * @param length in bytes
 * @param sha256 in lower-case hex
 * @param byHand what a user can do without us; every error ends with it
 */
public record Download(URI uri, long length, String sha256, String byHand) {

  /**
   * A file that a user can put where it belongs.
   *
   * @param file where
   * @param otherwise what else a user can do, as an imperative
   */
  static Download orByHand(URI uri, long length, String sha256, Path file, String otherwise) {
    String byHand =
        "download "
            + uri
            + " by hand, check that its SHA-256 is "
            + sha256
            + ", and put it at "
            + file
            + ", or "
            + otherwise;
    return new Download(uri, length, sha256, byHand);
  }

  /**
   * Fetches the file, or the rest of it after an attempt that was cut off, also one of an earlier
   * process. It appears whole or not at all; until then its bytes lie in {@code FILE.part}. Waits
   * and tries are bounded. Several processes may fetch the same file at once.
   *
   * @param file replaced if it is there; its folder is made
   * @param progress told how many bytes are here, from time to time
   * @throws InputException with one line that says why it cannot be had, and what to do
   */
  public void to(Path file, LongConsumer progress) {
    to(file, progress, Patience.USUAL);
  }

  void to(Path file, LongConsumer progress, Patience patience) {
    try (PartFile part = PartFile.open(file)) {
      new Transfer(this, patience, part, progress).run();
      part.becomeTheFile();
    } catch (UncheckedIOException e) { // of the disk; those of the network never get here
      if (e.getCause() instanceof ClosedByInterruptException) {
        throw failure("interrupted", e);
      }
      throw new InputException(
          file + ": cannot write: " + IoReason.of(e.getCause()) + "; " + byHand, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted", e);
    }
  }

  InputException unreadable(Path file, IOException cause) {
    return new InputException(file + ": cannot read: " + IoReason.of(cause) + "; " + byHand, cause);
  }

  InputException failure(String reason, Throwable cause) {
    return new InputException("cannot fetch " + uri + ": " + reason + "; " + byHand, cause);
  }
}
