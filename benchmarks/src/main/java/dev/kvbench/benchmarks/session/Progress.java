package dev.kvbench.benchmarks.session;

import dev.kvbench.results.io.Terminal;
import java.io.PrintStream;

/**
 * The progress line. On a terminal it is one line that is written over; elsewhere, in CI logs say,
 * a line for each fork that has ended.
 */
public final class Progress {
  /** A line that wraps cannot be written over. */
  private static final int COLUMNS = Math.min(80, Terminal.columns()) - 1;

  private final PrintStream out;
  private final boolean terminal;
  private int width;

  /** Prints to a stream, which is a terminal or not. */
  public Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** What goes on now: shown on a terminal only, cut to what fits on one line of it. */
  public void now(String line) {
    if (terminal) {
      out.print("\r" + padded(line.substring(0, Math.min(line.length(), COLUMNS))));
      out.flush();
    }
  }

  /** What has ended: stays on the screen. */
  public void done(String line) {
    out.println((terminal ? "\r" : "") + padded(line));
    out.flush();
    width = 0;
  }

  private String padded(String line) {
    String padded = line + " ".repeat(Math.max(0, width - line.length()));
    width = terminal ? line.length() : 0;
    return padded;
  }
}
