package dev.kvbench.plot.model;

import static dev.kvbench.plot.Samples.crossover;
import static dev.kvbench.plot.Samples.run;
import static dev.kvbench.plot.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.plot.picture.GridPicture;
import dev.kvbench.plot.picture.GridPicture.Border;
import dev.kvbench.plot.picture.GridPicture.Cell;
import dev.kvbench.plot.picture.Scale;
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
  private static List<Row> models(String generation, int block, int embed, double ratio) {
    return List.of(
        crossover("cached", generation, block, embed, 100),
        crossover("uncached", generation, block, embed, 100 * ratio));
  }

  private static List<Row> all(Stream<List<Row>> models) {
    return models.flatMap(List::stream).toList();
  }

  private static List<Row> crossing() {
    return all(
        Stream.of(
            models("short", 8, 64, 0.5),
            models("short", 32, 64, 2),
            models("short", 8, 128, 1.5),
            models("short", 32, 128, 40)));
  }

  @Test
  void everyModelWithBothArmsIsACellAndBordersRunWhereTheFasterArmChanges() {
    GridPicture grid = draw(crossing()).get(0);
    assertThat(grid.key()).isEqualTo("crossover-short");
    assertThat(grid.heading().subtitle()).doesNotContain("embed", "block");
    assertThat(grid.columns()).containsExactly(8, 32);
    assertThat(grid.rows()).containsExactly(64, 128);
    assertThat(grid.cells())
        .extracting(cell -> Numbers.digits(cell.ratio(), 2))
        .containsExactly("0.50", "2.0", "1.5", "40");
    assertThat(grid.cells().get(2)).extracting(Cell::column, Cell::row).containsExactly(0, 1);
    assertThat(grid.borders())
        .containsExactly(new Border(0.5, -0.5, 0.5, 0.5), new Border(-0.5, 0.5, 0.5, 0.5));
  }

  @Test
  void whereOneArmIsAheadEverywhereThereIsNoBorderButANote() {
    GridPicture grid =
        draw(all(Stream.of(models("short", 8, 64, 2), models("short", 32, 64, 3)))).get(0);
    assertThat(grid.borders()).isEmpty();
    assertThat(grid.heading().notes()).contains("the cached arm is faster in every cell");
    grid = draw(all(Stream.of(models("short", 8, 64, 0.5), models("short", 8, 32, 0.4)))).get(0);
    assertThat(grid.heading().notes()).contains("the uncached arm is faster in every cell");
  }

  @Test
  void aMissingPartnerLeavesItsPlaceEmpty() {
    List<Row> rows = new ArrayList<>(crossing());
    rows.add(crossover("cached", "short", 128, 64, 100));
    assertThat(draw(rows).get(0).cells()).hasSize(4);
    assertThat(draw(rows.subList(0, 2))).as("a map of one cell").isEmpty();
  }

  @Test
  void whatNoiseMayHaveDecidedIsUnsure() {
    GridPicture grid =
        draw(all(Stream.of(models("short", 8, 64, 1.01), models("short", 32, 64, 3)))).get(0);
    assertThat(grid.cells().get(0).isUnsure()).isTrue();
    assertThat(grid.heading().notes())
        .contains(
            "?: its 95 % interval over forks includes 1",
            "the cached arm is faster in every cell but those with ?");
    assertThat(draw(crossing()).get(0).heading().notes())
        .contains("no cell's 95 % interval over forks includes 1");
  }

  @Test
  void everyGenerationEngineAndPolicyHasItsMap() {
    List<Row> rows = new ArrayList<>();
    for (Row row :
        all(
            Stream.of("short", "long")
                .flatMap(it -> Stream.of(models(it, 8, 64, 2), models(it, 32, 64, 2))))) {
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
}
