package dev.kvbench.results.io;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Lays out a table in GitHub-flavoured Markdown. */
public final class MarkdownTable {
  private MarkdownTable() {}

  /**
   * A table, each line with its end.
   *
   * @param words how many of the first columns are words, and flush left
   * @param lines of as many cells as the head
   */
  public static String of(int words, List<String> head, List<List<String>> lines) {
    StringBuilder table = new StringBuilder(line(head));
    List<String> sides = new ArrayList<>(Collections.nCopies(head.size(), "--:"));
    Collections.fill(sides.subList(0, words), "---");
    table.append(joined(sides));
    lines.forEach(line -> table.append(line(line)));
    return table.toString();
  }

  /** Names come from files, and must not become markup. */
  public static String escape(String words) {
    return Visible.of(words)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replaceAll("([\\\\`*_\\[\\]|~#!@])", "\\\\$1");
  }

  private static String line(List<String> cells) {
    return joined(cells.stream().map(MarkdownTable::escape).toList());
  }

  private static String joined(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
