package dev.kvbench.results.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The terminal that output goes to. */
public final class Terminal {
  /** As wide as anything, where output goes to a file, or nobody can tell. */
  private static final int ENDLESS = Integer.MAX_VALUE;

  private static final int COLUMNS = ask();

  private Terminal() {}

  /** Characters on a line of it, by the variable COLUMNS or by what the terminal says. */
  public static int columns() {
    return COLUMNS;
  }

  private static int ask() {
    String given = System.getenv("COLUMNS");
    if (given != null) {
      return columns(given);
    }
    ProcessBuilder size =
        new ProcessBuilder(List.of("sh", "-c", "test -t 1 && stty size <&1 >&2"))
            .redirectOutput(ProcessBuilder.Redirect.INHERIT);
    try {
      Process process = size.start();
      process.getOutputStream().close();
      String answer =
          new String(process.getErrorStream().readAllBytes(), StandardCharsets.US_ASCII);
      return columns(answer.strip().replaceFirst("^\\d+ ", ""));
    } catch (IOException e) {
      return ENDLESS; // no sh, no stty: not a Unix
    }
  }

  private static int columns(String number) {
    return number.matches("[1-9]\\d{0,4}") ? Integer.parseInt(number) : ENDLESS;
  }
}
