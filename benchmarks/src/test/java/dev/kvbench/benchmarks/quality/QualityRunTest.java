package dev.kvbench.benchmarks.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.quality.Answer;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.QualityFile;
import dev.kvbench.results.quality.QualityReader;
import dev.kvbench.results.quality.QualitySetting;
import dev.kvbench.results.quality.Region;
import dev.kvbench.results.quality.RegionQuality;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.tensor.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What must be true of every policy, whatever the weights and the text. */
class QualityRunTest {
  private static final List<CachePolicy> ALL = Arrays.asList(CachePolicy.values());
  private static final int SEQUENCES = 35; // more than are looked at side by side

  private static Quality quality;

  @TempDir Path folder;

  @BeforeAll
  static void run() {
    try (QualityModel model = new QualityModel(3)) {
      quality = model.quality(ALL, List.of(Precision.FLOAT32, Precision.BFLOAT16), SEQUENCES);
    }
  }

  @AfterAll
  static void forget() {
    quality = null;
  }

  private static ArmQuality arm(String policy, String dtype) {
    return quality.arms().stream()
        .filter(arm -> arm.policy().equals(policy) && arm.dtype().equals(dtype))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyPolicyIsLookedAtInEveryFormatAndTheReferenceComesFirst() {
    assertThat(quality.arms()).hasSize(2 * (1 + ALL.size()));
    assertThat(quality.reference().policy()).isEqualTo("uncached");
    assertThat(quality.reference().dtype()).isEqualTo("float32");
  }

  @Test
  void theReferenceIsTheEagerEnginesAndNotOffItself() {
    ArmQuality reference = quality.reference();
    assertThat(reference.answer()).isEqualTo(Answer.EXACT);
    assertThat(reference.windowDifference()).isPositive().isLessThan(Precision.FLOAT32.tolerance());
    for (RegionQuality region : reference.regions()) {
      assertThat(region.deltaNll().value()).isZero();
      assertThat(region.kl().value()).isZero();
      assertThat(region.topOne().value()).isEqualTo(1);
      assertThat(region.maxLogitDifference()).isZero();
    }
    assertThat(reference.greedy().toTheEnd()).isEqualTo(SEQUENCES);
    assertThat(reference.greedy().mean().value()).isEqualTo(28);
  }

  @ParameterizedTest
  @EnumSource(CachePolicy.class)
  void exactPoliciesAreAtZeroInsideTheWindowAndNotPastIt(CachePolicy policy) {
    ArmQuality arm = arm(policy.label(), "float32");
    RegionQuality window = arm.in(Region.WINDOW);
    if (policy.exactInWindow()) {
      assertThat(arm.answer()).isEqualTo(Answer.EXACT);
      assertThat(arm.windowDifference()).isLessThan(Precision.FLOAT32.tolerance());
      assertThat(window.deltaNll().value()).isCloseTo(0, within(1e-5));
      assertThat(window.kl().value()).isLessThan(1e-9);
      assertThat(window.topOne().value()).isGreaterThan(0.99);
      // from a prompt of 4 to a window of 8: 5 choices are made inside the window
      assertThat(arm.greedy().mean().low()).isGreaterThanOrEqualTo(4.5);
    } else {
      assertThat(arm.answer()).isEqualTo(Answer.APPROXIMATE);
      assertThat(arm.windowDifference()).isGreaterThan(0.01);
      assertThat(window.kl().low()).isGreaterThan(1e-5);
    }
    assertThat(arm.in(Region.EDGE).maxLogitDifference()).isGreaterThan(0.01);
    assertThat(arm.in(Region.PAST).kl().low()).isGreaterThan(1e-5);
  }

  /** Empty slots and position 0: article is off from the first token on, masked from the second. */
  @Test
  void articleIsOffFromTheFirstTokenAndMaskedFromTheSecond() {
    List<Double> article = arm("article", "float32").positions().maxLogitDifference();
    assertThat(article).allMatch(difference -> difference > 0.01);
    assertThat(arm("article", "float32").positions().kl()).allMatch(kl -> kl > 1e-6);
    List<Double> masked = arm("masked", "float32").positions().maxLogitDifference();
    assertThat(masked.get(0)).isLessThan(Precision.FLOAT32.tolerance());
    assertThat(masked.subList(1, masked.size())).allMatch(difference -> difference > 0.01);
  }

  @Test
  void growingAndRingAreTheFunctionOfShiftPastTheWindowToo() {
    List<Double> shift = arm("shift", "float32").positions().nll();
    for (String same : List.of("growing", "ring")) {
      List<Double> nll = arm(same, "float32").positions().nll();
      for (int i = 0; i < shift.size(); i++) {
        assertThat(nll.get(i)).isCloseTo(shift.get(i), within(1e-5));
      }
    }
    assertThat(arm("sinks", "float32").in(Region.PAST).nll().value())
        .isNotCloseTo(arm("shift", "float32").in(Region.PAST).nll().value(), within(1e-6));
  }

  @Test
  void inBfloat16ExactPoliciesAreNearAndNoNearer() {
    for (ArmQuality arm : quality.arms()) {
      if (arm.dtype().equals("bfloat16") && arm.answer() == Answer.EXACT) {
        assertThat(arm.windowDifference())
            .isBetween(Precision.FLOAT32.tolerance(), 2 * Precision.BFLOAT16.tolerance());
        assertThat(arm.in(Region.WINDOW).deltaNll().value()).isCloseTo(0, within(0.01));
      }
    }
    assertThat(quality.arms())
        .filteredOn(arm -> arm.dtype().equals("bfloat16") && arm.answer() == Answer.EXACT)
        .hasSize(6);
  }

  @Test
  void figuresAreWithinTheirBoundsAndIntervals() {
    for (ArmQuality arm : quality.arms()) {
      assertThat(arm.positions().nll()).hasSize(32).allMatch(nll -> nll > 0);
      assertThat(arm.cost().microseconds())
          .isBetween(arm.cost().fastest(), arm.cost().slowest())
          .isPositive();
      for (RegionQuality region : arm.regions()) {
        assertThat(region.kl().value()).isNotNegative();
        assertThat(region.topOne().value()).isBetween(0.0, 1.0);
        assertThat(region.nll().value()).isBetween(region.nll().low(), region.nll().high());
        assertThat(region.nll().forks()).isEqualTo(SEQUENCES);
        double own = region.nll().value() - region.deltaNll().value();
        assertThat(own)
            .isCloseTo(quality.reference().in(region.region().name()).nll().value(), within(1e-9));
      }
    }
  }

  @Test
  void theFileBringsAllOfItBack() throws Exception {
    Path file = Files.writeString(folder.resolve("quality.json"), QualityFile.of(quality));
    assertThat(QualityReader.read(file)).isEqualTo(quality);
  }

  @Test
  void theTablesNameEveryArmAndItsAnswer() {
    String table = QualityTable.of(quality);
    assertThat(table).contains("exact", "approximate", "past 3", "µs/token", "to the end");
    for (CachePolicy policy : ALL) {
      assertThat(table.lines().filter(line -> line.startsWith(policy.label() + " "))).hasSize(8);
    }
    assertThat(table).doesNotContain("NaN", "WRONG");
  }

  @Test
  void aBrokenPromiseIsToldInALine() {
    ArmQuality exact = arm("shift", "float32");
    ArmQuality wrong =
        new ArmQuality(
            "shift",
            "float32",
            Answer.of(true, 0.25, 1e-4),
            0.25,
            1e-4,
            exact.regions(),
            exact.positions(),
            exact.greedy(),
            exact.cost());
    assertThat(QualitySession.failed(quality)).isEmpty();
    assertThat(QualitySession.failed(new Quality(quality.setting(), List.of(exact, wrong))))
        .containsExactly(
            Map.entry(
                "shift float32",
                "inside the window its logits differ from the uncached model's by up to 0.250, and"
                    + " 0.00010 is rounding"));
  }

  @Test
  void roundingGrowsWithTheLogits() {
    QualityArm arm = QualityArm.REFERENCE;
    assertThat(QualityRun.limit(arm, 0.3)).isEqualTo(Precision.FLOAT32.tolerance());
    assertThat(QualityRun.limit(arm, 15)).isEqualTo(15 * Precision.FLOAT32.tolerance());
    assertThat(QualityRun.limit(arm, Double.NaN)).isNaN();
  }

  @Test
  void nothingIsLeftOfARun() {
    try (QualityModel model = new QualityModel(5)) {
      model.quality(List.of(CachePolicy.RING), List.of(Precision.FLOAT32), 2);
      int arrays = model.arrays();
      model.quality(List.of(CachePolicy.RING), List.of(Precision.FLOAT32), 2);
      assertThat(model.arrays()).isEqualTo(arrays);
    }
  }

  @Test
  void aLongTextIsLookedAtFewSequencesAtATime() {
    assertThat(Evaluation.rows(quality.setting(), 65)).isEqualTo(32);
    assertThat(Evaluation.rows(new QualitySetting(1024, 20, 9, 1, 1, 100, 1), 65)).isEqualTo(11);
  }
}
