package dev.kvbench.results.io;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes text from files fit for a line of a terminal or a cell of a table. */
public final class Visible {
  /** Controls, line ends, and what turns the direction of text round. */
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]");

  private Visible() {}

  /** The text with each character that cannot be seen as its escape: {@code \n}, {@code \u001b}. */
  public static String of(String text) {
    return UNSEEN
        .matcher(text)
        .replaceAll(found -> "\\\\" + escape(found.group()).replace("\\", "\\\\"));
  }

  private static String escape(String character) {
    return switch (character) {
      case "\n" -> "n";
      case "\r" -> "r";
      case "\t" -> "t";
      default ->
          character
              .chars()
              .mapToObj(unit -> "u" + Integer.toHexString(0x10000 | unit).substring(1))
              .collect(Collectors.joining("\\"));
    };
  }
}
