package dev.kvbench.results;

/**
 * The user's input cannot be used. The message is one line that says what is wrong, where, and what
 * to do about it; the command line prints it without a stack trace and exits with 2.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
