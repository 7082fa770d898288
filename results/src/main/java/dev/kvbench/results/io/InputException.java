package dev.kvbench.results.io;

import java.util.regex.Pattern;

/**
 * The user's input cannot be used. The message is one line that says what is wrong, where, and what
 * to do about it; the command line prints it without a stack trace and exits with 2.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]+");

  public InputException(String message) {
    super(oneLine(message));
  }

  public InputException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /** Messages quote file names and file contents, and either may hold line breaks. */
  static String oneLine(String message) {
    return CONTROLS.matcher(message).replaceAll(" ");
  }
}
