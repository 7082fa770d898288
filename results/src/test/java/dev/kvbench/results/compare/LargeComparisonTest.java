package dev.kvbench.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.run.Source;
import java.io.IOException;
import java.lang.management.ManagementFactory;
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
    Path before = write("before.json", 1);
    Path after = write("after.json", 2);
    long begin = cpuNanoseconds();
    Comparison comparison =
        Comparison.of(
            List.of(Source.read(before)), List.of(Source.read(after)), Gate.standard(), List.of());
    String report = TextReport.of(comparison);
    double seconds = (cpuNanoseconds() - begin) / 1e9;
    assertThat(report.lines().count()).isGreaterThan(5000);
    // What is not settled is what takes longest: how many forks would do?
    assertThat(comparison.count(Verdict.INCONCLUSIVE)).isGreaterThan(4000);
    assertThat(seconds).isLessThan(3);
  }

  /** Noise of 30 % between forks. */
  private Path write(String name, long seed) throws IOException {
    Path file = folder.resolve(name);
    NoiseModel model = new NoiseModel(seed, 0.3, 0.01, 10);
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
    return Files.writeString(file, text.append("]"));
  }

  /** Of this thread: what other tests do beside it is none of its time. */
  private static long cpuNanoseconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
