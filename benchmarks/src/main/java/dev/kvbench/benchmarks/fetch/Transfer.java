package dev.kvbench.benchmarks.fetch;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;
import javax.net.ssl.SSLHandshakeException;

/**
 * One download under way: attempts, each of which goes on where the last one ended.
 *
 * <p>What may be better the next time is an {@link IOException} in here, what may not an {@link
 * dev.kvbench.results.io.InputException}.
 */
final class Transfer {
  private final Download download;
  private final Patience patience;
  private final PartFile part;
  private final LongConsumer progress;
  private final HttpClient client;

  /** Of the file that the part is of, as far as this process knows it. */
  private Optional<String> etag = Optional.empty();

  Transfer(Download download, Patience patience, PartFile part, LongConsumer progress) {
    this.download = download;
    this.patience = patience;
    this.part = part;
    this.progress = progress;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1) // a single file has nothing to gain from HTTP/2
            .followRedirects(HttpClient.Redirect.NORMAL) // from https never to http
            .connectTimeout(patience.connecting())
            .build();
  }

  /** Returns when the part is the file, to its SHA-256. */
  void run() throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Thread.sleep(patience.pauseBefore(attempt).toMillis());
      try {
        receiveTheRest();
        requireSha256();
        return;
      } catch (SSLHandshakeException e) {
        throw download.failure(HttpReason.of(e), e);
      } catch (IOException e) {
        if (attempt >= patience.attempts()) {
          throw download.failure(HttpReason.of(e) + ", " + attempt + " times tried", e);
        }
      }
    }
  }

  private void receiveTheRest() throws IOException, InterruptedException {
    if (part.length() > download.length()) { // left by somebody else
      part.startOver();
    }
    if (part.length() == download.length()) {
      return;
    }
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
        client.send(request(), BodyHandlers.ofPublisher());
    try (Chunks chunks = new Chunks(patience.reading())) {
      response.body().subscribe(chunks); // also before an error, or the connection stays open
      begin(response);
      for (Optional<List<ByteBuffer>> chunk = chunks.next();
          chunk.isPresent();
          chunk = chunks.next()) {
        append(chunk.get());
      }
    }
    if (part.length() < download.length()) {
      throw new IOException(
          "only " + part.length() + " of " + download.length() + " bytes have come");
    }
  }

  private HttpRequest request() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(download.uri())
            .timeout(patience.reading())
            .header("Accept-Encoding", "identity");
    if (part.length() > 0) {
      request.header("Range", "bytes=" + part.length() + "-");
      etag.ifPresent(tag -> request.header("If-Range", tag));
    }
    return request.build();
  }

  /** Makes the part ready for the body of this answer. */
  private void begin(HttpResponse<?> response) throws IOException {
    int status = response.statusCode();
    if (status == 200) { // all of it, whether or not we asked for the rest
      requireLength(response);
      part.startOver();
      // A weak tag says nothing of bytes.
      etag = response.headers().firstValue("ETag").filter(tag -> tag.startsWith("\""));
    } else if (status == 206 && part.length() > 0) {
      if (!continuesThePart(response)) {
        part.startOver();
        throw new IOException("the server continues another file, or elsewhere");
      }
      part.resume();
    } else if (status == 416 && part.length() > 0) {
      part.startOver();
      throw new IOException("the server's file ends before the part that is here");
    } else if (status == 408 || status == 429 || status >= 500) {
      throw new IOException("the server answers " + status);
    } else {
      throw download.failure("the server answers " + status, null);
    }
  }

  private void requireLength(HttpResponse<?> response) {
    Optional<String> length = response.headers().firstValue("Content-Length");
    if (length.isPresent() && !length.get().equals(Long.toString(download.length()))) {
      throw download.failure(
          "the file there has "
              + length.get()
              + " bytes instead of "
              + download.length()
              + ", so it is another one",
          null);
    }
  }

  /** {@code Content-Range: bytes FROM-TO/LENGTH}, the length perhaps unknown. */
  private boolean continuesThePart(HttpResponse<?> response) {
    String range = response.headers().firstValue("Content-Range").orElse("");
    return range.startsWith("bytes " + part.length() + "-")
        && (range.endsWith("/" + download.length()) || range.endsWith("/*"));
  }

  private void append(List<ByteBuffer> chunk) {
    for (ByteBuffer bytes : chunk) {
      if (part.length() + bytes.remaining() > download.length()) {
        part.startOver();
        throw download.failure(
            "the server sends more than the file's " + download.length() + " bytes", null);
      }
      part.append(bytes);
    }
    progress.accept(part.length());
  }

  private void requireSha256() throws IOException {
    boolean resumed = part.isResumed();
    String actual = part.sha256();
    if (actual.equals(download.sha256())) {
      return;
    }
    part.startOver();
    if (resumed) {
      throw new IOException("the rest did not fit what was here of an earlier attempt");
    }
    throw download.failure(
        "what came has SHA-256 " + actual + " instead of " + download.sha256(), null);
  }
}
