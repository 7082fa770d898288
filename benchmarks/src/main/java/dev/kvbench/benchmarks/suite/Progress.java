package dev.kvbench.benchmarks.suite;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * The progress line. On a terminal it is one line that is written over; elsewhere, in CI logs say,
 * a line for each fork that has ended.
 */
final class Progress {
  private final PrintStream out;
  private final boolean terminal;
  private int width;

  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** What goes on now: shown on a terminal only. */
  void now(String line) {
    if (terminal) {
      out.print("\r" + padded(line));
      out.flush();
    }
  }

  /** What has ended: stays on the screen. */
  void done(String line) {
    out.println((terminal ? "\r" : "") + padded(line));
    out.flush();
    width = 0;
  }

  private String padded(String line) {
    String padded = line + " ".repeat(Math.max(0, width - line.length()));
    width = terminal ? line.length() : 0;
    return padded;
  }

  /** A duration as people say it: 42 s, 3 min 20 s, 1 h 5 min. */
  static String words(double seconds) {
    Duration duration = Duration.ofSeconds(Math.round(seconds));
    if (duration.toHours() > 0) {
      return duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }
    if (duration.toMinutes() > 0) {
      return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }
    return duration.toSeconds() + " s";
  }

  /** Seconds with three significant digits. */
  static String figure(double seconds) {
    int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(Math.max(seconds, 1e-6))));
    return String.format(Locale.ROOT, "%." + Math.min(decimals, 6) + "f s", seconds);
  }
}
