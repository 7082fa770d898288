package dev.kvbench.plot.chart;

import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the SVG of a chart in a fraction of its length: most of it are outlines of letters, of
 * which each is written once and then referred to. Nothing but attributes is left to style it, so
 * that a page with a strict security policy shows it too.
 */
final class CompactSvg {
  private static final Pattern PATH = Pattern.compile("<path d=\"([^\"]*)\"([^>]*)/>");
  private static final Pattern STYLE = Pattern.compile("style=\"([^\"]*)\"");
  private static final Pattern FINER_DIGITS = Pattern.compile("(\\.\\d\\d)\\d+");
  private static final Pattern PROLOGUE = Pattern.compile("(?s)^.*?(?=<svg)");
  private static final Pattern TOKEN = Pattern.compile("[A-Z]|-?[0-9.]+(?:E-?\\d+)?");
  private static final Pattern SPACES = Pattern.compile("\\s*\\n\\s*");

  private static final Pattern COLOR = Pattern.compile("rgb\\((\\d+),(\\d+),(\\d+)\\)");

  /** Of a pixel: what no eye sees at the size of letters. */
  private static final int OUTLINE_DIGITS = 2;

  private static final int PLACE_DIGITS = 1;

  /** Concerns corners that are not rounded; ours are. */
  private static final String NEEDLESS = "stroke-miterlimit";

  /** A closed outline and what lies inside it, such as the hole of an o. */
  private static final class Shape {
    final List<String> commands = new ArrayList<>();
    final List<double[]> points = new ArrayList<>();
    final Rectangle2D box = new Rectangle2D.Double();

    double x() {
      return points.get(0)[0];
    }

    double y() {
      return points.get(0)[1];
    }

    void add(String command, double x, double y) {
      if (points.isEmpty()) {
        box.setRect(x, y, 0, 0);
      }
      commands.add(command);
      points.add(new double[] {x, y});
      box.add(x, y);
    }

    void add(Shape other) {
      commands.addAll(other.commands);
      points.addAll(other.points);
      box.add(other.box);
    }

    /** The outline as it is wherever it stands. */
    String path() {
      StringBuilder path = new StringBuilder();
      for (int i = 0; i < points.size(); i++) {
        String command = commands.get(i);
        path.append(command.isEmpty() ? " " : command)
            .append(number(points.get(i)[0] - x(), OUTLINE_DIGITS))
            .append(' ')
            .append(number(points.get(i)[1] - y(), OUTLINE_DIGITS));
      }
      return path.append('Z').toString();
    }
  }

  private final Map<String, String> ids = new LinkedHashMap<>();

  private CompactSvg() {}

  /** The same image. */
  static String of(String svg) {
    return new CompactSvg().compact(svg);
  }

  private String compact(String svg) {
    String body = PROLOGUE.matcher(svg).replaceFirst("");
    body = PATH.matcher(body).replaceAll(this::path);
    body = STYLE.matcher(body).replaceAll(CompactSvg::attributes);
    body = FINER_DIGITS.matcher(body).replaceAll("$1");
    body = body.replace(" xmlns:xlink=\"http://www.w3.org/1999/xlink\"", "");
    StringBuilder letters = new StringBuilder("<defs>\n");
    ids.forEach(
        (path, id) ->
            letters
                .append("<path id=\"")
                .append(id)
                .append("\" d=\"")
                .append(path)
                .append("\"/>\n"));
    int begin = body.indexOf('>') + 1;
    body = body.substring(0, begin) + letters.append("</defs>") + body.substring(begin);
    return SPACES.matcher(body).replaceAll("\n");
  }

  /** A path of closed outlines as references to these; any other as it is. */
  private String path(MatchResult path) {
    List<Shape> shapes = shapes(path.group(1));
    if (shapes.isEmpty()) {
      return Matcher.quoteReplacement(path.group());
    }
    StringBuilder uses = new StringBuilder("<g").append(path.group(2)).append('>');
    for (Shape shape : shapes) {
      String id = ids.computeIfAbsent(shape.path(), CompactSvg::id);
      uses.append("<use href=\"#").append(id);
      uses.append("\" x=\"").append(number(shape.x(), PLACE_DIGITS));
      uses.append("\" y=\"").append(number(shape.y(), PLACE_DIGITS)).append("\"/>");
    }
    return uses.append("</g>").toString();
  }

  private static List<Shape> shapes(String data) {
    if (!data.contains("Q") || !data.endsWith("Z")) {
      return List.of();
    }
    List<Shape> shapes = new ArrayList<>();
    Shape shape = new Shape();
    String command = "";
    List<String> tokens = TOKEN.matcher(data).results().map(MatchResult::group).toList();
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      if (token.equals("Z")) {
        Shape last = shapes.isEmpty() ? null : shapes.get(shapes.size() - 1);
        // an outline and its hole are one letter, whichever comes first
        if (last != null && (last.box.contains(shape.box) || shape.box.contains(last.box))) {
          last.add(shape);
        } else {
          shapes.add(shape);
        }
        shape = new Shape();
      } else if (Character.isLetter(token.charAt(0))) {
        command = token;
      } else {
        shape.add(command, Double.parseDouble(token), Double.parseDouble(tokens.get(++i)));
        command = "";
      }
    }
    return shapes;
  }

  private static String attributes(MatchResult style) {
    StringBuilder attributes = new StringBuilder();
    for (String property : style.group(1).split(";", -1)) {
      int colon = property.indexOf(':');
      if (colon > 0 && !property.startsWith(NEEDLESS)) {
        attributes.append(attributes.isEmpty() ? "" : " ");
        attributes.append(property, 0, colon).append("=\"");
        String value = property.substring(colon + 1);
        attributes.append(COLOR.matcher(value).replaceAll(CompactSvg::hex)).append('"');
      }
    }
    return attributes.toString();
  }

  private static String hex(MatchResult color) {
    int rgb = 0;
    for (int i = 1; i <= 3; i++) {
      rgb = 256 * rgb + Integer.parseInt(color.group(i));
    }
    return String.format("#%06x", rgb);
  }

  /** The same for the same outline in every chart, so that a page of several needs each once. */
  private static String id(String path) {
    long hash = 0;
    for (int i = 0; i < path.length(); i++) {
      hash = 1_000_003 * hash + path.charAt(i);
    }
    return "l" + Long.toString((hash ^ hash >>> 24) & 0xff_ffff_ffffL, 36);
  }

  private static String number(double value, int digits) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
