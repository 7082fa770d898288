package dev.kvbench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Measurement;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeedupChartTest {
  @Test
  void dividesTheUncachedTimeByTheCachedTimeOfTheSameSteps() {
    List<Line> lines = lines(Runs.quick());
    assertThat(lines).hasSize(1);
    Line.Point last = lines.get(0).points().get(4);
    assertThat(last.steps()).isEqualTo(512);
    assertThat(last.value()).isCloseTo(7.5, within(0.3));
    assertThat(last.estimate().low()).isLessThan(last.value());
    assertThat(last.estimate().high()).isGreaterThan(last.value());
  }

  @Test
  void aRowWithoutPartnerHasNoPoint() {
    List<Line> lines = lines(Runs.article());
    assertThat(lines).hasSize(2);
    for (Line line : lines) {
      assertThat(line.points())
          .extracting(Line.Point::steps)
          .containsExactly(100.0, 500.0, 1000.0, 5000.0);
    }
  }

  @Test
  void aPartnerOfAnotherSettingIsNoPartner() {
    assertThat(
            lines(
                List.of(
                    Runs.row("cached", 100, 1, 2, "threads", "1"),
                    Runs.row("uncached", 100, 2, 2, "threads", "2"))))
        .isEmpty();
  }

  @Test
  void aLineKeepsItsPenFromTheLatencyChart() {
    List<Series> series =
        Series.of(
            Measurement.of(
                List.of(
                    Runs.row("cached", 100, 1, 2, "threads", "1"),
                    Runs.row("cached", 100, 1, 2, "threads", "2"),
                    Runs.row("uncached", 100, 2, 2, "threads", "2"))));
    List<Line> lines = SpeedupChart.lines(series);
    assertThat(lines).extracting(Line::name).containsExactly("cached (shift), 2 threads");
    assertThat(lines.get(0).pen()).isEqualTo(series.get(2).pen());
  }

  @Test
  void oneForkOnEitherSideMeansNoInterval() {
    assertThat(lines(Runs.article()).get(0).points())
        .allMatch(point -> !point.estimate().hasInterval());
  }

  @Test
  void theArticlesRatiosAreItsTimesDivided() {
    assertThat(Article.speedup("", steps -> true).get(0).points())
        .extracting(Line.Point::value)
        .satisfiesExactly(
            first -> assertThat(first).isCloseTo(1.5, within(1e-9)),
            second -> assertThat(second).isCloseTo(1.3846, within(1e-4)),
            third -> assertThat(third).isCloseTo(1.7579, within(1e-4)),
            fourth -> assertThat(fourth).isCloseTo(2.4485, within(1e-4)),
            fifth -> assertThat(fifth).isCloseTo(2.7419, within(1e-4)));
  }

  private static List<Line> lines(List<Row> rows) {
    return SpeedupChart.lines(Series.of(Measurement.of(rows)));
  }
}
