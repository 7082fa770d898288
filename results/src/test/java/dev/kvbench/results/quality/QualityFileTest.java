package dev.kvbench.results.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.stats.Estimate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualityFileTest {
  private static final QualitySetting SETTING = new QualitySetting(4, 2, 5, 2, 10, 10_000, -7);

  @TempDir Path folder;

  private static Quality quality() {
    return new Quality(
        SETTING, List.of(arm("uncached", "float32", 0), arm("shift", "bfloat16", 1)));
  }

  private static ArmQuality arm(String policy, String dtype, double worse) {
    List<RegionQuality> regions = new ArrayList<>();
    for (Region region : Region.of(4, 2)) {
      regions.add(
          new RegionQuality(
              region,
              new Estimate(1.5 + worse, 1.25 + worse, 1.75 + worse, 5),
              new Estimate(worse, worse - 0.1, worse + 0.1, 5),
              new Estimate(1.0 / 3, 1e-9, 0.5, 5),
              new Estimate(0.5, 0.25, 0.75, 5),
              1e-5));
    }
    List<Double> values = DoubleStream.iterate(0.1, x -> 2 * x).limit(12).boxed().toList();
    return new ArmQuality(
        policy,
        dtype,
        Answer.EXACT,
        2e-5,
        1e-4,
        regions,
        new PositionMeans(values, values, values, values, values),
        new GreedyMatch(new Estimate(9.4, 8, 10, 5), 10, 4),
        new RoughCost(123.4, 100, 150, 21));
  }

  @Test
  void readsWhatItWrote() throws Exception {
    Path file = Files.writeString(folder.resolve("quality.json"), QualityFile.of(quality()));
    assertThat(QualityReader.read(file)).isEqualTo(quality());
  }

  @Test
  void numbersOfOnePositionStandBesideEachOther() {
    assertThat(QualityFile.of(quality()).lines().count()).isLessThan(400);
    assertThat(QualityFile.of(quality())).contains("\"nll\": [ 0.1, 0.2, 0.4");
  }

  @Test
  void whatIsNotANumberIsNullAndComesBackAsNone() {
    ArmQuality arm = arm("hop", "float32", Double.NaN);
    String text = QualityFile.of(new Quality(SETTING, List.of(arm)));
    assertThat(text).doesNotContain("NaN").contains("\"value\": null");
    assertThat(QualityReader.parse(text).arms().get(0)).isEqualTo(arm);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"schema\": 1          | \"schema\": 2          | $.schema is not 1",
        "\"windows\": 2         | \"windows\": 3         | $.arms[0].regions is not an array of 6",
        "\"windows\": 2         | \"windows\": 2147483647 | $.setting is not a text of at most",
        "\"windows\": 2         | \"windows\": 0         | $.setting.windows is not at least 1",
        "\"blockSize\": 4       | \"blockSize\": -4      | $.setting.blockSize is not a whole",
        "\"name\": \"edge\"     | \"name\": \"corner\"   | $.arms[0].regions[1].name is not"
            + " \"edge\"",
        "\"answer\": \"EXACT\"  | \"answer\": \"MAYBE\"  | $.arms[0].answer is not one of [EXACT",
        "\"median\": 10.0       | \"median\": \"ten\"    | $.arms[0].greedy.median is not a number",
        "[ 0.1,                 | [ 0.1, 0.1,            | is not an array of 12 numbers"
      })
  void damageIsToldInOneLine(String whole, String damaged, String message) {
    String text = QualityFile.of(quality());
    assertThat(text).contains(whole);
    assertThatThrownBy(() -> QualityReader.parse(text.replace(whole, damaged)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .hasMessageEndingWith("; give a run directory that the command quality wrote")
        .message()
        .hasLineCount(1);
  }

  @Test
  void regionsShareOutAllPositions() {
    assertThat(Region.of(64, 4))
        .containsExactly(
            new Region("window", 1, 64),
            new Region("edge", 65, 80),
            new Region("past", 65, 320),
            new Region("past 1", 65, 128),
            new Region("past 2", 129, 192),
            new Region("past 3", 193, 256),
            new Region("past 4", 257, 320));
    assertThat(Region.of(1, 1))
        .containsExactly(
            new Region("window", 1, 1),
            new Region("edge", 2, 2),
            new Region("past", 2, 2),
            new Region("past 1", 2, 2));
    Region edge = new Region("edge", 65, 80);
    assertThat(edge.length()).isEqualTo(16);
    assertThat(edge.contains(64)).isFalse();
    assertThat(edge.contains(65)).isTrue();
    assertThat(edge.contains(80)).isTrue();
    assertThat(edge.contains(81)).isFalse();
  }

  @Test
  void anAnswerIsJudgedByPromiseAndNumbers() {
    assertThat(Answer.of(true, 1e-5, 1e-4)).isEqualTo(Answer.EXACT);
    assertThat(Answer.of(true, 2e-4, 1e-4)).isEqualTo(Answer.WRONG);
    assertThat(Answer.of(true, Double.NaN, 1e-4)).isEqualTo(Answer.WRONG);
    assertThat(Answer.of(false, 2e-4, 1e-4)).isEqualTo(Answer.APPROXIMATE);
    assertThat(Answer.of(false, 1e-5, 1e-4)).isEqualTo(Answer.NO_DIFFERENCE_SEEN);
  }
}
