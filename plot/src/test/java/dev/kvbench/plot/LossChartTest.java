package dev.kvbench.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

class LossChartTest {
  private static final List<LossChart.Point> POINTS =
      List.of(new LossChart.Point(250, 2.7, 2.4), new LossChart.Point(500, 2.2, 2.1));

  @Test
  void bothLossesAreDrawnOverTheSteps() {
    XYChart chart = LossChart.chart(POINTS, "4 layers");
    XYSeries heldOut = chart.getSeries("held-out text");
    assertThat(heldOut.getXData()).containsExactly(250, 500);
    assertThat(heldOut.getYData()).containsExactly(2.4, 2.1);
    assertThat(chart.getSeries("training, mean since the point before").getYData())
        .containsExactly(2.7, 2.2);
  }

  @Test
  void oneEvaluationIsAChartToo(@TempDir Path folder) {
    assertThat(LossChart.draw(POINTS.subList(0, 1), "4 layers", folder))
        .containsExactly(folder.resolve("loss.png"), folder.resolve("loss.svg"))
        .allSatisfy(file -> assertThat(file).isNotEmptyFile());
  }
}
