package dev.kvbench.benchmarks.fetch;

import dev.kvbench.results.InputException;
import dev.kvbench.results.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A text. */
public final class Corpus {
  private final String text;
  private final String label;

  private Corpus(String text, String label) {
    this.text = text;
    this.label = label;
  }

  /**
   * Reads a text.
   *
   * @param fileOrNull UTF-8
   * @throws InputException when it cannot be read
   */
  public static Corpus of(Path fileOrNull) {
    if (fileOrNull == null) {
      throw new InputException("no text; give one with --corpus FILE");
    }
    try {
      return new Corpus(Files.readString(fileOrNull), fileOrNull.getFileName().toString());
    } catch (IOException e) {
      throw new InputException(
          fileOrNull + ": cannot read this text: " + IoReason.of(e) + "; give a file in UTF-8", e);
    }
  }

  public String text() {
    return text;
  }

  /** Of the text in UTF-8, in lower-case hex. */
  public String sha256() {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has SHA-256
    }
  }

  /** What to call it. */
  public String label() {
    return label;
  }
}
