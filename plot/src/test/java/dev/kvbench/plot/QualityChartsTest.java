package dev.kvbench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.quality.Agreement;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.QualitySetting;
import dev.kvbench.results.quality.Region;
import dev.kvbench.results.quality.RegionQuality;
import dev.kvbench.results.stats.Estimate;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityChartsTest {
  private static final ChartContext CONTEXT =
      new ChartContext(
          Map.of("layers", "4", "heads", "4", "embedSize", "128", "blockSize", "64"),
          "CPU: AMD EPYC",
          "2");

  private static final QualitySetting SETTING = new QualitySetting(64, 4, 64, 32, 288, 10_000, 1);

  @TempDir Path directory;

  /** An arm that is worse past the window by some nats, and inside it by others. */
  private static ArmQuality arm(
      String policy, String dtype, double inside, double past, double micros) {
    List<Double> nll =
        IntStream.rangeClosed(1, 320)
            .mapToObj(p -> 1.6 + 1.5 / p + 0.05 * Math.sin(p) + (p <= 64 ? inside : past))
            .toList();
    List<RegionQuality> regions = new ArrayList<>();
    for (Region region : Region.of(64, 4)) {
      double delta = region.name().equals(Region.WINDOW) ? inside : past;
      Estimate estimate = new Estimate(delta, 0.9 * delta - 0.01, 1.1 * delta + 0.01, 64);
      regions.add(
          new RegionQuality(
              region.name(),
              region.from(),
              region.to(),
              estimate,
              estimate,
              estimate,
              estimate,
              1));
    }
    return new ArmQuality(
        policy,
        dtype,
        Agreement.EXACT,
        0,
        1e-4,
        regions,
        new ArmQuality.Positions(nll, nll, nll, nll, nll),
        new ArmQuality.GreedyMatch(new Estimate(33, 30, 40, 64), 33, 0),
        new ArmQuality.Cost(micros, micros, micros, 21));
  }

  private static Quality quality() {
    List<ArmQuality> arms = new ArrayList<>();
    arms.add(arm("uncached", "float32", 0, 0, 1400));
    arms.add(arm("uncached", "bfloat16", 0, 0.001, 1600));
    for (String dtype : List.of("float32", "bfloat16")) {
      double slower = dtype.equals("float32") ? 1 : 1.2;
      arms.add(arm("article", dtype, 1.2, 1.4, 190 * slower));
      arms.add(arm("masked", dtype, 0.8, 1.1, 180 * slower));
      arms.add(arm("growing", dtype, 0, 0.5, 200 * slower));
      arms.add(arm("shift", dtype, 0, 0.501, 190 * slower));
      arms.add(arm("ring", dtype, 0, 0.499, 150 * slower));
      arms.add(arm("sinks", dtype, 0, 0.45, 151 * slower));
      arms.add(arm("hop", dtype, 0, 0.04, 210 * slower));
    }
    return new Quality(SETTING, arms);
  }

  @Test
  void writesBothChartsAsBitmapAndVector() throws Exception {
    List<Path> written = QualityCharts.draw(quality(), "play.txt", CONTEXT, directory);
    assertThat(written)
        .extracting(file -> file.getFileName().toString())
        .containsExactly(
            "quality-nll.png", "quality-nll.svg", "quality-cost.png", "quality-cost.svg");
    for (int png : new int[] {0, 2}) {
      BufferedImage image = ImageIO.read(written.get(png).toFile());
      assertThat(image.getWidth()).isEqualTo(1800);
      assertThat(ink(image)).isGreaterThan(10_000);
    }
    for (int svg : new int[] {1, 3}) {
      assertThat(Files.readString(written.get(svg), StandardCharsets.UTF_8))
          .contains("width=\"900px\"")
          .doesNotContain("<text");
    }
  }

  private static int ink(BufferedImage image) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += image.getRGB(x, y) == 0xFFFFFFFF ? 0 : 1;
      }
    }
    return count;
  }

  @Test
  void policiesThatLookAlikeShareALineAndTheOtherFormatHasNone() {
    QualityLines drawn = QualityLines.of(quality());
    assertThat(drawn.dtype()).isEqualTo("float32");
    assertThat(drawn.bin()).isEqualTo(16);
    assertThat(drawn.lines())
        .extracting(Line::name)
        .containsExactly(
            "uncached, float32", "article", "masked", "growing, shift, ring", "sinks", "hop");
    assertThat(drawn.lines()).allMatch(line -> line.points().size() == 20);
    assertThat(drawn.lines().get(0).points().get(0).steps()).isEqualTo(8.5);
    assertThat(drawn.lines().get(0).points().get(19).steps()).isEqualTo(312.5);
  }

  @Test
  void withoutTheReferencesFormatTheOtherIsDrawn() {
    List<ArmQuality> arms =
        quality().arms().stream()
            .filter(arm -> arm.isUncached() || arm.dtype().equals("bfloat16"))
            .toList();
    assertThat(QualityLines.of(new Quality(SETTING, arms)).dtype()).isEqualTo("bfloat16");
  }

  @Test
  void binsAreMeansOfNeighbours() {
    ArmQuality arm = arm("hop", "float32", 0, 0, 1);
    List<Double> nll = arm.positions().nll();
    List<Double> means = QualityLines.means(arm, 3);
    assertThat(means).hasSize(107);
    assertThat(means.get(0)).isEqualTo((nll.get(0) + nll.get(1) + nll.get(2)) / 3, within(1e-12));
    assertThat(means.get(106)).isEqualTo((nll.get(318) + nll.get(319)) / 2, within(1e-12));
  }

  @Test
  void theCostAxisEndsAtLabels() {
    assertThat(CostAxes.below(142)).isEqualTo(100);
    assertThat(CostAxes.below(0.7)).isCloseTo(0.5, within(1e-12));
    assertThat(CostAxes.above(142)).isEqualTo(200);
    assertThat(CostAxes.above(700)).isEqualTo(1000);
    CostAxes axes = CostAxes.of(quality().arms());
    assertThat(axes.cost()).isEqualTo(new Range(100, 2000));
    assertThat(axes.delta().low()).isNegative();
    assertThat(axes.delta().high()).isGreaterThan(1.55);
  }

  @Test
  void drawsWhatIsExtreme() {
    List<ArmQuality> arms =
        List.of(
            arm("uncached", "float32", 0, 0, 1e9),
            arm("shift", "float32", -5, 1e6, 1e-3),
            arm("ring", "float32", -5, 1e6, 1e-3),
            arm("hop", "float32", Double.NaN, Double.NaN, Double.NaN));
    assertThat(QualityCharts.draw(new Quality(SETTING, arms), "play.txt", CONTEXT, directory))
        .hasSize(4);
    Quality alone = new Quality(SETTING, List.of(arm("uncached", "float32", 0, 0, 100)));
    assertThat(QualityCharts.draw(alone, "play.txt", CONTEXT, directory)).hasSize(4);
  }

  @Test
  void nothingToDrawIsSaidInOneLine() {
    ArmQuality none = arm("uncached", "float32", Double.NaN, Double.NaN, Double.NaN);
    assertThatThrownBy(
            () ->
                QualityCharts.draw(
                    new Quality(SETTING, List.of(none)), "play.txt", CONTEXT, directory))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("nothing to draw");
    assertThat(directory).isEmptyDirectory();
  }
}
