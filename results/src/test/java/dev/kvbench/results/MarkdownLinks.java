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
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
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
    return List.copyOf(targets);
  }

  /**
   * The links that lead nowhere, each with the reason.
   *
   * @param root that no link may leave: what lies outside is not on the page's site
   */
  List<String> broken(Path root) {
    return targets.stream().flatMap(target -> problem(target, root).stream()).toList();
  }

  private Optional<String> problem(String target, Path root) {
    URI uri;
    try {
      uri = URI.create(target.replace(" ", "%20"));
    } catch (IllegalArgumentException e) {
      return Optional.of(target + ": is no address");
    }
    if (uri.getScheme() != null) {
      return Optional.empty();
    }
    String path = uri.getPath();
    if (path.startsWith("/")) {
      return Optional.of(target + ": is not relative to the document");
    }
    Path linked = path.isEmpty() ? file : file.resolveSibling(path).normalize();
    if (!linked.startsWith(root.normalize())) {
      return Optional.of(target + ": leaves the repository");
    }
    if (!Files.exists(linked)) {
      return Optional.of(target + ": there is no " + root.normalize().relativize(linked));
    }
    String anchor = uri.getFragment();
    if (anchor == null || hasAnchor(linked, anchor)) {
      return Optional.empty();
    }
    return Optional.of(target + ": there is no heading for #" + anchor);
  }

  private static boolean hasAnchor(Path linked, String anchor) {
    if (Files.isDirectory(linked)) {
      return false;
    }
    if (!linked.toString().endsWith(".md")) {
      return LINES.matcher(anchor).matches();
    }
    return of(linked).anchors.contains(anchor);
  }

  private final class Collector extends AbstractVisitor {
    private final Map<String, Integer> seen = new HashMap<>();

    @Override
    public void visit(Heading heading) {
      String anchor =
          words(heading)
              .strip()
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{M}\\p{N}\\p{Pc} -]", "")
              .replace(' ', '-');
      int before = seen.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? anchor : anchor + "-" + before);
      visitChildren(heading);
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

    /** A heading's text without its marks. */
    private static String words(Node heading) {
      StringBuilder words = new StringBuilder();
      heading.accept(
          new AbstractVisitor() {
            @Override
            public void visit(Text text) {
              words.append(text.getLiteral());
            }

            @Override
            public void visit(Code code) {
              words.append(code.getLiteral());
            }

            @Override
            public void visit(SoftLineBreak lineBreak) {
              words.append(' ');
            }
          });
      return words.toString();
    }
  }
}
