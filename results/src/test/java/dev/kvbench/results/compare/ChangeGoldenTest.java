package dev.kvbench.results.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What SciPy says of two samples is said here too. */
class ChangeGoldenTest {
  private static final double PERCENT = 1e-6;

  static Stream<JsonObject> cases() throws IOException {
    try (InputStream in = ChangeGoldenTest.class.getResourceAsStream("scipy.json")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return JsonParser.parseString(text)
          .getAsJsonObject()
          .getAsJsonArray("cases")
          .asList()
          .stream()
          .map(JsonElement::getAsJsonObject);
    }
  }

  private static Row row(JsonObject golden, String side) {
    return Rows.row("s/op", 0, new Gson().fromJson(golden.get(side), double[].class));
  }

  private static Sample sample(Row row) {
    return Sample.of(List.of(new Side.Located(Rows.run(row), row)), Optional.empty());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void testsAndIntervalsAreTheSame(JsonObject golden) {
    Row baseline = row(golden, "baseline");
    Row candidate = row(golden, "candidate");
    Change change = Change.between(sample(baseline), sample(candidate), Better.LOWER, 0.05);
    assertThat(change.p())
        .isCloseTo(golden.get("studentP").getAsDouble(), withinPercentage(PERCENT));
    assertThat(change.rankP())
        .isCloseTo(golden.get("rankP").getAsDouble(), withinPercentage(PERCENT));
    double low = golden.get("welchLow").getAsDouble();
    double high = golden.get("welchHigh").getAsDouble();
    assertThat(Math.exp(change.worse() - change.halfWidth()))
        .isCloseTo(low, withinPercentage(PERCENT));
    assertThat(Math.exp(change.worse() + change.halfWidth()))
        .isCloseTo(high, withinPercentage(PERCENT));
    Estimate ratio = Estimates.ratio(candidate, baseline);
    assertThat(ratio.low()).isCloseTo(low, withinPercentage(PERCENT));
    assertThat(ratio.high()).isCloseTo(high, withinPercentage(PERCENT));
  }
}
