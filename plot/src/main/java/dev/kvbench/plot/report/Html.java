package dev.kvbench.plot.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A piece of the page. Texts come into it by {@link #text} and {@link #of} only, which escape them.
 */
record Html(String markup) {
  static final Html NONE = new Html("");

  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");
  private static final char UNKNOWN = '\ufffd';

  /**
   * A text, so that HTML reads it as such, in elements and in quoted attributes. What HTML or UTF-8
   * cannot hold is shown as U+FFFD: control characters, halves of surrogate pairs, noncharacters.
   * So are marks that turn the direction of writing, which could make a name look like another.
   */
  static Html text(String words) {
    StringBuilder page = new StringBuilder();
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
                default -> page.appendCodePoint(isUnfit(point) ? UNKNOWN : point);
              }
            });
    return new Html(page.toString());
  }

  private static boolean isUnfit(int point) {
    return Character.isISOControl(point)
        || Character.getType(point) == Character.SURROGATE
        || (point & 0xfffe) == 0xfffe
        || (0xfdd0 <= point && point <= 0xfdef)
        || (0x202a <= point && point <= 0x202e)
        || (0x2066 <= point && point <= 0x2069);
  }

  /** Markup of ours with a {@code %s} for each part; parts that are no Html are texts. */
  static Html of(String markup, Object... parts) {
    Object[] escaped = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      escaped[i] = escaped(parts[i]).markup;
    }
    return new Html(String.format(markup, escaped));
  }

  /** The pieces one after the other. */
  static Html of(Collection<Html> pieces) {
    return new Html(pieces.stream().map(Html::markup).collect(Collectors.joining()));
  }

  /** A template of ours, each {@code {{name}}} filled; values that are no Html are texts. */
  static Html template(String file, Map<String, Object> values) {
    Matcher places = PLACE.matcher(resource(file));
    return new Html(
        places.replaceAll(
            place -> Matcher.quoteReplacement(escaped(values.get(place.group(1))).markup)));
  }

  /** A file of ours, as it is. */
  static String resource(String name) {
    try (InputStream stream = Html.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static Html escaped(Object part) {
    return part instanceof Html html ? html : text(String.valueOf(part));
  }
}
