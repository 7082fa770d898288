package dev.kvbench.benchmarks.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.arm.ArmSpec;
import dev.kvbench.benchmarks.arm.Parameters;
import dev.kvbench.benchmarks.session.Progress;
import dev.kvbench.results.quality.Agreement;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.QualitySetting;
import dev.kvbench.results.quality.Region;
import dev.kvbench.results.quality.RegionQuality;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What must be true of every policy, whatever the weights and the text. */
class EvaluationTest {
  private static final int BLOCK = 8;
  private static final TransformerConfig CONFIG = new TransformerConfig(2, 2, 16, BLOCK, 17);
  private static final List<CachePolicy> ALL = Arrays.asList(CachePolicy.values());
  private static final int SEQUENCES = 5;
  private static final double ROUNDING = Precision.FLOAT32.tolerance();

  private static NDManager manager;
  private static Weights weights;
  private static Quality quality;

  @BeforeAll
  static void evaluate() {
    Torch.start(1); // more would wait for each other on cores that others use
    Torch.optimise(false); // which would take longer than all scripts together
    manager = NDManager.newBaseManager();
    weights = Weights.initialise(CONFIG, 3, manager);
    quality = quality(ALL, List.of(Precision.FLOAT32), SEQUENCES);
  }

  @AfterAll
  static void close() {
    manager.close();
    Torch.optimise(true);
  }

  /** A quality run over random text, as far as three windows past the first. */
  private static Quality quality(
      List<CachePolicy> policies, List<Precision> dtypes, int sequences) {
    QualitySetting setting = new QualitySetting(BLOCK, 3, sequences, 4, 28, 200, 1);
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    try (Evaluation evaluation =
        new Evaluation(weights, setting, policies, dtypes, new Progress(nowhere, false))) {
      return evaluation.of(text(sequences, setting.positions() + 1));
    }
  }

  private static long[][] text(int sequences, int length) {
    Random random = new Random(7);
    long[][] text = new long[sequences][length];
    for (long[] row : text) {
      Arrays.setAll(row, i -> random.nextInt(CONFIG.vocabularySize()));
    }
    return text;
  }

  private static ArmQuality arm(String label) {
    return quality.arms().stream().filter(arm -> arm.label().equals(label)).findFirst().get();
  }

  private static ArmQuality arm(CachePolicy policy) {
    return arm(policy.label() + " float32");
  }

  @Test
  void theReferenceComesFirstAndIsTheEagerEngines() {
    assertThat(quality.arms()).hasSize(1 + ALL.size());
    ArmQuality reference = quality.reference();
    assertThat(reference.label()).isEqualTo("uncached float32");
    assertThat(reference.answer()).isEqualTo(Agreement.EXACT);
    assertThat(reference.windowDifference()).isPositive().isLessThan(ROUNDING);
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
    ArmQuality arm = arm(policy);
    RegionQuality window = arm.in(Region.WINDOW);
    if (policy.exactInWindow()) {
      assertThat(arm.answer()).isEqualTo(Agreement.EXACT);
      assertThat(arm.windowDifference()).isLessThan(ROUNDING);
      assertThat(window.deltaNll().value()).isCloseTo(0, within(1e-5));
      assertThat(window.kl().value()).isLessThan(1e-9);
      assertThat(window.topOne().value()).isGreaterThan(0.99);
      // from a prompt of 4 to a window of 8: 5 choices are made inside the window
      assertThat(arm.greedy().mean().low()).isGreaterThanOrEqualTo(4.5);
    } else if (policy.boundedInWindow()) {
      assertThat(arm.answer()).isEqualTo(Agreement.APPROXIMATE);
      assertThat(arm.windowDifference()).isBetween(ROUNDING, arm.windowLimit());
      assertThat(arm.windowLimit()).isBetween(policy.tolerance(), 3 * policy.tolerance());
      assertThat(window.kl().low()).isPositive();
    } else {
      assertThat(arm.answer()).isEqualTo(Agreement.APPROXIMATE);
      assertThat(arm.windowDifference()).isGreaterThan(0.01);
      assertThat(window.kl().low()).isGreaterThan(1e-5);
    }
    assertThat(arm.in(Region.EDGE).maxLogitDifference()).isGreaterThan(0.01);
    assertThat(arm.in(Region.PAST).kl().low()).isGreaterThan(1e-5);
  }

  /** Empty slots and position 0: article is off from the first token on, masked from the second. */
  @Test
  void articleIsOffFromTheFirstTokenAndMaskedFromTheSecond() {
    List<Double> article = arm(CachePolicy.ARTICLE).positions().maxLogitDifference();
    assertThat(article).allMatch(difference -> difference > 0.01);
    List<Double> masked = arm(CachePolicy.MASKED).positions().maxLogitDifference();
    assertThat(masked.get(0)).isLessThan(ROUNDING);
    assertThat(masked.subList(1, masked.size())).allMatch(difference -> difference > 0.01);
  }

  @Test
  void inBfloat16ExactArmsAreNearAndNoNearerInMoreTextThanFitsSideBySideAndNothingIsLeft() {
    List<Precision> both = List.of(Precision.FLOAT32, Precision.BFLOAT16);
    int arrays = manager.getManagedArrays().size();
    Quality found = quality(List.of(CachePolicy.SHIFT), both, 33);
    assertThat(manager.getManagedArrays()).hasSize(arrays);
    assertThat(found.arms())
        .extracting(ArmQuality::label)
        .containsExactly(
            "uncached float32", "uncached bfloat16", "shift float32", "shift bfloat16");
    for (ArmQuality arm : found.arms()) {
      assertThat(arm.answer()).isEqualTo(Agreement.EXACT);
      assertThat(arm.in(Region.WINDOW).deltaNll().value()).isCloseTo(0, within(0.01));
      assertThat(arm.positions().nll()).allMatch(nll -> nll > 1); // 33 times, of a poor model
      if (arm.dtype().equals("bfloat16")) {
        assertThat(arm.windowDifference()).isBetween(ROUNDING, 2 * Precision.BFLOAT16.tolerance());
      }
    }
  }

  @Test
  void figuresAreWithinTheirBoundsAndIntervals() {
    for (ArmQuality arm : quality.arms()) {
      assertThat(arm.positions().nll()).hasSize(4 * BLOCK).allMatch(nll -> nll > 0);
      assertThat(arm.cost().microseconds())
          .isBetween(arm.cost().fastest(), arm.cost().slowest())
          .isPositive();
      for (RegionQuality region : arm.regions()) {
        assertThat(region.kl().value()).isNotNegative();
        assertThat(region.topOne().value()).isBetween(0.0, 1.0);
        assertThat(region.nll().value()).isBetween(region.nll().low(), region.nll().high());
        assertThat(region.nll().forks()).isEqualTo(SEQUENCES);
        double reference = region.nll().value() - region.deltaNll().value();
        assertThat(reference)
            .isCloseTo(quality.reference().in(region.name()).nll().value(), within(1e-9));
      }
    }
  }

  @Test
  void theTablesNameEveryArmAndItsAnswer() {
    String tables = QualityReport.tables(quality);
    assertThat(tables).contains("exact", "approximate", "µs/token", "to the end");
    assertThat(tables).doesNotContain("NaN", "WRONG");
    for (CachePolicy policy : ALL) {
      assertThat(tables.lines().filter(line -> line.startsWith(policy.label() + " "))).hasSize(3);
    }
  }

  @Test
  void aBrokenPromiseIsToldInALine() {
    ArmQuality exact = arm(CachePolicy.SHIFT);
    ArmQuality wrong =
        new ArmQuality(
            exact.policy(),
            exact.dtype(),
            Agreement.of(true, true, 0.25, 1e-4),
            0.25,
            1e-4,
            exact.regions(),
            exact.positions(),
            exact.greedy(),
            exact.cost());
    assertThat(QualityRequest.failures(quality)).isEmpty();
    assertThat(QualityRequest.failures(new Quality(quality.setting(), List.of(exact, wrong))))
        .containsExactly(
            Map.entry(
                "shift float32",
                "inside the window its logits differ from the uncached model's by up to 0.250, and"
                    + " 0.00010 is rounding"));
  }

  @Test
  void roundingGrowsWithTheSpreadAndTheLayers() {
    assertThat(ArmSpec.limit(ROUNDING, 0.3, 2)).isEqualTo(ROUNDING);
    assertThat(ArmSpec.limit(ROUNDING, 15, 4)).isEqualTo(15 * ROUNDING);
    assertThat(ArmSpec.limit(ROUNDING, 15, 8)).isEqualTo(30 * ROUNDING);
    assertThat(ArmSpec.limit(ROUNDING, Double.NaN, 4)).isNaN();
  }

  @ParameterizedTest
  @CsvSource({
    "int8, true, 14, 0.2, APPROXIMATE", // its choices tell
    "int8, true, 14, 0.21, WRONG",
    "int8, false, 14, 0.2, WRONG",
    "int8, true, NaN, 0, WRONG",
    "article, true, NaN, 0, WRONG",
    "article, true, 14, 9, APPROXIMATE",
    "ring, true, 0.2, 0, WRONG"
  })
  void anArmIsHeldToWhatItPromises(
      String policy, boolean large, double difference, double shortfall, Agreement answer) {
    ArmSpec arm = ArmSpec.of("cached", Map.of("policy", policy), 1);
    assertThat(Evaluation.answer(arm, large, difference, shortfall, 0.1)).isEqualTo(answer);
  }

  @Test
  void float32SharesTheModelsWeightsAndEveryOtherArmHasACopy() {
    List<Precision> both = List.of(Precision.FLOAT32, Precision.BFLOAT16);
    QualityRequest request =
        new QualityRequest(null, null, null, null, List.of(), both, null, 1, null, 1);
    assertThat(request.timesHeld(8)).isEqualTo(1 + 9 / 2.0);
    assertThatThrownBy(
            () -> Parameters.checkWeights("18 arms", "weights", CONFIG, 1e12, "choose fewer"))
        .hasMessageMatching("18 arms: needs .* GB for weights, and this machine .*; choose fewer");
  }

  @Test
  void aLongTextIsEvaluatedFewSequencesAtATime() {
    assertThat(Evaluation.rows(quality.setting(), 65)).isEqualTo(32);
    assertThat(Evaluation.rows(new QualitySetting(1024, 20, 9, 1, 1, 100, 1), 65)).isEqualTo(11);
  }
}
