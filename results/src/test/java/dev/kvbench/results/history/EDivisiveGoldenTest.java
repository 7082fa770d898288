package dev.kvbench.results.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kvbench.results.history.EDivisive.Split;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Apache Otava finds, another implementation, is found here too. */
class EDivisiveGoldenTest {
  static Stream<JsonObject> cases() throws IOException {
    try (InputStream in = EDivisiveGoldenTest.class.getResourceAsStream("otava.json")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return JsonParser.parseString(text).getAsJsonArray().asList().stream()
          .map(JsonElement::getAsJsonObject);
    }
  }

  private static double[] series(JsonObject golden) {
    return new Gson().fromJson(golden.get("series"), double[].class);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void statisticsAreTheSame(JsonObject golden) {
    for (JsonElement element : golden.getAsJsonArray("largest")) {
      JsonObject expected = element.getAsJsonObject();
      EnergyStatistic.Largest largest =
          EnergyStatistic.largest(
              series(golden),
              expected.get("from").getAsInt(),
              expected.get("to").getAsInt(),
              expected.get("fewest").getAsInt());
      assertThat(largest.split()).isEqualTo(expected.get("split").getAsInt());
      assertThat(largest.end()).isEqualTo(expected.get("end").getAsInt());
      assertThat(largest.q()).isCloseTo(expected.get("q").getAsDouble(), within(1e-12));
    }
  }

  /**
   * Each has random orders of its own, so p differs a little; its standard error is 0.003 at 0.02.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void changePointsAreTheSame(JsonObject golden) {
    List<Split> splits = new EDivisive(0.02, 3, 1999, 1).find(series(golden));
    JsonArray changes = golden.getAsJsonArray("changes");
    assertThat(splits).hasSize(changes.size());
    for (int i = 0; i < splits.size(); i++) {
      JsonObject expected = changes.get(i).getAsJsonObject();
      assertThat(splits.get(i).index()).isEqualTo(expected.get("index").getAsInt());
      assertThat(splits.get(i).p()).isCloseTo(expected.get("p").getAsDouble(), within(0.01));
    }
  }
}
