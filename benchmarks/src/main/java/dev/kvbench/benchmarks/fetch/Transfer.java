package dev.kvbench.benchmarks.fetch;

import dev.kvbench.benchmarks.fetch.Download.RetryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * One download under way: attempts, each of which goes on where the last one ended. The JDK's older
 * HTTP client, for the newer one has no time-out between two reads.
 *
 * <p>What may be better the next time is an {@link IOException} in here, what may not an {@link
 * dev.kvbench.results.io.InputException} or, of a file, a {@link FileSystemException}.
 */
final class Transfer {
  private final Download download;
  private final RetryPolicy retries;
  private final Consumer<String> progress;
  private final Path part;

  Transfer(Download download, RetryPolicy retries, Consumer<String> progress) {
    this.download = download;
    this.retries = retries;
    this.progress = progress;
    part = download.file().resolveSibling(download.file().getFileName() + ".part");
  }

  /**
   * Returns when the file is there; otherwise the part stays if somebody can go on with it.
   *
   * @throws FileSystemException if the part or the file cannot be written
   */
  void run() throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        receive();
        return;
      } catch (FileSystemException e) {
        throw e; // this machine's files are no better the next time
      } catch (IOException e) {
        if (attempt >= retries.attempts()) {
          String reason =
              e instanceof UnknownHostException
                  ? "its host is not found; is this machine online?"
                  : e.getMessage();
          throw download.failure(reason + ", " + attempt + " times tried", e);
        }
      }
      Thread.sleep(retries.pause().toMillis() << (attempt - 1));
    }
  }

  /** Fetches what is missing, and makes it the file. */
  private void receive() throws IOException {
    long length = Files.exists(part) ? Files.size(part) : 0;
    boolean resumed = length > 0;
    if (length != download.length()) {
      resumed = receiveFrom(length < download.length() ? length : 0);
    }
    String actual = Sha256.of(part);
    if (actual.equals(download.sha256())) {
      Files.move(
          part,
          download.file(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    Files.delete(part);
    if (resumed) {
      throw new IOException("the rest did not fit what was here of an earlier attempt");
    }
    throw download.failure(
        "what came has SHA-256 " + actual + " instead of " + download.sha256(), null);
  }

  /** Fetches all from this byte on, or all where the server knows no ranges: then false. */
  private boolean receiveFrom(long start) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) download.uri().toURL().openConnection();
    int timeout = (int) retries.timeout().toMillis();
    connection.setConnectTimeout(timeout);
    connection.setReadTimeout(timeout);
    if (start > 0) {
      connection.setRequestProperty("Range", "bytes=" + start + "-");
    }
    try {
      boolean rest = isRest(connection, start);
      try (InputStream in = connection.getInputStream();
          OutputStream out =
              Files.newOutputStream(
                  part,
                  StandardOpenOption.CREATE,
                  rest ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE)) {
        copy(in, out, rest ? start : 0);
      }
      return rest;
    } finally {
      connection.disconnect();
    }
  }

  private boolean isRest(HttpURLConnection connection, long start) throws IOException {
    int status = connection.getResponseCode();
    if (status == 200) {
      long length = connection.getContentLengthLong();
      if (length >= 0 && length != download.length()) {
        throw download.failure(
            "the file there has " + length + " bytes instead of " + download.length(), null);
      }
      return false;
    }
    String range = String.valueOf(connection.getHeaderField("Content-Range"));
    if (status == 206 && start > 0 && range.startsWith("bytes " + start + "-")) {
      return true;
    }
    if (status == 206 || status == 416) {
      Files.deleteIfExists(part);
      throw new IOException("the server cannot go on where an earlier attempt ended");
    }
    if (status == 408 || status == 429 || status >= 500) {
      throw new IOException("the server answers " + status);
    }
    throw download.failure("the server answers " + status, null);
  }

  private void copy(InputStream in, OutputStream out, long start) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long length = start;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      length += count;
      if (length > download.length()) {
        throw download.failure(
            "the server sends more than the file's " + download.length() + " bytes", null);
      }
      out.write(buffer, 0, count);
      progress.accept(
          String.format(
              "fetching %s: %d of %d KiB",
              download.name(), length >> 10, (download.length() + 1023) >> 10));
    }
    if (length < download.length()) {
      throw new IOException("only " + length + " of " + download.length() + " bytes have come");
    }
  }
}
