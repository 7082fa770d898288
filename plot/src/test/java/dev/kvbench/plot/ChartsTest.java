package dev.kvbench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Row;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChartsTest {
  private static final ChartContext CONTEXT =
      new ChartContext(
          Map.of("layers", "4", "heads", "4", "embedSize", "256", "blockSize", "1024"),
          "CPU: AMD EPYC",
          "2");

  @TempDir Path directory;

  @Test
  void writesBothChartsAsBitmapAndVectorAndNothingElse() throws IOException {
    Path charts = directory.resolve("not/yet/there");
    List<Path> written = Charts.drawAll(Runs.quick(), CONTEXT, Scale.AUTO, charts);
    assertThat(written)
        .containsExactly(
            charts.resolve("latency.png"),
            charts.resolve("latency.svg"),
            charts.resolve("speedup.png"),
            charts.resolve("speedup.svg"));
    try (Stream<Path> files = Files.list(charts)) {
      assertThat(files).containsExactlyInAnyOrderElementsOf(written);
    }
  }

  @Test
  void batchesAndCrossoversAreDrawnToo() {
    List<Row> rows = new ArrayList<>(SweepRows.models("short", 8, 64, 2, 2));
    rows.addAll(SweepRows.models("long", 8, 64, 0.5, 2));
    rows.add(SweepRows.batch("cached", 1, 1));
    assertThat(draw(rows))
        .filteredOn(file -> file.toString().endsWith(".svg"))
        .extracting(file -> file.getFileName().toString())
        .containsExactly("batch.svg", "crossover-short.svg", "crossover-long.svg");
  }

  @Test
  void theBitmapIsTwiceTheSizeShownAndWhiteAtItsCorners() throws IOException {
    BufferedImage image = ImageIO.read(draw(Runs.quick()).get(0).toFile());
    assertThat(image.getWidth()).isEqualTo(1800);
    assertThat(image.getHeight()).isEqualTo(1100);
    assertThat(image.getRGB(0, 0)).isEqualTo(0xFFFFFFFF);
    assertThat(image.getRGB(1799, 1099)).isEqualTo(0xFFFFFFFF);
  }

  @Test
  void theVectorFileNeedsNoFonts() throws IOException {
    String svg = Files.readString(draw(Runs.quick()).get(1), StandardCharsets.UTF_8);
    assertThat(svg).contains("width=\"900px\"").doesNotContain("<text").doesNotContain("<image");
  }

  @Test
  void drawingAgainInAnotherLocaleGivesTheSameBytes() throws IOException {
    List<String> first = bytes(draw(Runs.article()));
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(bytes(draw(Runs.article()))).isEqualTo(first);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void withoutPartnersThereIsNoSpeedup() {
    assertThat(draw(List.of(Runs.row("cached", 100, 1, 5))))
        .containsExactly(directory.resolve("latency.png"), directory.resolve("latency.svg"));
  }

  @ParameterizedTest
  @EnumSource(Scale.class)
  void drawsWhatIsExtreme(Scale scale) {
    List<Row> rows = new ArrayList<>(Runs.one());
    rows.add(Runs.row("uncached", 1, 1e-9, 2, 5, "policy", "shift"));
    rows.add(Runs.row("cached", 1, 1e-9, 2, 5, "policy", "ring"));
    rows.add(Runs.row("cached", Integer.MAX_VALUE, 9e8, 1, "policy", "ring"));
    assertThat(Charts.drawAll(rows, CONTEXT, scale, directory)).hasSize(4);
  }

  @Test
  void nothingToDrawIsSaidInOneLine() {
    assertThatThrownBy(() -> draw(List.of()))
        .isInstanceOf(InputException.class)
        .message()
        .startsWith("nothing to draw")
        .doesNotContain("\n");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void anUnwritableDirectoryIsSaidInOneLine() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> Charts.drawAll(Runs.one(), CONTEXT, Scale.AUTO, file))
        .isInstanceOf(InputException.class)
        .message()
        .startsWith(file + ": cannot make this directory for charts")
        .doesNotContain("\n");
  }

  @Test
  void nothingHalfWrittenStaysWhereAFileCannotBeReplaced() throws IOException {
    Files.createDirectories(directory.resolve("latency.svg/occupied"));
    assertThatThrownBy(() -> draw(Runs.one())).isInstanceOf(InputException.class);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files)
          .containsExactlyInAnyOrder(
              directory.resolve("latency.png"), directory.resolve("latency.svg"));
    }
  }

  private List<Path> draw(List<Row> rows) {
    return Charts.drawAll(rows, CONTEXT, Scale.AUTO, directory);
  }

  private static List<String> bytes(List<Path> files) throws IOException {
    List<String> contents = new ArrayList<>();
    for (Path file : files) {
      contents.add(Files.readString(file, StandardCharsets.ISO_8859_1));
    }
    return contents;
  }
}
