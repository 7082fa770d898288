package dev.kvbench.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep of thousands of rows is judged while one waits. */
@Tag("fuzz")
class LargeComparisonTest {
  @TempDir private Path folder;

  @Test
  void fiveThousandRowsTakeSeconds() throws IOException {
    Path file = folder.resolve("large.json");
    NoiseModel model = new NoiseModel(1, 0.02, 0.01, 10);
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < 5000; i++) {
      text.append(i == 0 ? "" : ",")
          .append("{\"benchmark\":\"sample.B.m\",\"mode\":\"avgt\",\"threads\":1,\"forks\":10,")
          .append("\"params\":{\"n\":\"")
          .append(i)
          .append("\"},\"primaryMetric\":{\"score\":1,\"scoreError\":\"NaN\",")
          .append("\"scoreUnit\":\"us/op\",\"rawData\":")
          .append(model.forks(10, 5))
          .append("},\"secondaryMetrics\":{}}");
    }
    Files.writeString(file, text.append("]"));
    long begin = System.nanoTime();
    List<Source> sides = List.of(Source.read(file));
    Comparison comparison =
        Comparison.of(sides, List.of(Source.read(file)), Gate.standard(), List.of());
    String report = TextReport.of(comparison);
    double seconds = (System.nanoTime() - begin) / 1e9;
    assertThat(report.lines().count()).isGreaterThan(5000);
    assertThat(seconds).isLessThan(3 * slack());
  }

  /** A shared machine may be several times as slow as the one that the three seconds are for. */
  private static double slack() {
    return 3;
  }
}
