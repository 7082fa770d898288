package dev.kvbench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.plot.Picture.Roof;
import dev.kvbench.plot.Picture.RoofDot;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RooflinesTest {
  private static Picture.Roofline of(List<Row> rows) {
    return (Picture.Roofline) Rooflines.roofline(rows).orElseThrow();
  }

  private static Picture.Roofline reference(String name) {
    return of(RunDirectory.open(Path.of("../results/reference", name)).rows());
  }

  /** A row that does an operation for each two bytes. */
  private static Row row(Map<String, String> params, double gigaflops, double bandwidth) {
    SortedMap<String, Metric> metrics = new TreeMap<>();
    Map.of(
            "flopsPerToken", 1e6,
            "bytesPerToken", 2e6,
            "gigaflops", gigaflops,
            "ceilingGigaflops", 200.0,
            "ceilingGigabytesPerSecond", bandwidth)
        .forEach((name, value) -> metrics.put(name, new Metric(value, 0, "value", List.of())));
    return new Row(
        "dev.kvbench.benchmarks.SomeBenchmark.cached",
        "avgt",
        1,
        1,
        new TreeMap<>(params),
        new Metric(1, 0, "us/op", List.of()),
        metrics);
  }

  @Test
  void aRowIsReadAgainstTheCeilingsOfItsOwnProcess() {
    RoofDot row =
        reference("crossover-zen5-2cpu").rows().stream()
            .filter(dot -> dot.name().startsWith("Crossover, cached, blockSize 8, embedSize 512"))
            .filter(dot -> dot.name().contains("generation long"))
            .findFirst()
            .orElseThrow();
    assertThat(row.share()).isCloseTo(0.88, within(0.01));
    assertThat(row.isBoundByMemory()).isTrue();
  }

  @Test
  void modelsWhoseCeilingsAreFarApartHaveARoofEach() {
    Picture.Roofline picture = reference("crossover-zen5-2cpu");
    assertThat(picture.roofs())
        .extracting(Roof::name)
        .containsExactly("float32, embedSize 64, 128, 256", "float32, embedSize 512");
    assertThat(picture.roofs())
        .allSatisfy(
            roof -> assertThat(roof.bandwidth().high()).isLessThan(1.5 * roof.bandwidth().low()));
    assertThat(reference("quick-zen5-2cpu").roofs()).extracting(Roof::name).containsOnly("float32");
    assertThat(reference("ladder-zen5-2cpu").roofs())
        .extracting(Roof::name)
        .containsExactly("bfloat16", "float32");
  }

  @Test
  void whereOneLineCannotStandForTheRowsThereIsNoneAndAReason() {
    Picture.Roofline picture = of(List.of(row(Map.of(), 10, 40), row(Map.of(), 10, 100)));
    assertThat(picture.roofs()).isEmpty();
    assertThat(picture.notes())
        .contains(
            "no roof for float32: its rows' processes read memory at 40.0 to 100 GB/s and"
                + " multiplied at 200 to 200 gigaflops, which no one line can stand for")
        .noneMatch(note -> note.startsWith("sloped"));
  }

  @Test
  void onlyRowsFarBelowTheirOwnRoofAreSaidToBeHeldUpBySomethingElse() {
    List<Row> rows = new ArrayList<>(List.of(row(Map.of("x", "1"), 48, 100)));
    assertThat(of(rows).notes()).noneMatch(note -> note.contains("the cost of calls"));
    rows.add(row(Map.of("x", "2"), 10, 100));
    assertThat(of(rows).notes())
        .contains(
            "1 of 2 rows reach less than half of what their own ceilings allow: these are held up"
                + " by something else, often by the cost of calls");
  }
}
