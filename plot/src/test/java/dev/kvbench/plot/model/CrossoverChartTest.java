package dev.kvbench.plot.model;

import static dev.kvbench.plot.Samples.crossover;
import static dev.kvbench.plot.Samples.metric;
import static dev.kvbench.plot.Samples.run;
import static dev.kvbench.plot.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.plot.model.GridPicture.Border;
import dev.kvbench.plot.model.GridPicture.Cell;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CrossoverChartTest {
  private static List<GridPicture> draw(List<Row> rows) {
    return new CrossoverChart()
        .of(run(rows), Scale.AUTO).stream().map(GridPicture.class::cast).toList();
  }

  /** Both arms of a model: a cached token takes 100 µs, an uncached one so many times that. */
  private static List<Row> models(
      String generation, int block, int embed, double ratio, double predicted) {
    return List.of(
        metric(crossover("cached", generation, block, embed, 100), "predictedMicroseconds", 10),
        metric(
            crossover("uncached", generation, block, embed, 100 * ratio),
            "predictedMicroseconds",
            10 * predicted));
  }

  private static List<Row> all(Stream<List<Row>> models) {
    return models.flatMap(List::stream).toList();
  }

  private static List<Row> crossing() {
    return all(
        Stream.of(
            models("short", 8, 64, 0.5, 0.5),
            models("short", 32, 64, 2, 0.6),
            models("short", 8, 128, 1.5, 2),
            models("short", 32, 128, 40, 3)));
  }

  @Test
  void everyModelWithBothArmsIsACell() {
    GridPicture grid = draw(crossing()).get(0);
    assertThat(grid.key()).isEqualTo("crossover-short");
    assertThat(grid.columns()).containsExactly(8, 32);
    assertThat(grid.rows()).containsExactly(64, 128);
    assertThat(grid.cells())
        .extracting(cell -> Numbers.digits(cell.ratio(), 2))
        .containsExactly("0.50", "2.0", "1.5", "40");
    assertThat(grid.cells().get(2)).extracting(Cell::column, Cell::row).containsExactly(0, 1);
  }

  @Test
  void bordersRunWhereTheFasterArmChanges() {
    GridPicture grid = draw(crossing()).get(0);
    assertThat(grid.borders(Cell::ratio))
        .containsExactly(new Border(0.5, -0.5, 0.5, 0.5), new Border(-0.5, 0.5, 0.5, 0.5));
    assertThat(grid.borders(Cell::predictedAhead))
        .containsExactlyInAnyOrder(new Border(-0.5, 0.5, 0.5, 0.5), new Border(0.5, 0.5, 1.5, 0.5));
  }

  @Test
  void lessThanTheCeilingsNoiseIsNoPredictedBorder() {
    List<Row> rows =
        all(Stream.of(models("short", 8, 64, 2, 0.97), models("short", 32, 64, 2, 1.5)));
    GridPicture grid = draw(rows).get(0);
    assertThat(grid.borders(Cell::predictedAhead)).isEmpty();
    assertThat(grid.heading().notes())
        .contains(
            "measured: the cached arm is faster everywhere here",
            "predicted: the cached arm is as fast or faster everywhere here");
  }

  @Test
  void aMissingPartnerLeavesItsPlaceEmpty() {
    List<Row> rows = new ArrayList<>(crossing());
    rows.add(crossover("cached", "short", 128, 64, 100));
    assertThat(draw(rows).get(0).cells()).hasSize(4);
    assertThat(draw(List.of(rows.get(8)))).isEmpty();
  }

  @Test
  void whatNoiseMayHaveDecidedIsUnsure() {
    GridPicture grid = draw(models("short", 8, 64, 1.01, 2)).get(0);
    assertThat(grid.cells().get(0).isUnsure()).isTrue();
    assertThat(grid.heading().notes()).anyMatch(note -> note.startsWith("?: its 95 % interval"));
    assertThat(draw(crossing()).get(0).heading().notes())
        .contains("no cell's 95 % interval over forks includes 1");
  }

  @Test
  void everyGenerationEngineAndPolicyHasItsMap() {
    List<Row> rows = new ArrayList<>();
    for (Row row : all(Stream.of(models("short", 8, 64, 2, 2), models("long", 8, 64, 2, 2)))) {
      rows.add(row);
      rows.add(with(row, "engine", "eager", "policy", "article"));
    }
    List<GridPicture> grids = draw(rows);
    assertThat(grids)
        .extracting(GridPicture::key)
        .containsExactlyInAnyOrder(
            "crossover-short-script-ring",
            "crossover-short-eager-article",
            "crossover-long-script-ring",
            "crossover-long-eager-article");
    assertThat(grids)
        .filteredOn(grid -> grid.key().equals("crossover-long-eager-article"))
        .extracting(grid -> grid.heading().title())
        .containsExactly(
            "Where a KV cache pays: tokens with the window full, eager, policy article");
  }

  @Test
  void armsThatComputeDifferentFunctionsAreSaidTo() {
    List<Row> rows = new ArrayList<>();
    models("long", 8, 64, 2, 2).forEach(row -> rows.add(metric(row, "exact", 0)));
    assertThat(draw(rows).get(0).heading().notes())
        .contains("past the window the cached and the uncached arm compute different functions");
    assertThat(draw(models("long", 8, 64, 2, 2)).get(0).heading().notes())
        .noneMatch(note -> note.contains("different"));
  }

  /** Both arms read the same weights; that one's processes read them faster is no prediction. */
  @Test
  void theArmsArePredictedFromTheSameCeilings() {
    List<Row> rows =
        List.of(
            predicted("cached", 100, 40), // 100 of calls, 1000 of reading
            predicted("uncached", 100, 50)); // the same
    assertThat(draw(rows).get(0).cells().get(0).predicted()).isEqualTo(1, within(1e-9));
    List<Row> cheaper = List.of(predicted("cached", 100, 40), predicted("uncached", 50, 40));
    assertThat(draw(cheaper).get(0).cells().get(0).predicted())
        .isEqualTo(1050.0 / 1100, within(1e-9));
  }

  private static Row predicted(String arm, double calls, double bandwidth) {
    Row row = crossover(arm, "long", 8, 512, 1000);
    row = metric(row, "bytesPerToken", 40e6);
    row = metric(row, "flopsPerToken", 20e6);
    row = metric(row, "ceilingGigabytesPerSecond", bandwidth);
    row = metric(row, "ceilingGigaflops", 100);
    return metric(row, "predictedMicroseconds", calls + 40e6 / bandwidth / 1e3);
  }

  @Test
  void withoutPredictionsTheyAreNotKnown() {
    List<Row> rows =
        List.of(crossover("cached", "long", 8, 64, 100), crossover("uncached", "long", 8, 64, 50));
    assertThat(draw(rows).get(0).heading().notes()).contains("predicted: not known");
    assertThat(draw(rows).get(0).cells().get(0).predicted()).isNaN();
  }
}
