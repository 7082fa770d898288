package dev.kvbench.transformer.text;

import java.io.IOException;
import java.nio.file.Path;

/** What is said of a file to a person: one line, whatever names the file has in it. */
public final class OneLine {
  private OneLine() {}

  /** The text without breaks and other controls. */
  public static String of(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ");
  }

  /** Names the file, and says what is wrong with it. */
  public static IOException problem(Path file, String what) {
    return new IOException(of(file + ": " + what));
  }
}
