package dev.kvbench.benchmarks.fetch;

import static dev.kvbench.benchmarks.fetch.Server.CONTENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kvbench.benchmarks.fetch.Download.RetryPolicy;
import dev.kvbench.results.io.InputException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DownloadTest {
  static final RetryPolicy QUICK = new RetryPolicy(3, Duration.ofMillis(1), Duration.ofSeconds(20));

  private final List<String> progress = new ArrayList<>();
  @TempDir private Path folder;
  private Path file;
  private Path part;
  private Server server;

  @BeforeEach
  void begin() throws IOException {
    file = folder.resolve("cache").resolve("file.txt");
    part = file.resolveSibling("file.txt.part");
    Files.createDirectories(file.getParent());
    serve((exchange, number) -> Server.sendRange(exchange));
  }

  /** Starts a server in the place of the one before. */
  private void serve(Server.Answer answer) throws IOException {
    close();
    server = new Server(answer);
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void fetchesAFileOnceAndAgainIfItIsDamaged() throws IOException {
    fetch();
    assertThat(progress).last().isEqualTo("fetching a file: 292 of 293 KiB");
    progress.clear();
    fetch();
    assertThat(progress).isEmpty();
    assertThat(server.ranges).containsExactly("");
    Files.write(file, new byte[CONTENT.length]);
    fetch();
    assertThat(server.ranges).containsExactly("", "");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void goesOnWhereTheConnectionWasCutIfTheServerCan(boolean knowsRanges) throws IOException {
    serve(
        (exchange, number) -> {
          if (number == 1) {
            Server.sendSome(exchange, 100_000);
          } else if (knowsRanges) {
            Server.sendRange(exchange);
          } else {
            Server.send(exchange, 200, CONTENT);
          }
        });
    fetch();
    assertThat(server.ranges).hasSize(2).element(1).asString().matches("bytes=[1-9]\\d*-");
  }

  @Test
  void goesOnWhereAnEarlierProcessEndedAlsoWhereItIsSentElsewhere() throws IOException {
    Files.write(part, CONTENT);
    fetch();
    assertThat(server.ranges).isEmpty();
    Files.delete(file);
    Files.write(part, Arrays.copyOf(CONTENT, 1000));
    serve(
        (exchange, number) -> {
          if (number == 1) {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            Server.send(exchange, 302, new byte[0]);
          } else {
            Server.sendRange(exchange);
          }
        });
    fetch();
    assertThat(server.ranges).containsExactly("bytes=1000-", "bytes=1000-");
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 300_000, 400_000})
  void startsOverWhenWhatAnEarlierProcessLeftDoesNotFit(int length) throws IOException {
    Files.write(part, new byte[length]);
    fetch();
  }

  @ParameterizedTest
  @ValueSource(ints = {206, 416})
  void startsOverWhereTheServerCannotGoOn(int status) throws IOException {
    Files.write(part, Arrays.copyOf(CONTENT, 1000));
    serve(
        (exchange, number) -> {
          exchange.getResponseHeaders().set("Content-Range", "bytes 0-299999/300000");
          Server.send(exchange, number == 1 ? status : 200, CONTENT);
        });
    fetch();
    assertThat(server.ranges).containsExactly("bytes=1000-", "");
  }

  @Test
  void refusesAnotherFileAtOnce() throws IOException {
    byte[] other = CONTENT.clone();
    other[5] = (byte) ~other[5];
    serve((exchange, number) -> Server.send(exchange, 200, other));
    assertFails(1, "what came has SHA-256 " + Sha256.of(other) + " instead of " + hash());
    assertThat(part).doesNotExist();
    for (int length : new int[] {299_999, 300_001}) {
      serve((exchange, number) -> Server.send(exchange, 200, Arrays.copyOf(CONTENT, length)));
      assertFails(1, "the file there has " + length + " bytes instead of 300000");
    }
  }

  /** Bodies of unknown length: nobody may fill our disk, and what is too little is fetched on. */
  @Test
  void stopsAtMoreBytesThanTheFileHasAndGivesUpAtFewer() throws IOException {
    serve(
        (exchange, number) -> {
          exchange.sendResponseHeaders(200, 0); // chunked
          exchange.getResponseBody().write(CONTENT);
          exchange.getResponseBody().write(CONTENT);
        });
    assertFails(1, "the server sends more than the file's 300000 bytes");
    Files.delete(part);
    serve(
        (exchange, number) -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(CONTENT, 0, 1000);
        });
    assertFails(3, "only 1000 of 300000 bytes have come, 3 times tried");
    assertThat(server.ranges).containsExactly("", "bytes=1000-", "bytes=1000-");
    assertThat(part).hasSize(1000);
  }

  @ParameterizedTest
  @CsvSource({"404, 1", "408, 3", "429, 3", "503, 3"})
  void triesAgainOnlyWhereItMayHelp(int status, int attempts) throws IOException {
    serve((exchange, number) -> Server.send(exchange, status, CONTENT));
    String message = "the server answers " + status;
    assertFails(attempts, message + (attempts > 1 ? ", 3 times tried" : "") + "; download http");
    if (attempts > 1) {
      serve((exchange, number) -> Server.send(exchange, number < 3 ? status : 200, CONTENT));
      fetch();
    }
  }

  @Test
  void waitsForASilentServerForAWhileOnly() throws IOException {
    serve(
        (exchange, number) -> {
          if (number == 3) {
            Server.sendRange(exchange);
            return;
          }
          if (number == 2) {
            Server.sendSome(exchange, 50_000);
          }
          try {
            Thread.sleep(30_000); // until the server is closed
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    RetryPolicy little = new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(300));
    download().fetch(little, progress::add);
    assertThat(server.ranges).hasSize(3).element(2).asString().startsWith("bytes=");
    assertFetched();
  }

  @Test
  void saysThatThereIsNoConnection() {
    String uri = download().uri().toString();
    server.close();
    assertFails(download(uri), "Connection refused, 3 times tried");
    assertFails(download("http://no-such-host.invalid/file"), "its host is not found; is this");
  }

  /** At once: this machine's files are no better the next time. */
  @Test
  void saysThatItCannotWrite() throws IOException {
    Files.createDirectories(part.resolve("in the way"));
    serve((exchange, number) -> Server.send(exchange, 200, CONTENT));
    assertCannotWrite("Is a directory");
    assertThat(server.ranges).hasSize(1);
    file = folder.resolve("blocked").resolve("file.txt");
    Files.writeString(file.getParent(), "a file where the folder should be");
    assertCannotWrite("a file is in the way");
  }

  private void assertCannotWrite(String reason) {
    Download download = download();
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> download.fetch(QUICK, progress::add))
        .withMessage(file + ": " + reason + "; " + byHand(download));
    assertThat(Files.exists(file)).isFalse();
  }

  @Test
  void ofManyThreadsOneFetchesIt() throws Exception {
    Download download = download();
    IntStream.range(0, 8).parallel().forEach(i -> download.fetch(QUICK, line -> {}));
    assertFetched();
    assertThat(server.ranges).hasSize(1);
  }

  @Test
  @Tag("exhaustive")
  void ofManyProcessesOneFetchesIt() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Fetches.class.getName(),
                  download().uri().toString(),
                  file.toString())
              .inheritIO()
              .start());
    }
    for (Process process : processes) {
      assertThat(process.waitFor()).isZero();
    }
    assertFetched();
    assertThat(server.ranges).hasSize(1);
  }

  /** A process of its own that fetches the file. */
  static final class Fetches {
    private Fetches() {}

    public static void main(String[] args) {
      download(args[0], Path.of(args[1])).fetch(QUICK, line -> {});
    }
  }

  private static String hash() {
    return Sha256.of(CONTENT);
  }

  private static Download download(String uri, Path file) {
    return new Download("a file", URI.create(uri), CONTENT.length, hash(), file, "do without");
  }

  private Download download(String uri) {
    return download(uri, file);
  }

  private Download download() {
    return download(server.uri("/file").toString());
  }

  private void fetch() throws IOException {
    download().fetch(QUICK, progress::add);
    assertFetched();
  }

  private void assertFetched() throws IOException {
    assertThat(file).hasBinaryContent(CONTENT);
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(".file.txt.lock", "file.txt");
    }
  }

  private void assertFails(int attempts, String message) {
    assertFails(download(), message);
    assertThat(server.ranges).hasSize(attempts);
  }

  private void assertFails(Download download, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> download.fetch(QUICK, progress::add))
        .withMessageStartingWith("cannot fetch " + download.uri() + ": " + message)
        .withMessageEndingWith("; " + byHand(download));
    assertThat(file).doesNotExist();
  }

  private String byHand(Download download) {
    return String.format(
        "download %s by hand, check that its SHA-256 is %s, and put it at %s, or do without",
        download.uri(), hash(), file);
  }
}
