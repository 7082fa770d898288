package dev.kvbench.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/**
 * What a Markdown document links to and can be linked by, as GitHub shows it. Links to other sites
 * are passed over: they need a network.
 */
final class MarkdownLinks {
  private static final Pattern HTML_TARGET =
      Pattern.compile("\\b(?:href|src|srcset)\\s*=\\s*[\"']([^\"']*)[\"']");
  private static final Pattern HTML_ANCHOR =
      Pattern.compile("\\b(?:id|name)\\s*=\\s*[\"']([^\"']*)[\"']");

  /** What follows {@code #} in a link to lines of a source file. */
  private static final Pattern LINES = Pattern.compile("L\\d+(-L\\d+)?");

  private final Path file;
  private final Set<String> anchors = new HashSet<>();
  private final List<String> targets = new ArrayList<>();

  private MarkdownLinks(Path file, String text) {
    this.file = file;
    Parser.builder().build().parse(text).accept(new Collector());
  }

  /** Reads a document. */
  static MarkdownLinks of(Path file) {
    try {
      return new MarkdownLinks(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Links and images, as they are written. */
  List<String> targets() {
    return targets;
  }

  /**
   * The links that lead nowhere, each with the reason.
   *
   * @param root that no link may leave: what lies outside is not on the page's site
   */
  List<String> broken(Path root) {
    return targets.stream()
        .map(target -> target + ": " + problem(URI.create(target), root))
        .filter(problem -> !problem.endsWith(": "))
        .toList();
  }

  private String problem(URI target, Path root) {
    if (target.getScheme() != null) {
      return "";
    }
    if (target.getPath().startsWith("/")) {
      return "is not relative to the document";
    }
    Path linked =
        target.getPath().isEmpty() ? file : file.resolveSibling(target.getPath()).normalize();
    if (!linked.startsWith(root)) {
      return "leaves the repository";
    }
    if (!Files.exists(linked)) {
      return "there is no " + root.relativize(linked);
    }
    String anchor = target.getFragment();
    boolean found =
        anchor == null
            || (linked.toString().endsWith(".md")
                ? of(linked).anchors.contains(anchor)
                : Files.isRegularFile(linked) && LINES.matcher(anchor).matches());
    return found ? "" : "there is no heading for #" + anchor;
  }

  private final class Collector extends AbstractVisitor {
    private final Map<String, Integer> seen = new HashMap<>();
    private StringBuilder words = new StringBuilder();

    @Override
    public void visit(Heading heading) {
      words = new StringBuilder();
      visitChildren(heading);
      String anchor =
          words
              .toString()
              .strip()
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{M}\\p{N}\\p{Pc} -]", "")
              .replace(' ', '-');
      int before = seen.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? anchor : anchor + "-" + before);
    }

    @Override
    public void visit(Text text) {
      words.append(text.getLiteral());
    }

    @Override
    public void visit(Code code) {
      words.append(code.getLiteral());
    }

    @Override
    public void visit(Link link) {
      targets.add(link.getDestination());
      visitChildren(link);
    }

    @Override
    public void visit(Image image) {
      targets.add(image.getDestination());
      visitChildren(image);
    }

    @Override
    public void visit(HtmlInline html) {
      html(html.getLiteral());
    }

    @Override
    public void visit(HtmlBlock html) {
      html(html.getLiteral());
    }

    private void html(String literal) {
      HTML_TARGET.matcher(literal).results().forEach(found -> targets.add(found.group(1)));
      HTML_ANCHOR.matcher(literal).results().forEach(found -> anchors.add(found.group(1)));
    }
  }
}
