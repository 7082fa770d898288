package dev.kvbench.transformer.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TrainingTextTest {
  /** Token i is i, so that a token tells its place. */
  private static long[] counting(int length) {
    long[] tokens = new long[length];
    Arrays.setAll(tokens, i -> i);
    return tokens;
  }

  @Property(tries = 200)
  void batchesComeFromTheFirstNineTenthsOnly(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 1_000_000) int step,
      @ForAll @IntRange(min = 1, max = 9) int blockSize) {
    TrainingText text = new TrainingText(counting(100), blockSize);
    TrainingText.Batch batch = text.batch(5, seed, step);
    for (int row = 0; row < 5; row++) {
      assertThat(batch.tokens()[row]).hasSize(blockSize);
      for (int t = 0; t < blockSize; t++) {
        assertThat(batch.targets()[row][t]).isEqualTo(batch.tokens()[row][t] + 1);
        assertThat(batch.targets()[row][t]).isBetween(1L, 89L);
      }
    }
    assertThat(text.batch(5, seed, step).tokens()).isDeepEqualTo(batch.tokens());
  }

  @Test
  void stepsAndSeedsDrawDifferently() {
    TrainingText text = new TrainingText(counting(100_000), 8);
    Set<Long> starts = new HashSet<>();
    for (int step = 0; step < 100; step++) {
      for (long[] block : text.batch(4, step % 2, step).tokens()) {
        starts.add(block[0]);
      }
    }
    assertThat(starts).hasSizeGreaterThan(390); // of 400: a few meet by chance
    double mean = starts.stream().mapToLong(i -> i).average().orElseThrow();
    assertThat(mean).isCloseTo(45_000, within(6_000.0));
  }

  @Test
  void heldOutBlocksAreTheLastTenthWithoutOverlap() {
    TrainingText text = new TrainingText(counting(1000), 9);
    List<TrainingText.Batch> batches = text.heldOut(4, 1000);
    assertThat(batches.stream().mapToInt(batch -> batch.tokens().length)).containsExactly(4, 4, 3);
    assertThat(batches.get(0).tokens()[0][0]).isEqualTo(900);
    assertThat(batches.get(0).tokens()[1][0]).isEqualTo(909);
    assertThat(batches.get(2).targets()[2][8]).isEqualTo(999);
    List<TrainingText.Batch> some = text.heldOut(4, 3);
    assertThat(some).hasSize(1);
    assertThat(some.get(0).tokens()[0][0]).isEqualTo(900);
    assertThat(some.get(0).tokens()[2][0]).isEqualTo(963);
  }

  @Test
  void aTextThatIsTooShortIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrainingText(counting(90), 9))
        .withMessage(
            "the text of 90 tokens is too short: its held-out tenth has 9, and block size 9 needs"
                + " at least 10");
  }
}
