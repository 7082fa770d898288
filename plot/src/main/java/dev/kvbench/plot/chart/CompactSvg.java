package dev.kvbench.plot.chart;

import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Writes the SVG of a chart in a fraction of its length: most of it are outlines of letters, of
 * which each is written once and then referred to. Styles become attributes, so that a page with a
 * strict security policy shows it too.
 */
final class CompactSvg {
  private static final Pattern TEXT = Pattern.compile("<path d=\"([^\"]*Q[^\"]*Z)\"([^>]*)/>");
  private static final Pattern OUTLINE = Pattern.compile("M[^Z]*Z");
  private static final Pattern POINT = Pattern.compile(" ?(-?[\\d.]+),(-?[\\d.]+) ?");
  private static final Pattern STYLE = Pattern.compile("style=\"([^\"]*)\"");
  private static final Pattern PROPERTY = Pattern.compile("([a-z-]+):([^;]*);?");

  private final Map<String, String> ids = new LinkedHashMap<>();

  private CompactSvg() {}

  /** The same image. */
  static String of(String svg) {
    return new CompactSvg().compact(svg.substring(svg.indexOf("<svg")));
  }

  private String compact(String svg) {
    String body = TEXT.matcher(svg).replaceAll(this::references);
    body = STYLE.matcher(body).replaceAll(style -> attributes(style.group(1)));
    body = body.replaceAll("(\\.\\d\\d)\\d+", "$1").replaceAll("\\n\\s+", "\n");
    StringBuilder letters = new StringBuilder(">\n<defs>\n");
    ids.forEach((path, id) -> letters.append("<path id=\"%s\" d=\"%s\"/>\n".formatted(id, path)));
    return body.replaceFirst(">", letters + "</defs>");
  }

  /** Text as references to its letters. */
  private String references(MatchResult text) {
    Deque<String> letters = new ArrayDeque<>();
    for (MatchResult outline : OUTLINE.matcher(text.group(1)).results().toList()) {
      String letter = outline.group();
      // one outline inside another, in any order, makes one letter with it
      while (!letters.isEmpty() && areNested(letters.getLast(), letter)) {
        letter = letters.removeLast() + letter;
      }
      letters.add(letter);
    }
    StringBuilder uses = new StringBuilder("<g" + text.group(2) + ">");
    for (String letter : letters) {
      MatchResult begin = POINT.matcher(letter).results().findFirst().orElseThrow();
      double x = number(begin, 1);
      double y = number(begin, 2);
      String path =
          POINT
              .matcher(letter)
              .replaceAll(at -> text(number(at, 1) - x, 2) + " " + text(number(at, 2) - y, 2) + " ")
              .replaceAll(" (?=[MLQZ-]|$)", "");
      String id = ids.computeIfAbsent(path, CompactSvg::id);
      uses.append("<use href=\"#%s\" x=\"%s\" y=\"%s\"/>".formatted(id, text(x, 1), text(y, 1)));
    }
    return uses.append("</g>").toString();
  }

  /** The same for the same outline in every chart, so that a page of several needs each once. */
  private static String id(String path) {
    return "l" + Long.toString(((long) path.length() << Integer.SIZE) + path.hashCode(), 36);
  }

  private static boolean areNested(String one, String other) {
    return bounds(one).contains(bounds(other)) || bounds(other).contains(bounds(one));
  }

  private static Rectangle2D bounds(String path) {
    MatchResult begin = POINT.matcher(path).results().findFirst().orElseThrow();
    Rectangle2D bounds = new Rectangle2D.Double(number(begin, 1), number(begin, 2), 0, 0);
    POINT.matcher(path).results().forEach(at -> bounds.add(number(at, 1), number(at, 2)));
    return bounds;
  }

  private static double number(MatchResult match, int group) {
    return Double.parseDouble(match.group(group));
  }

  private static String text(double value, int digits) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  private static String attributes(String style) {
    return PROPERTY
        .matcher(style)
        .results()
        .filter(property -> !property.group(1).equals("stroke-miterlimit"))
        .map(property -> property.group(1) + "=\"" + property.group(2) + "\"")
        .reduce("", (one, other) -> one + (one.isEmpty() ? "" : " ") + other);
  }
}
