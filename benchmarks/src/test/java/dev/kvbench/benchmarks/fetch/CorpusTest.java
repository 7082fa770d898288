package dev.kvbench.benchmarks.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kvbench.results.io.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorpusTest {
  @TempDir private Path folder;

  @Test
  void isTheTextOfAFile() throws IOException {
    String text = "größe 😀\nend\uFEFF";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(folder.resolve("my text.txt"), bytes);
    assertThat(Corpus.of(file, line -> {}))
        .isEqualTo(new Corpus("my text.txt", text, Sha256.of(bytes), true, ""));
  }

  @ParameterizedTest
  @CsvSource({
    "'a\r\nb\rc\n', with its carriage returns as line ends",
    "'\uFEFFa\nb\nc\n', without its byte-order mark",
    "'\uFEFFa\rb\r\nc\r\n', 'without its byte-order mark, and with its carriage returns as line"
        + " ends'",
  })
  void isReadAsPythonsTextModeDoes(String stored, String otherwise) throws IOException {
    byte[] bytes = stored.getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(folder.resolve("f"), bytes);
    assertThat(Corpus.of(file, line -> {}))
        .isEqualTo(
            new Corpus(
                "f",
                "a\nb\nc\n",
                Sha256.of(bytes),
                true,
                "f is read as Python does: " + otherwise));
  }

  @Test
  void refusesAFileThatIsNoText() throws IOException {
    Path file = folder.resolve("f");
    assertRefused(file, ": cannot read: no such file or directory; --corpus takes a UTF-8 text");
    assertRefused(folder, ": cannot read: ");
    Files.createFile(file);
    assertRefused(file, ": is empty; --corpus takes a text to train on");
    Files.writeString(file, "\uFEFF");
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
        .isThrownBy(() -> Corpus.of(file, line -> {}))
        .withMessageStartingWith(file + message);
  }

  @Test
  void theArticlesCorpusIsThatOfTheCache() throws IOException {
    Download known = Corpus.tinyShakespeare(folder);
    assertThat(known.uri()).hasScheme("https").hasHost("raw.githubusercontent.com");
    assertThat(known.file()).isEqualTo(folder.resolve("tinyshakespeare.txt"));
    assertThat(Corpus.isTinyShakespeare(known.sha256())).isTrue();

    byte[] text = "First Citizen:\nBefore…".getBytes(StandardCharsets.UTF_8);
    try (Server server = new Server((exchange, number) -> Server.send(exchange, 200, text))) {
      Download small =
          new Download(
              known.name(), server.uri("/"), text.length, Sha256.of(text), known.file(), "");
      for (int i = 0; i < 2; i++) {
        assertThat(Corpus.of(small, DownloadTest.QUICK, line -> {}))
            .isEqualTo(
                new Corpus(
                    "tinyshakespeare", "First Citizen:\nBefore…", Sha256.of(text), true, ""));
      }
      assertThat(server.ranges).hasSize(1);
    }
  }
}
