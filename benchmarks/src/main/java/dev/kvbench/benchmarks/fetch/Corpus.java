package dev.kvbench.benchmarks.fetch;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A text to train on. Of a file it is read as Python's text mode does: every kind of line end is
 * {@code \\n}, and a byte-order mark at the start is no part of it.
 *
 * @param name for people: a file's name, or {@code tinyshakespeare}
 * @param text never empty
 * @param sha256 of the bytes, in lower-case hex
 * @param isOfAFile whether it is a file's, of which models are trained on a part
 * @param note a line for people, of what was read otherwise than it is in the file; else empty
 */
public record Corpus(String name, String text, String sha256, boolean isOfAFile, String note) {
  private static final String TINYSHAKESPEARE = "tinyshakespeare";
  private static final String TINYSHAKESPEARE_SHA256 =
      "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed";
  private static final long LARGEST = 1L << 26; // bytes; as tokens they take ten times as much

  /**
   * The text of a file, which must be UTF-8; or else the article's corpus, Karpathy's
   * tinyshakespeare, from the cache folder, or from the web into it.
   *
   * @param file null for the article's corpus
   * @param progress is given a line for people while it fetches
   * @throws InputException with one line that says what is wrong with the file, or how to get it
   */
  public static Corpus of(Path file, Consumer<String> progress) {
    if (file != null) {
      return read(String.valueOf(file.getFileName()), file);
    }
    return of(tinyShakespeare(Download.cache()), Download.RetryPolicy.DEFAULT, progress);
  }

  static Corpus of(Download download, Download.RetryPolicy retries, Consumer<String> progress) {
    download.fetch(retries, progress);
    return read(download.name(), download.file());
  }

  /** A text that is in no file. */
  public static Corpus ofText(String name, String text) {
    return new Corpus(name, text, Sha256.of(text.getBytes(StandardCharsets.UTF_8)), false, "");
  }

  /** Tells people what was read otherwise, if anything was. */
  public void printNote() {
    if (!note.isEmpty()) {
      System.out.println("note: " + note);
    }
  }

  /** Whether a text of this hash is the article's corpus. */
  public static boolean isTinyShakespeare(String sha256) {
    return sha256.equals(TINYSHAKESPEARE_SHA256);
  }

  static Download tinyShakespeare(Path cache) {
    String uri =
        "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt";
    return new Download(
        TINYSHAKESPEARE,
        URI.create(uri),
        1_115_394,
        TINYSHAKESPEARE_SHA256,
        cache.resolve(TINYSHAKESPEARE + ".txt"),
        "pass --corpus FILE");
  }

  private static Corpus read(String name, Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new InputException(
            file + ": has more than " + (LARGEST >> 20) + " MiB; cut a part of it out");
      }
      byte[] bytes = Files.readAllBytes(file);
      String stored = decode(file, bytes);
      String text = stored.startsWith("\uFEFF") ? stored.substring(1) : stored;
      List<String> otherwise = new ArrayList<>();
      if (!text.equals(stored)) {
        otherwise.add("without its byte-order mark");
      }
      if (text.indexOf('\r') >= 0) {
        text = text.replace("\r\n", "\n").replace('\r', '\n');
        otherwise.add("with its carriage returns as line ends");
      }
      if (text.isEmpty()) {
        throw new InputException(file + ": is empty; --corpus takes a text to train on");
      }
      String note =
          otherwise.isEmpty()
              ? ""
              : name + " is read as Python does: " + String.join(", and ", otherwise);
      return new Corpus(name, text, Sha256.of(bytes), true, note);
    } catch (IOException e) {
      throw new InputException(
          file + ": cannot read: " + IoReason.of(e) + "; --corpus takes a UTF-8 text file", e);
    }
  }

  private static String decode(Path file, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(in).toString(); // strict
    } catch (CharacterCodingException e) {
      throw new InputException(
          String.format(
              "%s: is not UTF-8 text, at byte %d; save it as UTF-8 (iconv -t UTF-8 does)",
              file, in.position()),
          e);
    }
  }
}
