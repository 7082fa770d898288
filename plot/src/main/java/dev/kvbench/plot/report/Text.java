package dev.kvbench.plot.report;

/** Words, wherever they come from: the only way for a text into a page. */
record Text(String words) implements Node {
  private static final char UNKNOWN = '\ufffd';

  @Override
  public void write(StringBuilder page) {
    escape(words, page);
  }

  /**
   * Writes characters so that HTML reads them as such, in elements and in quoted attributes. What
   * HTML or UTF-8 cannot hold becomes U+FFFD: control characters, halves of surrogate pairs,
   * noncharacters. So do marks that turn the direction of writing, which could make a name look
   * like another.
   */
  static void escape(String words, StringBuilder page) {
    words
        .codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> page.append("&amp;");
                case '<' -> page.append("&lt;");
                case '>' -> page.append("&gt;");
                case '"' -> page.append("&quot;");
                case '\'' -> page.append("&#39;");
                case '\t', '\n' -> page.append((char) point);
                case '\r' -> page.append(' ');
                default -> {
                  if (isUnfit(point)) {
                    page.append(UNKNOWN);
                  } else {
                    page.appendCodePoint(point);
                  }
                }
              }
            });
  }

  private static boolean isUnfit(int point) {
    return Character.isISOControl(point)
        || Character.getType(point) == Character.SURROGATE
        || (point & 0xfffe) == 0xfffe
        || (0xfdd0 <= point && point <= 0xfdef)
        || (0x202a <= point && point <= 0x202e)
        || (0x2066 <= point && point <= 0x2069);
  }
}
