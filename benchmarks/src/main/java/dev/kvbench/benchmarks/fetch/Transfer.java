package dev.kvbench.benchmarks.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One download under way: attempts, each of which goes on where the last one ended.
 *
 * <p>What may be better the next time is an {@link IOException} in here, what may not an {@link
 * dev.kvbench.results.io.InputException} or, of a file, a {@link FileSystemException}.
 */
final class Transfer {
  private final Download download;
  private final RetryPolicy retries;
  private final Consumer<String> progress;
  private final Path part;
  private final HttpClient client;

  /** Reads what the server sends: a stream of the HTTP client has no time-out of its own. */
  private final ExecutorService reader = Executors.newSingleThreadExecutor();

  Transfer(Download download, RetryPolicy retries, Consumer<String> progress) {
    this.download = download;
    this.retries = retries;
    this.progress = progress;
    part = download.file().resolveSibling(download.file().getFileName() + ".part");
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1) // a single file has nothing to gain from HTTP/2
            .followRedirects(HttpClient.Redirect.NORMAL) // from https never to http
            .connectTimeout(retries.timeout())
            .build();
  }

  /**
   * Returns when the file is there; otherwise the part stays if somebody can go on with it.
   *
   * @throws FileSystemException if the part or the file cannot be written
   */
  void run() throws IOException, InterruptedException {
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          receive();
          return;
        } catch (FileSystemException e) {
          throw e; // this machine's files are no better the next time
        } catch (IOException e) {
          if (attempt >= retries.attempts()) {
            throw download.failure(reason(e) + ", " + attempt + " times tried", e);
          }
        }
        Thread.sleep(retries.pauseAfter(attempt).toMillis());
      }
    } finally {
      reader.shutdownNow();
    }
  }

  /** Fetches what is missing, and makes it the file. */
  private void receive() throws IOException, InterruptedException {
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
  private boolean receiveFrom(long start) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(download.uri()).timeout(retries.timeout());
    if (start > 0) {
      request.header("Range", "bytes=" + start + "-");
    }
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      boolean rest = isRest(response, start);
      try (OutputStream out =
          Files.newOutputStream(
              part,
              StandardOpenOption.CREATE,
              rest ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        copy(in, out, rest ? start : 0);
      }
      return rest;
    }
  }

  private boolean isRest(HttpResponse<?> response, long start) throws IOException {
    int status = response.statusCode();
    if (status == 200) {
      String length = response.headers().firstValue("Content-Length").orElse("");
      if (!length.isEmpty() && !length.equals(Long.toString(download.length()))) {
        throw download.failure(
            "the file there has " + length + " bytes instead of " + download.length(), null);
      }
      return false;
    }
    String range = response.headers().firstValue("Content-Range").orElse("");
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

  private void copy(InputStream in, OutputStream out, long start)
      throws IOException, InterruptedException {
    byte[] buffer = new byte[1 << 16];
    long length = start;
    for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
      length += count;
      if (length > download.length()) {
        throw download.failure(
            "the server sends more than the file's " + download.length() + " bytes", null);
      }
      write(out, buffer, count);
      progress.accept(
          String.format(
              "fetching %s: %d of %d KiB",
              download.name(), length >> 10, (download.length() + 1023) >> 10));
    }
    if (length < download.length()) {
      throw new IOException("only " + length + " of " + download.length() + " bytes have come");
    }
  }

  private void write(OutputStream out, byte[] buffer, int count) throws IOException {
    try {
      out.write(buffer, 0, count);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) { // a full disk, say, for which Java has no type
      FileSystemException failure = new FileSystemException(part.toString(), null, e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }

  private int read(InputStream in, byte[] buffer) throws IOException, InterruptedException {
    try {
      return reader
          .submit(() -> in.read(buffer))
          .get(retries.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          "the server has sent nothing for " + retries.timeout().toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException("the connection broke off (" + reason(e.getCause()) + ")", e);
    }
  }

  /** In words: exceptions of the HTTP client often have no message. */
  private static String reason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return "its host is not found; is this machine online?";
      }
    }
    if (failure instanceof HttpTimeoutException) {
      return "no answer within the time-out";
    }
    if (failure instanceof ConnectException) {
      return "no connection";
    }
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }
}
