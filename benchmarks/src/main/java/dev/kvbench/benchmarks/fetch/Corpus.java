package dev.kvbench.benchmarks.fetch;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A text to train on.
 *
 * @param name for people: a file's name, or {@code tinyshakespeare}
 * @param text never empty
 * @param sha256 of the bytes, in lower-case hex
 * @param isOfAFile whether it is a file's, of which models are trained on a part
 */
public record Corpus(String name, String text, String sha256, boolean isOfAFile) {
  private static final String TINYSHAKESPEARE = "tinyshakespeare";
  private static final String TINYSHAKESPEARE_SHA256 =
      "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed";
  private static final long LARGEST = 1L << 26; // bytes; as tokens they take ten times as much

  /**
   * The text of a file, which must be UTF-8.
   *
   * @throws InputException with one line if it cannot be read, is empty or is not UTF-8
   */
  static Corpus ofFile(Path file) {
    return of(String.valueOf(file.getFileName()), file, read(file));
  }

  /**
   * The article's corpus, Karpathy's tinyshakespeare: from the cache folder, which is {@code
   * $KVBENCH_CACHE_DIR} or {@code ~/.cache/kvbench}, or from the web into it. A file of the cache
   * that is not the corpus to the byte is fetched again.
   *
   * @param progress of fetching, in bytes; not called if the cache has the file
   * @throws InputException with one line that says how to get the file otherwise
   */
  static Corpus tinyShakespeare(LongConsumer progress) {
    Path file = cache().resolve(TINYSHAKESPEARE + ".txt");
    return fetched(TINYSHAKESPEARE, tinyShakespeare(file), file, progress, Patience.USUAL);
  }

  /**
   * The text that a user gives, or else the article's.
   *
   * @param file null for {@link #tinyShakespeare}
   * @param progress told of fetching, in words
   */
  public static Corpus of(Path file, Consumer<String> progress) {
    return file != null
        ? ofFile(file)
        : tinyShakespeare(
            bytes -> progress.accept("fetching tinyshakespeare: " + bytes / 1024 + " KiB"));
  }

  /** A text that is in no file. */
  public static Corpus ofText(String name, String text) {
    return new Corpus(name, text, Sha256.of(text.getBytes(StandardCharsets.UTF_8)), false);
  }

  /** Where fetched files are kept: {@code $KVBENCH_CACHE_DIR} or {@code ~/.cache/kvbench}. */
  static Path cache() {
    return cache(Optional.ofNullable(System.getenv("KVBENCH_CACHE_DIR")));
  }

  static Path cache(Optional<String> chosen) {
    return chosen
        .filter(folder -> !folder.isBlank())
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "kvbench"));
  }

  /** Whether a text of this hash is the article's corpus. */
  public static boolean isTinyShakespeare(String sha256) {
    return sha256.equals(TINYSHAKESPEARE_SHA256);
  }

  static Download tinyShakespeare(Path file) {
    String uri =
        "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt";
    return Download.orByHand(
        URI.create(uri), 1_115_394, TINYSHAKESPEARE_SHA256, file, "pass --corpus FILE");
  }

  static Corpus fetched(
      String name, Download download, Path file, LongConsumer progress, Patience patience) {
    if (!isThere(file, download)) {
      download.to(file, progress, patience);
    }
    return of(name, file, read(file));
  }

  private static boolean isThere(Path file, Download download) {
    try {
      return Files.isRegularFile(file)
          && Files.size(file) == download.length()
          && Sha256.of(file).equals(download.sha256());
    } catch (IOException e) {
      throw download.unreadable(file, e);
    }
  }

  private static byte[] read(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new InputException(file + ": is a directory; --corpus takes a UTF-8 text file");
      }
      if (!Files.isRegularFile(file)) {
        throw new InputException(file + ": no such file; --corpus takes a UTF-8 text file");
      }
      if (Files.size(file) > LARGEST) {
        throw new InputException(
            file + ": has more than " + (LARGEST >> 20) + " MiB; cut a part of it out");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InputException(file + ": cannot read: " + IoReason.of(e), e);
    }
  }

  private static Corpus of(String name, Path file, byte[] bytes) {
    if (bytes.length == 0) {
      throw new InputException(file + ": is empty; --corpus takes a text to train on");
    }
    return new Corpus(name, decode(file, bytes), Sha256.of(bytes), true);
  }

  private static String decode(Path file, byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // strict, unlike new String
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length); // UTF-8 has no more characters than bytes
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      throw new InputException(
          file
              + ": is not UTF-8 text, at byte "
              + in.position()
              + "; save it as UTF-8 (iconv -t UTF-8 does)");
    }
    return out.flip().toString();
  }
}
