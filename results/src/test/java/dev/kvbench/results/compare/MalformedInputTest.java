package dev.kvbench.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.IncomparableException;
import dev.kvbench.results.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand damaged files through what compare does: verdicts of finite numbers, or one line
 * that says what is wrong.
 */
@Tag("fuzz")
class MalformedInputTest {
  private static final int FILES = 10_000;

  private static final String[] ABSURD = {
    "null",
    "true",
    "-1",
    "0",
    "1e400",
    "-1e400",
    "\"NaN\"",
    "\"+INF\"",
    "\"-INF\"",
    "NaN",
    "[]",
    "{}",
    "\"\"",
    "\"a\\nb\"",
    "1e308",
    "1e-320",
    "99999999999999999999",
    "[[[[[]]]]]",
    "\"ops/s\"",
    "\"parsec/op\"",
    "[[\"NaN\"]]",
    "[[1],[]]",
    "{\"a\":1,\"a\":2}"
  };

  @TempDir private Path folder;

  static String json(int rows) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < rows; i++) {
      text.append(i == 0 ? "" : ",")
          .append("{\"jmhVersion\":\"1.37\",\"benchmark\":\"sample.B.m\",\"mode\":\"avgt\",")
          .append("\"threads\":1,\"forks\":4,\"jdkVersion\":\"17\",\"params\":{\"n\":\"")
          .append(i)
          .append("\"},\"primaryMetric\":{\"score\":1.5,\"scoreError\":\"NaN\",")
          .append("\"scoreUnit\":\"us/op\",\"rawData\":[[1.5,1.4],[1.6,1.5],[1.7,1.4],[1.3,1.5]]},")
          .append("\"secondaryMetrics\":{\"kvBytes\":{\"score\":8,\"scoreError\":\"NaN\",")
          .append("\"scoreUnit\":\"value\",\"rawData\":[[8],[8],[8],[8]]}}}");
    }
    return text.append("]").toString();
  }

  @Test
  void anErrorOrAVerdictOfNumbers() throws IOException {
    Path good = folder.resolve("good.json");
    Files.writeString(good, json(2));
    List<Source> baseline = List.of(Source.read(good));
    Path bad = folder.resolve("bad.json");
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < FILES; i++) {
      Files.write(bad, damaged(json(2), random));
      try {
        List<Source> candidate = List.of(Source.read(bad));
        List<String> remarks = EnvironmentCheck.require(baseline, candidate, Set.of());
        Comparison comparison = Comparison.of(baseline, candidate, Gate.standard(), remarks);
        assertThat(comparison.rows())
            .allMatch(row -> Double.isFinite(row.ratio()) && row.candidate() > 0);
        // A parameter may well be called NaN.
        assertThat(TextReport.of(comparison)).doesNotContain("NaN %", "NaN us", "Infinity");
        assertThat(JsonReport.of(comparison, false)).doesNotContain("Infinity", ": NaN");
        assertThat(JUnitReport.of(comparison, false)).startsWith("<?xml");
      } catch (InputException | IncomparableException e) {
        assertThat(e.getMessage().lines()).hasSize(1);
        refused++;
      }
    }
    assertThat(refused).isBetween(FILES / 3, FILES - FILES / 50);
  }

  private static byte[] damaged(String json, Random random) {
    StringBuilder text = new StringBuilder(json);
    switch (random.nextInt(6)) {
      case 0 -> text.setLength(random.nextInt(text.length()));
      case 1 -> {
        int at = random.nextInt(text.length());
        text.insert(at, "[".repeat(1 + random.nextInt(20_000)));
      }
      case 2 -> {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        for (int n = random.nextInt(5); n >= 0; n--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
      }
      default -> replaceValue(text, random);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Puts something else in the place of a number, or of a whole value after a colon. */
  private static void replaceValue(StringBuilder text, Random random) {
    int at = random.nextInt(text.length());
    while (at < text.length() && ":[,".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    int end = Math.min(text.length(), at + 1);
    while (end < text.length() && ",]}".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    text.replace(Math.min(at + 1, text.length()), end, ABSURD[random.nextInt(ABSURD.length)]);
  }

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
