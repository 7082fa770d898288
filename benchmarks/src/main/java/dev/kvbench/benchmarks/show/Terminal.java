package dev.kvbench.benchmarks.show;

import java.io.Console;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What standard output can show.
 *
 * @param interactive whether somebody looks at it, rather than a file or a pipe
 * @param unicode whether it takes characters beyond ASCII
 * @param colours whether it takes colours, and they are wanted
 */
record Terminal(boolean interactive, boolean unicode, boolean colours) {
  private static final int COLUMNS = 79;

  /** ASCII for the characters that sentences have beyond it. */
  private static final Map<String, String> ASCII =
      Map.of("×", "x", "–", "-", "÷", "/", "µ", "u", "\u00a0", " ", "…", "...", "Δ", "d");

  static Terminal ofStandardOutput() {
    return of(isTerminal(System.console()), System.getenv(), encoding());
  }

  static Terminal of(boolean interactive, Map<String, String> variables, String encoding) {
    boolean dumb = "dumb".equals(variables.get("TERM"));
    boolean unicode = encoding.toUpperCase(Locale.ROOT).replace("-", "").equals("UTF8");
    boolean asked = variables.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(interactive && !dumb, unicode, interactive && !dumb && asked);
  }

  /** Whether bars can be seen. */
  boolean bars() {
    return interactive && unicode;
  }

  /** Words in lines, of characters that can be printed: those of files may hold others. */
  List<String> wrapped(String words) {
    String printable = words.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}]", "?");
    if (!unicode) {
      for (Map.Entry<String, String> character : ASCII.entrySet()) {
        printable = printable.replace(character.getKey(), character.getValue());
      }
    }
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : printable.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > COLUMNS) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /** From Java 22 on there is a console without a terminal too, and a method that tells. */
  private static boolean isTerminal(Console console) {
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException before22) {
      return true;
    }
  }

  /** That of standard output: a property of Java 19 and later, another before. */
  private static String encoding() {
    String later = System.getProperty("stdout.encoding");
    return later != null
        ? later
        : System.getProperty("sun.stdout.encoding", Charset.defaultCharset().name());
  }
}
