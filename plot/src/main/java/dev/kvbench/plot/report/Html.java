package dev.kvbench.plot.report;

import dev.kvbench.results.io.Visible;
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

  /** Halves of surrogate pairs and noncharacters, which UTF-8 or HTML cannot hold. */
  private static final Pattern UNFIT =
      Pattern.compile("[\\p{Cs}\\x{fdd0}-\\x{fdef}\\x{fffe}\\x{ffff}]");

  /** A text, so that HTML reads it as such, in elements and in quoted attributes. */
  static Html text(String words) {
    return new Html(
        UNFIT
            .matcher(Visible.of(words))
            .replaceAll("\ufffd")
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;")
            .replace("'", "&#39;"));
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

  /** Markup of ours for each of the parts, one after the other. */
  static Html each(String markup, Collection<?> parts) {
    return of(parts.stream().map(part -> of(markup, part)).toList());
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
