package dev.kvbench.plot.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kvbench.plot.Samples;
import dev.kvbench.plot.model.Charts;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.results.io.InputException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartFilesTest {
  @TempDir Path folder;

  private static List<Picture> pictures() {
    return Charts.of(Samples.run(Samples.generations()), Scale.AUTO);
  }

  private static Set<String> found(String regex, String text) {
    return Pattern.compile(regex)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toSet());
  }

  @Test
  void everyPictureIsABitmapAndAVector() throws Exception {
    Path charts = folder.resolve("new");
    List<Path> written = ChartFiles.write(pictures(), charts);
    assertThat(written)
        .extracting(file -> file.getFileName().toString())
        .containsExactly("latency.png", "latency.svg", "speedup.png", "speedup.svg");
    BufferedImage image = ImageIO.read(written.get(0).toFile());
    assertThat(image.getWidth()).isEqualTo(1280);
    assertThat(image.getRGB(2, 2)).isEqualTo(0xFFFFFFFF);
    assertThat(Files.readString(written.get(1))).startsWith("<svg ").contains("</svg>");
  }

  @Test
  void aVectorIsShortAndEveryLetterIsInIt() throws Exception {
    String svg = ChartFiles.svg(pictures().get(0));
    assertThat(svg.length()).isLessThan(110_000);
    assertThat(svg).doesNotContain("style=", "<text", "http://www.w3.org/Graphics", "<image");
    Set<String> letters = found("<use href=\"#([^\"]*)\"", svg);
    assertThat(letters).hasSizeGreaterThan(30).isEqualTo(found("<path id=\"([^\"]*)\"", svg));
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
  }

  @Test
  void aLetterIsOneOutlineWithItsHolesBeforeItOrAfterIt() {
    String svg =
        """
        <?xml version="1.0"?>
        <svg width="9">
          <path d="M2,2 Q3,2 3,3 Z M2,6 Q3,6 3,7 Z M0,0 Q9,0 9,9 L0,9 Z" style=""/>
          <path d="M10,10 Q20,10 20,20 Z M12,12 Q14,12 14,14 Z M30,10 Q40,10 40,20 Z \
        M32,12 Q34,12 34,14 Z" style="fill:rgb(255,0,16);stroke:none;"/>
        </svg>
        """;
    assertThat(found("<use href=\"#([^\"]*)\"", CompactSvg.of(svg))).hasSize(2);
    assertThat(CompactSvg.of(svg))
        .contains("d=\"M0 0Q10 0 10 10ZM2 2Q4 2 4 4Z\"/>")
        .containsPattern(
            "<g fill=\"rgb\\(255,0,16\\)\" stroke=\"none\"><use href=\"#(l\\w+)\" x=\"10\""
                + " y=\"10\"/><use href=\"#\\1\" x=\"30\" y=\"10\"/></g>");
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> ChartFiles.write(pictures(), file.resolve("charts")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot make this folder for charts");
  }
}
