package dev.kvbench.results.io;

/**
 * The user's input is fine, but its parts do not belong together: other machines, other versions.
 * The command line prints the one line of the message and exits with 3.
 */
public final class IncomparableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public IncomparableException(String message) {
    super(InputException.oneLine(message));
  }
}
