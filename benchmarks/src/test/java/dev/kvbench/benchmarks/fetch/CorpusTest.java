package dev.kvbench.benchmarks.fetch;

import static dev.kvbench.benchmarks.fetch.Server.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kvbench.results.io.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorpusTest {
  private static final byte[] TEXT = "First Citizen:\nBefore…".getBytes(StandardCharsets.UTF_8);
  private static final Patience QUICK =
      new Patience(2, Duration.ofMillis(1), Duration.ofSeconds(5), Duration.ofSeconds(5));

  @TempDir private Path folder;

  @Test
  void isTheTextOfAFile() throws IOException {
    String text = "größe 😀\r\nend";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(folder.resolve("my text.txt"), bytes);
    assertThat(Corpus.ofFile(file)).isEqualTo(new Corpus("my text.txt", text, sha256(bytes), true));
  }

  @Test
  void refusesAFileThatIsNoText() throws IOException {
    Path file = folder.resolve("f");
    assertRefused(file, ": no such file; --corpus takes a UTF-8 text file");
    assertRefused(folder, ": is a directory; --corpus takes a UTF-8 text file");
    Files.createFile(file);
    assertRefused(file, ": is empty; --corpus takes a text to train on");
  }

  @ParameterizedTest
  @CsvSource({
    "'gr\u00f6\u00dfe', 2", // Latin-1
    "'abc\u00e2\u0082', 3", // cut off in a character
    "'\u00c0\u0080', 0", // an overlong zero
    "'ab\u00ed\u00a0\u0080', 2" // half of a pair
  })
  void saysWhereAFileIsNotUtf8(String latin, int at) throws IOException {
    Path file = Files.write(folder.resolve("f"), latin.getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(file, ": is not UTF-8 text, at byte " + at + "; save it as UTF-8");
  }

  private static void assertRefused(Path file, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Corpus.ofFile(file))
        .withMessageStartingWith(file + message);
  }

  @Test
  void fetchesWhatTheCacheLacksAndNothingElse() throws IOException {
    Path file = folder.resolve("cache").resolve("text.txt");
    try (Server server = new Server((exchange, number) -> Server.send(exchange, 200, TEXT))) {
      Corpus expected =
          new Corpus("name", new String(TEXT, StandardCharsets.UTF_8), sha256(TEXT), true);
      assertThat(fetched(server, file)).isEqualTo(expected);
      assertThat(server.ranges).hasSize(1);
      assertThat(fetched(server, file)).isEqualTo(expected);
      assertThat(server.ranges).hasSize(1);

      byte[] damaged = TEXT.clone();
      damaged[3] = 'X';
      Files.write(file, damaged);
      assertThat(fetched(server, file)).isEqualTo(expected);
      assertThat(server.ranges).hasSize(2);
      assertThat(file).hasBinaryContent(TEXT);

      Files.writeString(file, "short");
      assertThat(fetched(server, file)).isEqualTo(expected);
      assertThat(server.ranges).hasSize(3);
    }
  }

  @Test
  void saysHowToGetItByHand() throws IOException {
    Path file = folder.resolve("text.txt");
    try (Server server = new Server((exchange, number) -> Server.send(exchange, 404, TEXT))) {
      assertThatExceptionOfType(InputException.class)
          .isThrownBy(() -> fetched(server, file))
          .withMessage(
              "cannot fetch %s: the server answers 404; put it there", server.uri("/file"));
    }
  }

  private static Corpus fetched(Server server, Path file) {
    Download download =
        new Download(server.uri("/file"), TEXT.length, sha256(TEXT), "put it there");
    return Corpus.fetched("name", download, file, bytes -> {}, QUICK);
  }

  @Test
  void tinyShakespeareSaysWhereItGoes() {
    Path file = folder.resolve("tinyshakespeare.txt");
    Download download = Corpus.tinyShakespeare(file);
    assertThat(download.uri()).hasScheme("https").hasHost("raw.githubusercontent.com");
    assertThat(download.byHand())
        .isEqualTo(
            "download "
                + download.uri()
                + " by hand, check that its SHA-256 is "
                + download.sha256()
                + ", and put it at "
                + file
                + ", or pass --corpus FILE");
  }

  @Test
  void theCacheIsWhereTheUserSays() {
    Path usual = Path.of(System.getProperty("user.home"), ".cache", "kvbench");
    assertThat(Corpus.cache(Optional.empty())).isEqualTo(usual);
    assertThat(Corpus.cache(Optional.of(" "))).isEqualTo(usual);
    assertThat(Corpus.cache(Optional.of("/elsewhere"))).isEqualTo(Path.of("/elsewhere"));
  }
}
