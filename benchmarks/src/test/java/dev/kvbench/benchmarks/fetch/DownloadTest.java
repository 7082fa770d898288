package dev.kvbench.benchmarks.fetch;

import static dev.kvbench.benchmarks.fetch.Server.CONTENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kvbench.results.io.InputException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DownloadTest {
  private static final Patience QUICK =
      new Patience(4, Duration.ofMillis(1), Duration.ofSeconds(5), Duration.ofSeconds(5));

  private final List<Long> progress = new ArrayList<>();
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("cache").resolve("file.txt");
  }

  @Test
  void fetchesAFile() throws IOException {
    try (Server server = new Server((exchange, number) -> Server.sendRange(exchange))) {
      server.download().to(file, progress::add);
      assertThat(server.ranges).containsExactly("");
    }
    assertFetched();
    assertThat(progress).isSorted().endsWith((long) CONTENT.length);
  }

  @Test
  void replacesAFile() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "old");
    try (Server server = new Server((exchange, number) -> Server.sendRange(exchange))) {
      server.download().to(file, progress::add);
    }
    assertFetched();
  }

  @Test
  void goesOnWhereTheConnectionWasCut() throws IOException {
    List<String> conditions = new CopyOnWriteArrayList<>();
    try (Server server =
        new Server(
            (exchange, number) -> {
              conditions.add(exchange.getRequestHeaders().getFirst("If-Range"));
              exchange.getResponseHeaders().set("ETag", "\"tag\"");
              if (number == 1) {
                Server.sendAndCut(exchange, 100_000);
              } else {
                Server.sendRange(exchange);
              }
            })) {
      fetch(server.download());
      assertThat(server.ranges).hasSize(2);
      assertThat(server.ranges.get(1)).matches("bytes=[1-9]\\d*-");
      assertThat(conditions).containsExactly(null, "\"tag\"");
    }
    assertFetched();
    assertThat(progress).isSorted();
  }

  @Test
  void goesOnWhereAnEarlierProcessEnded() throws IOException {
    leavePart(Arrays.copyOf(CONTENT, 1000));
    try (Server server = new Server((exchange, number) -> Server.sendRange(exchange))) {
      fetch(server.download());
      assertThat(server.ranges).containsExactly("bytes=1000-");
    }
    assertFetched();
  }

  @Test
  void needsNoServerForAPartThatIsWhole() throws IOException {
    leavePart(CONTENT);
    try (Server server = new Server((exchange, number) -> Server.send(exchange, 404, CONTENT))) {
      fetch(server.download());
      assertThat(server.ranges).isEmpty();
    }
    assertFetched();
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 300_000, 400_000})
  void startsOverWhenWhatAnEarlierProcessLeftDoesNotFit(int length) throws IOException {
    leavePart(new byte[length]);
    try (Server server = new Server((exchange, number) -> Server.sendRange(exchange))) {
      fetch(server.download());
    }
    assertFetched();
  }

  @Test
  void startsOverWhenTheServerKnowsNoRanges() throws IOException {
    try (Server server =
        new Server(
            (exchange, number) -> {
              if (number == 1) {
                Server.sendAndCut(exchange, 100_000);
              } else {
                Server.send(exchange, 200, CONTENT);
              }
            })) {
      fetch(server.download());
      assertThat(server.ranges).hasSize(2);
    }
    assertFetched();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes 0-299999/300000", "bytes 1000-5/7", "elephants", ""})
  void startsOverAfterAnotherRangeThanItAskedFor(String range) throws IOException {
    leavePart(Arrays.copyOf(CONTENT, 1000));
    try (Server server =
        new Server(
            (exchange, number) -> {
              exchange.getResponseHeaders().set("Content-Range", range);
              Server.send(exchange, number == 1 ? 206 : 200, CONTENT);
            })) {
      fetch(server.download());
      assertThat(server.ranges).containsExactly("bytes=1000-", "");
    }
    assertFetched();
  }

  @Test
  void startsOverWhenThereIsNothingToGoOnWith() throws IOException {
    leavePart(Arrays.copyOf(CONTENT, 1000));
    try (Server server =
        new Server((exchange, number) -> Server.send(exchange, number == 1 ? 416 : 200, CONTENT))) {
      fetch(server.download());
    }
    assertFetched();
  }

  @Test
  void saysWhatAWrongHashIs() throws IOException {
    byte[] other = CONTENT.clone();
    other[5] = (byte) ~other[5];
    try (Server server = new Server((exchange, number) -> Server.send(exchange, 200, other))) {
      assertFails(
          server.download(),
          "what came has SHA-256 "
              + Server.sha256(other)
              + " instead of "
              + Server.sha256(CONTENT));
      assertThat(server.ranges).hasSize(1);
    }
    assertThat(names()).containsExactly(".file.txt.lock");
  }

  @Test
  void refusesAnotherLengthAtOnce() throws IOException {
    for (int length : new int[] {299_999, 300_001}) {
      byte[] other = Arrays.copyOf(CONTENT, length);
      try (Server server = new Server((exchange, number) -> Server.send(exchange, 200, other))) {
        assertFails(server.download(), "the file there has " + length + " bytes instead of 300000");
        assertThat(server.ranges).hasSize(1);
      }
    }
  }

  /** A body of unknown length: nobody may fill our disk. */
  @Test
  void stopsAtMoreBytesThanTheFileHas() throws IOException {
    try (Server server =
        new Server(
            (exchange, number) -> {
              exchange.sendResponseHeaders(200, 0); // chunked
              for (int i = 0; i < 100; i++) {
                exchange.getResponseBody().write(CONTENT);
              }
            })) {
      assertFails(server.download(), "the server sends more than the file's 300000 bytes");
      assertThat(server.ranges).hasSize(1);
    }
    assertThat(names()).containsExactly(".file.txt.lock");
  }

  @Test
  void givesUpWhenTooLittleComesEveryTime() throws IOException {
    try (Server server =
        new Server(
            (exchange, number) -> {
              exchange.sendResponseHeaders(200, 0); // chunked
              exchange.getResponseBody().write(CONTENT, 0, 1000);
            })) {
      assertFails(server.download(), "only 1000 of 300000 bytes have come, 4 times tried");
      assertThat(server.ranges).containsExactly("", "bytes=1000-", "bytes=1000-", "bytes=1000-");
    }
    assertThat(names()).containsExactly(".file.txt.lock", "file.txt.part");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 410})
  void givesUpAtOnceWhereTryingDoesNotHelp(int status) throws IOException {
    try (Server server = new Server((exchange, number) -> Server.send(exchange, status, CONTENT))) {
      assertFails(server.download(), "the server answers " + status + "; take it by hand");
      assertThat(server.ranges).hasSize(1);
    }
    assertThat(names()).containsExactly(".file.txt.lock");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503})
  void triesAgainWhereItMayHelp(int status) throws IOException {
    try (Server server =
        new Server(
            (exchange, number) -> Server.send(exchange, number < 4 ? status : 200, CONTENT))) {
      fetch(server.download());
      assertThat(server.ranges).hasSize(4);
    }
    assertFetched();
    Files.delete(file);
    try (Server server = new Server((exchange, number) -> Server.send(exchange, status, CONTENT))) {
      assertFails(server.download(), "the server answers " + status + ", 4 times tried; take it");
      assertThat(server.ranges).hasSize(4);
    }
  }

  @Test
  void waitsForASilentServerForAWhileOnly() throws IOException {
    try (Server server =
        new Server(
            (exchange, number) -> {
              if (number == 1) { // no answer
                sleep(3000);
              } else if (number == 2) { // no more of it
                exchange.sendResponseHeaders(200, CONTENT.length);
                exchange.getResponseBody().write(CONTENT, 0, 50_000);
                exchange.getResponseBody().flush();
                sleep(3000);
              } else {
                Server.sendRange(exchange);
              }
            })) {
      Patience little =
          new Patience(4, Duration.ofMillis(1), Duration.ofSeconds(5), Duration.ofMillis(700));
      server.download().to(file, progress::add, little);
      assertThat(server.ranges).hasSize(3).element(2).asString().startsWith("bytes=");
    }
    assertFetched();
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void saysThatThereIsNoConnection() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    URI uri = URI.create("http://127.0.0.1:" + free + "/file");
    assertFails(
        new Download(uri, 5, "00", "take it by hand"), "cannot fetch " + uri + ": no connection");
  }

  @Test
  void saysThatThereIsNoHost() {
    URI uri = URI.create("http://no-such-host.invalid/file");
    assertFails(new Download(uri, 5, "00", "take it by hand"), ": its host is not found; is this");
  }

  @Test
  void followsARedirect() throws IOException {
    try (Server server =
        new Server(
            (exchange, number) -> {
              if (exchange.getRequestURI().getPath().equals("/moved")) {
                exchange.getResponseHeaders().set("Location", "/file");
                Server.send(exchange, 302, new byte[0]);
              } else {
                Server.sendRange(exchange);
              }
            })) {
      leavePart(Arrays.copyOf(CONTENT, 1000));
      Download download =
          new Download(server.uri("/moved"), CONTENT.length, Server.sha256(CONTENT), "by hand");
      fetch(download);
      assertThat(server.ranges).containsExactly("bytes=1000-", "bytes=1000-");
    }
    assertFetched();
  }

  @Test
  void anInterruptEndsIt() throws IOException {
    try (Server server = new Server((exchange, number) -> Server.sendRange(exchange))) {
      Thread.currentThread().interrupt();
      assertFails(server.download(), ": interrupted; take it by hand");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void saysThatItCannotWrite() throws IOException {
    Files.writeString(file.getParent(), "a file where the folder should be");
    try (Server server = new Server((exchange, number) -> Server.sendRange(exchange))) {
      assertThatExceptionOfType(InputException.class)
          .isThrownBy(() -> fetch(server.download()))
          .withMessageStartingWith(file + ": cannot write: ")
          .withMessageEndingWith("; take it by hand");
      assertThat(server.ranges).isEmpty();
    }
  }

  private void leavePart(byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file.resolveSibling("file.txt.part"), bytes);
  }

  private void fetch(Download download) {
    download.to(file, progress::add, QUICK);
  }

  private void assertFails(Download download, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> fetch(download))
        .withMessageStartingWith("cannot fetch " + download.uri() + ": ")
        .withMessageContaining(message)
        .withMessageEndingWith("; take it by hand")
        .withMessageNotContaining("null");
    assertThat(file).doesNotExist();
  }

  private void assertFetched() throws IOException {
    assertThat(file).hasBinaryContent(CONTENT);
    assertThat(names()).containsExactly(".file.txt.lock", "file.txt");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(file.getParent())) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
