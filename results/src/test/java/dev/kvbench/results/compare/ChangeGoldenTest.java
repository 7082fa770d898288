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

/**
 * What SciPy says of two samples is said here too. {@code p}, {@code low} and {@code high} are of
 * its Welch statistic with degrees of freedom bounded as {@link Scatter} has it.
 */
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
    return Sample.of(
        List.of(new SourceRows.Located(Rows.run(row), row, row, row.key())), Optional.empty());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void testsAndIntervalsAreTheSame(JsonObject golden) {
    Row baseline = row(golden, "baseline");
    Row candidate = row(golden, "candidate");
    RowPair pair = Rows.pair(sample(baseline), sample(candidate));
    Change change = Change.of(pair, new Scatter(0, 0));
    isAs(golden, "p", change.p());
    isAs(golden, "rankP", change.rankP());
    double halfWidth = change.halfWidth(pair, 0.05);
    isAs(golden, "low", Math.exp(change.worse() - halfWidth));
    isAs(golden, "high", Math.exp(change.worse() + halfWidth));
    Estimate ratio = Estimates.ratio(candidate, baseline);
    isAs(golden, "welchLow", ratio.low());
    isAs(golden, "welchHigh", ratio.high());
  }

  private static void isAs(JsonObject golden, String name, double value) {
    assertThat(value).isCloseTo(golden.get(name).getAsDouble(), withinPercentage(PERCENT));
  }
}
