package dev.kvbench.transformer.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.WithManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CausalMaskTest extends WithManager {
  private CausalMask mask;

  @BeforeEach
  void make() {
    mask = new CausalMask(manager, Integer.MAX_VALUE);
  }

  @Test
  void forbidsLaterTokens() {
    float no = Float.NEGATIVE_INFINITY;
    assertThat(masked(3)).containsExactly(0, no, no, 0, 0, no, 0, 0, 0);
  }

  @Test
  void forbidsTokensBeforeTheWindow() {
    float no = Float.NEGATIVE_INFINITY;
    try (CausalMask banded = new CausalMask(manager, 2);
        NDArray scores = manager.zeros(new Shape(1, 2, 4))) { // of the last two of four
      banded.apply(scores);
      assertThat(scores.toFloatArray()).containsExactly(no, 0, 0, no, no, no, 0, 0);
    }
  }

  /** Or the first generation of a benchmark would be timed with the building of its mask. */
  @Test
  void aPreparedMaskIsNotBuiltAgain() {
    mask.prepare(5);
    for (int tokens = 1; tokens <= 5; tokens++) {
      masked(tokens);
      assertThat(mask.size()).isEqualTo(5);
    }
    mask.prepare(4);
    assertThat(mask.size()).isEqualTo(5);
  }

  @Test
  void growsByDoubling() {
    mask.prepare(5);
    masked(6);
    assertThat(mask.size()).isEqualTo(10);
    masked(25);
    assertThat(mask.size()).isEqualTo(25);
    assertThat(arrays()).isEqualTo(1);
  }

  private float[] masked(int tokens) {
    try (NDArray scores = manager.zeros(new Shape(1, tokens, tokens))) {
      mask.apply(scores);
      return scores.toFloatArray();
    }
  }
}
