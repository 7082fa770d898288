package dev.kvbench.plot.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.StringReader;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ElementTest {
  /** A parser of somebody else's reads back what went in, and nothing beside it. */
  @Property(tries = 2000)
  void anyTextIsReadBackAsText(@ForAll("hostile") String words) throws Exception {
    Element element = Element.of("p").attr("title", words).add(Element.of("b", words)).text(words);
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(element.toString())));
    assertThat(document.getElementsByTagName("*").getLength()).isEqualTo(2);
    assertThat(document.getDocumentElement().getAttributes().getLength()).isOne();
    String expected = clean(words);
    assertThat(document.getElementsByTagName("b").item(0).getTextContent()).isEqualTo(expected);
    assertThat(document.getDocumentElement().getAttribute("title"))
        .isEqualTo(expected.replace('\n', ' ').replace('\t', ' ')); // as XML reads attributes
  }

  @Property(tries = 2000)
  void anyTextCanBeWrittenAsUtf8(@ForAll("hostile") String words) throws Exception {
    String written = Element.of("p").attr("title", words).text(words).toString();
    assertThat(StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(written)).hasRemaining())
        .isTrue(); // an encoder that reports throws at what it cannot encode
    assertThat(written).doesNotContain("\u0000", "\u001b", "\u007f", "\u202e", "\ufffe");
  }

  /** Any UTF-16 units, halves of pairs among them, with pieces of markup between. */
  @Provide
  Arbitrary<String> hostile() {
    Arbitrary<String> units =
        Arbitraries.strings().withCharRange('\u0000', '\uffff').ofMaxLength(8);
    Arbitrary<String> markup =
        Arbitraries.of(
            "</p>",
            "<script>",
            "</script><img src=x onerror=alert(1)>",
            "\"",
            "'",
            "&lt;",
            "&",
            "<!--",
            "]]>",
            "\ud83d",
            "\udc1b",
            "\ud83d\udc1b",
            "\u0000",
            "\u001b[31m",
            "\r\n",
            "\u202e",
            "=",
            ">");
    return Arbitraries.oneOf(units, markup)
        .list()
        .ofMaxSize(6)
        .map(parts -> String.join("", parts));
  }

  private static String clean(String words) {
    StringBuilder clean = new StringBuilder();
    words
        .codePoints()
        .forEach(
            point -> {
              boolean unfit =
                  (Character.isISOControl(point) && point != '\t' && point != '\n' && point != '\r')
                      || (0xd800 <= point && point <= 0xdfff)
                      || (point & 0xffff) >= 0xfffe
                      || (0xfdd0 <= point && point <= 0xfdef)
                      || (0x202a <= point && point <= 0x202e)
                      || (0x2066 <= point && point <= 0x2069);
              clean.appendCodePoint(unfit ? 0xfffd : point == '\r' ? ' ' : point);
            });
    return clean.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"script", "SCRIPT", "style", "iframe", "img", "a", "p onclick", "p>", ""})
  void aPageHasNoElementThatRunsOrFetches(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> Element.of(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"onclick", "onLoad", "href", "src", "style", "x y", "x=", ""})
  void norSuchAnAttribute(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> Element.of("p").attr(name, "x"));
  }

  @Test
  void linksStayOnThePage() {
    assertThat(Element.link("run1", "<a>")).hasToString("<a href=\"#run1\">&lt;a&gt;</a>");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Element.link("javascript:alert(1)", "text"));
  }

  @Test
  void numbersAreToAHundredthAndAlwaysNumbers() {
    assertThat(Element.of("circle").attr("r", 1.23456).attr("cx", 2.0))
        .hasToString("<circle r=\"1.23\" cx=\"2\"></circle>");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Element.of("circle").attr("r", Double.NaN));
  }
}
