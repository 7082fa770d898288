package dev.kvbench.plot.chart;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Point2D;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes the SVG of a chart in a fraction of its length: most of it are outlines of letters, of
 * which each is written once and then referred to. Nothing but attributes is left to style it, so
 * that a page with a strict security policy shows it too.
 */
final class CompactSvg {
  private static final Pattern PATH = Pattern.compile("<path d=\"([^\"]*Q[^\"]*Z)\"([^>]*)/>");
  private static final Pattern SEGMENT = Pattern.compile("([MLQZ])([^MLQZ]*)");
  private static final Pattern STYLE = Pattern.compile("style=\"([^\"]*)\"");
  private static final Pattern COLOR = Pattern.compile("rgb\\((\\d+),(\\d+),(\\d+)\\)");
  private static final Pattern FINER_DIGITS = Pattern.compile("(\\.\\d\\d)\\d+");
  private static final Pattern PROLOGUE = Pattern.compile("(?s)^.*?(?=<svg)");
  private static final Pattern INDENTATION = Pattern.compile("\\n\\s+");

  /** Of a pixel: what no eye sees at the size of letters. */
  private static final int OUTLINE_DIGITS = 2;

  private static final int PLACE_DIGITS = 1;

  private final Map<String, String> ids = new LinkedHashMap<>();

  private CompactSvg() {}

  /** The same image. */
  static String of(String svg) {
    return new CompactSvg().compact(svg);
  }

  private String compact(String svg) {
    String body = PROLOGUE.matcher(svg).replaceFirst("");
    body = PATH.matcher(body).replaceAll(this::references);
    body = STYLE.matcher(body).replaceAll(CompactSvg::attributes);
    body = FINER_DIGITS.matcher(body).replaceAll("$1");
    body = INDENTATION.matcher(body).replaceAll("\n");
    String letters =
        ids.entrySet().stream()
            .map(
                letter ->
                    "<path id=\"" + letter.getValue() + "\" d=\"" + letter.getKey() + "\"/>\n")
            .collect(Collectors.joining("", "<defs>\n", "</defs>"));
    return body.replaceFirst(">", ">\n" + letters);
  }

  /** Text as references to its letters. */
  private String references(MatchResult text) {
    StringBuilder uses = new StringBuilder("<g").append(text.group(2)).append('>');
    for (Path2D letter : letters(text.group(1))) {
      Point2D begin = begin(letter);
      letter.transform(AffineTransform.getTranslateInstance(-begin.getX(), -begin.getY()));
      uses.append("<use href=\"#").append(ids.computeIfAbsent(path(letter), CompactSvg::id));
      uses.append("\" x=\"").append(number(begin.getX(), PLACE_DIGITS));
      uses.append("\" y=\"").append(number(begin.getY(), PLACE_DIGITS)).append("\"/>");
    }
    return uses.append("</g>").toString();
  }

  /** The outlines of a text; one inside another, in any order, makes one letter with it. */
  private static List<Path2D> letters(String data) {
    List<Path2D> letters = new ArrayList<>();
    Path2D outline = new Path2D.Double();
    for (MatchResult segment : SEGMENT.matcher(data).results().toList()) {
      double[] at = numbers(segment.group(2));
      switch (segment.group(1)) {
        case "M" -> outline.moveTo(at[0], at[1]);
        case "L" -> outline.lineTo(at[0], at[1]);
        case "Q" -> outline.quadTo(at[0], at[1], at[2], at[3]);
        default -> {
          outline.closePath();
          while (!letters.isEmpty() && contains(outline, last(letters))) {
            outline.append(letters.remove(letters.size() - 1), false);
          }
          if (!letters.isEmpty() && contains(last(letters), outline)) {
            last(letters).append(outline, false);
          } else {
            letters.add(outline);
          }
          outline = new Path2D.Double();
        }
      }
    }
    return letters;
  }

  private static Path2D last(List<Path2D> letters) {
    return letters.get(letters.size() - 1);
  }

  private static boolean contains(Path2D outline, Path2D other) {
    return outline.getBounds2D().contains(other.getBounds2D());
  }

  private static double[] numbers(String words) {
    return Arrays.stream(words.trim().split("[ ,]+"))
        .filter(word -> !word.isEmpty())
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private static Point2D begin(Path2D letter) {
    double[] at = new double[6];
    letter.getPathIterator(null).currentSegment(at);
    return new Point2D.Double(at[0], at[1]);
  }

  private static String path(Path2D letter) {
    StringBuilder path = new StringBuilder();
    double[] at = new double[6];
    for (PathIterator i = letter.getPathIterator(null); !i.isDone(); i.next()) {
      int segment = i.currentSegment(at);
      path.append("MLQCZ".charAt(segment));
      int numbers =
          segment == PathIterator.SEG_CLOSE ? 0 : segment == PathIterator.SEG_QUADTO ? 4 : 2;
      for (int n = 0; n < numbers; n++) {
        path.append(n == 0 ? "" : " ").append(number(at[n], OUTLINE_DIGITS));
      }
    }
    return path.toString();
  }

  /** The same for the same outline in every chart, so that a page of several needs each once. */
  private static String id(String path) {
    long hash = 0;
    for (int i = 0; i < path.length(); i++) {
      hash = 1_000_003 * hash + path.charAt(i);
    }
    return "l" + Long.toString((hash ^ hash >>> 24) & 0xff_ffff_ffffL, 36);
  }

  private static String attributes(MatchResult style) {
    return Arrays.stream(style.group(1).split(";", -1))
        .filter(property -> property.contains(":") && !property.startsWith("stroke-miterlimit"))
        .map(property -> property.replaceFirst(":", "=\"") + "\"")
        .map(property -> COLOR.matcher(property).replaceAll(CompactSvg::hex))
        .collect(Collectors.joining(" "));
  }

  private static String hex(MatchResult color) {
    return String.format(
        Locale.ROOT,
        "#%02x%02x%02x",
        Integer.parseInt(color.group(1)),
        Integer.parseInt(color.group(2)),
        Integer.parseInt(color.group(3)));
  }

  private static String number(double value, int digits) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
