package dev.kvbench.benchmarks.show;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What standard output can show.
 *
 * @param unicode whether it takes characters beyond ASCII
 */
record Terminal(boolean unicode) {
  private static final int COLUMNS = 79;

  /** ASCII for the characters that sentences have beyond it. */
  private static final Map<String, String> ASCII =
      Map.of("×", "x", "–", "-", "÷", "/", "µ", "u", "\u00a0", " ", "…", "...", "Δ", "d");

  static Terminal ofStandardOutput() {
    return of(encoding());
  }

  static Terminal of(String encoding) {
    return new Terminal(encoding.toUpperCase(Locale.ROOT).replace("-", "").equals("UTF8"));
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

  /** That of standard output: a property of Java 19 and later, another before. */
  private static String encoding() {
    String later = System.getProperty("stdout.encoding");
    return later != null
        ? later
        : System.getProperty("sun.stdout.encoding", Charset.defaultCharset().name());
  }
}
