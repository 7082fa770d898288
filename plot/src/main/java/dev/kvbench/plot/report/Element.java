package dev.kvbench.plot.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An element of HTML or SVG. Names are the program's own and checked; values of attributes and
 * texts may be anybody's and are escaped as they are written.
 */
final class Element implements Node {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9-]*");

  /** What has no end tag in HTML. */
  private static final Set<String> VOID = Set.of("meta", "input", "br");

  /** What would run or fetch something: scripts and styles are {@link Inline}'s. */
  private static final Set<String> NEVER =
      Set.of("script", "style", "iframe", "object", "embed", "img", "image", "link", "base", "a");

  /** Attributes that would do so. */
  private static final Set<String> NEVER_ATTRIBUTES =
      Set.of("href", "src", "srcset", "style", "srcdoc", "action", "formaction");

  /** After these a line ends, so that the file can be read and compared by line. */
  private static final Set<String> OWN_LINE =
      Set.of(
          "section", "figure", "table", "tr", "thead", "tbody", "svg", "g", "p", "li", "ul", "div",
          "h1", "h2", "h3", "header", "main", "footer", "details", "head", "body", "title", "meta");

  private final String name;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<Node> children = new ArrayList<>();

  private Element(String name) {
    this.name = name;
  }

  /** An element without children. */
  static Element of(String name) {
    require(name);
    if (NEVER.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("a page has no <" + name + "> of its own");
    }
    return new Element(name);
  }

  /** An element around a text. */
  static Element of(String name, String text) {
    return of(name).text(text);
  }

  /** A link to a place of the same page. */
  static Element link(String id, String text) {
    require(id);
    Element link = new Element("a");
    link.attributes.put("href", "#" + id);
    return link.text(text);
  }

  /** Sets an attribute. */
  Element attr(String attribute, String value) {
    require(attribute);
    String lower = attribute.toLowerCase(Locale.ROOT);
    if (lower.startsWith("on") || NEVER_ATTRIBUTES.contains(lower)) {
      throw new IllegalArgumentException("no element has the attribute " + attribute);
    }
    attributes.put(attribute, value);
    return this;
  }

  /** Sets an attribute to a number, to a hundredth, which is fine enough for a place on a page. */
  Element attr(String attribute, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(attribute + " is " + value);
    }
    double rounded = Math.rint(100 * value) / 100;
    return attr(
        attribute,
        rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded));
  }

  /** Adds words. */
  Element text(String words) {
    children.add(new Text(words));
    return this;
  }

  Element add(Node... nodes) {
    children.addAll(List.of(nodes));
    return this;
  }

  Element addAll(Collection<? extends Node> nodes) {
    children.addAll(nodes);
    return this;
  }

  boolean isEmpty() {
    return children.isEmpty();
  }

  private static void require(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("no name of an element or attribute: " + name);
    }
  }

  @Override
  public void write(StringBuilder page) {
    page.append('<').append(name);
    attributes.forEach(
        (attribute, value) -> {
          page.append(' ').append(attribute).append("=\"");
          Text.escape(value, page);
          page.append('"');
        });
    page.append('>');
    if (!VOID.contains(name)) {
      children.forEach(child -> child.write(page));
      page.append("</").append(name).append('>');
    }
    if (OWN_LINE.contains(name)) {
      page.append('\n');
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    write(text);
    return text.toString();
  }
}
