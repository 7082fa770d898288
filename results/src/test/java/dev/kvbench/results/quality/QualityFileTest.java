package dev.kvbench.results.quality;

import static dev.kvbench.results.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.stats.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualityFileTest {
  private static final QualitySetting SETTING = new QualitySetting(4, 2, 5, 2, 10, 10_000, -7);

  private static ArmQuality arm(String policy, String dtype, double worse) {
    List<RegionQuality> regions =
        SETTING.regions().stream()
            .map(
                region ->
                    new RegionQuality(
                        region.name(),
                        region.from(),
                        region.to(),
                        new Estimate(1.5 + worse, 1.25 + worse, 1.75 + worse, 5),
                        new Estimate(worse, worse - 0.1, worse + 0.1, 5),
                        new Estimate(1.0 / 3, 1e-9, 0.5, 5),
                        new Estimate(0.5, 0.25, 0.75, 5),
                        1e-5))
            .toList();
    List<Double> values = DoubleStream.iterate(0.1, x -> 2 * x).limit(12).boxed().toList();
    return new ArmQuality(
        policy,
        dtype,
        Agreement.EXACT,
        2e-5,
        1e-4,
        regions,
        new ArmQuality.Positions(values, values, values, values, values),
        new ArmQuality.GreedyMatch(new Estimate(9.4, 8, 10, 5), 10, 4),
        new ArmQuality.Cost(123.4, 100, 150, 21));
  }

  private static final Quality QUALITY =
      new Quality(SETTING, List.of(arm("uncached", "float32", 0), arm("shift", "bfloat16", 1)));

  @TempDir Path folder;

  private Quality read(String text) throws IOException {
    return QualityFile.read(Files.writeString(folder.resolve(QualityFile.NAME), text));
  }

  @Test
  void readsWhatItWrote() throws IOException {
    assertThat(read(QualityFile.of(QUALITY))).isEqualTo(QUALITY);
  }

  @Test
  void whatIsNotANumberIsNullAndComesBackAsNone() throws IOException {
    ArmQuality arm = arm("hop", "float32", Double.NaN);
    String text = QualityFile.of(new Quality(SETTING, List.of(arm)));
    assertThat(text).doesNotContain("NaN").contains("\"value\":null");
    assertThat(read(text).arms().get(0)).isEqualTo(arm);
  }

  @Test
  void theFileOfAReferenceRunReads() {
    Quality quality = QualityFile.read(Path.of("reference", "quality-xeon-2cpu", QualityFile.NAME));
    assertThat(quality.arms()).hasSize(20);
    assertThat(quality.setting().positions()).isEqualTo(320);
    ArmQuality hop = quality.arms().get(14);
    assertThat(hop.label()).isEqualTo("hop float32");
    assertThat(hop.in(Region.PAST).deltaNll().value()).isBetween(-0.0235, -0.0234);
    assertThat(hop.in(Region.PAST).deltaNll().forks()).isEqualTo(64);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "'schema':1         | 'schema':2          | $.schema is not 1",
        "'windows':2        | 'windows':3         | $ has other regions for uncached float32",
        "'windows':2        | 'windows':2147483647 | $.setting has more than 10000000",
        "'windows':2        | 'windows':0         | $.setting has a number below 1: 0",
        "'blockSize':4      | 'blockSize':4.5     | $.setting.blockSize is not a whole",
        "'resamples'        | 'samples'           | $.setting has no 'resamples'",
        "'name':'edge'      | 'name':'corner'     | $ has other regions for uncached float32",
        "'answer':'EXACT'   | 'answer':'MAYBE'    | $.arms[0].answer is not one of [EXACT",
        "'median':10.0      | 'median':'ten'      | $.arms[0].greedy.median is not a number",
        "[0.1,              | [0.1,0.1,           | $ has not 12 positions for uncached"
      })
  void damageIsToldInOneLine(String whole, String damaged, String message) {
    String text = QualityFile.of(QUALITY).replace('"', '\'');
    assertThat(text).contains(whole);
    String changed = text.replace(whole, damaged).replace('\'', '"');
    assertThat(refusal(() -> read(changed)))
        .contains(message.replace('\'', '"'))
        .endsWith("; give a run directory that the command quality wrote");
  }

  @Test
  void regionsCoverAllPositions() {
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
  }

  @Test
  void anAnswerIsJudgedByPromiseAndNumbers() {
    assertThat(Agreement.of(true, true, 1e-5, 1e-4)).isEqualTo(Agreement.EXACT);
    assertThat(Agreement.of(true, true, 2e-4, 1e-4)).isEqualTo(Agreement.WRONG);
    assertThat(Agreement.of(true, true, Double.NaN, 1e-4)).isEqualTo(Agreement.WRONG);
    assertThat(Agreement.of(false, false, 2e-4, 1e-4)).isEqualTo(Agreement.APPROXIMATE);
    assertThat(Agreement.of(false, false, 1e-5, 1e-4)).isEqualTo(Agreement.NO_DIFFERENCE_SEEN);
    assertThat(Agreement.of(false, true, 1e-5, 1e-4)).isEqualTo(Agreement.APPROXIMATE);
    assertThat(Agreement.of(false, true, 2e-4, 1e-4)).isEqualTo(Agreement.WRONG);
  }
}
