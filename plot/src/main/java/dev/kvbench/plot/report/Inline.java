package dev.kvbench.plot.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The page's own style or script, unescaped as HTML wants them. Both are made here, of nothing but
 * this program's files and colours: no text of a run has a way in.
 */
final class Inline implements Node {
  private final String name;
  private final String content;

  private Inline(String name, String content) {
    this.name = name;
    this.content = content;
  }

  static Inline style(Theme theme) {
    return new Inline("style", theme.variables() + resource("report.css"));
  }

  static Inline script() {
    return new Inline("script", resource("report.js"));
  }

  /** What a content security policy calls it by: nothing else on the page is obeyed. */
  String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has it
    }
  }

  @Override
  public void write(StringBuilder page) {
    page.append('<').append(name).append('>').append(content);
    page.append("</").append(name).append(">\n");
  }

  private static String resource(String name) {
    try (InputStream stream = Inline.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
