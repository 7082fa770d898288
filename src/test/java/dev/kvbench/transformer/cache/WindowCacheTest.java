package dev.kvbench.transformer.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.tensor.Ops;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WindowCacheTest extends WithManager {
  /** The article's example: three slots, each a vector of three. */
  @Test
  void theArticlesExample() {
    NDArray slots = slots(3, 3, 2, 2, 9, 3, 6, 4, 3, 9, 5);
    ShiftCache.shiftLeft(slots, 1);
    assertThat(slots.toFloatArray()).containsExactly(3, 6, 4, 3, 9, 5, 3, 9, 5);

    Ops.write(slots, 1, 2, slots(1, 3, 7, 8, 1));
    assertThat(slots.toFloatArray()).containsExactly(3, 6, 4, 3, 9, 5, 7, 8, 1);
  }

  @Test
  void shiftsEverySequenceOfABatchInPlace() {
    NDArray slots = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3, 1));
    NDArray view = Ops.slice(manager, slots, 1, 0, 3);
    ShiftCache.shiftLeft(slots, 1);
    assertThat(slots.toFloatArray()).containsExactly(2, 3, 3, 5, 6, 6);
    assertThat(view.toFloatArray()).containsExactly(2, 3, 3, 5, 6, 6);
  }

  /** The set of tokens attended to after each one, over several windows. */
  @ParameterizedTest
  @CsvSource({
    "RING, 5, 0",
    "SHIFT, 5, 0",
    "GROWING, 5, 0",
    "RING, 1, 0",
    "GROWING, 1, 0",
    "SINKS, 7, 4",
    "SINKS, 3, 2",
    "SINKS, 1, 0"
  })
  void attendsToTheFirstTokensAndTheLatest(CachePolicy policy, int blockSize, int sinks) {
    assertThat(policy.firstTokensKept(blockSize)).isEqualTo(sinks);
    try (KvCache cache = policy.newCache(shape(1, blockSize), manager)) {
      for (int token = 1; token <= 4 * blockSize; token++) {
        Set<Integer> expected = new TreeSet<>();
        for (int other = token; other > 0 && expected.size() < blockSize - sinks; other--) {
          expected.add(other);
        }
        for (int first = 1; first <= Math.min(sinks, token); first++) {
          expected.add(first);
        }
        try (KvCache.Attended attended =
            cache.update(0, 0, slots(1, 1, token), slots(1, 1, -token))) {
          Set<Integer> keys = new TreeSet<>();
          float[] values = attended.values().toFloatArray();
          int slot = 0;
          for (float key : attended.keys().toFloatArray()) {
            keys.add((int) key);
            assertThat(values[slot++]).isEqualTo(-key);
          }
          assertThat(keys).isEqualTo(expected);
          assertThat(slot).isEqualTo(expected.size());
        }
        cache.advance(1);
      }
    }
  }

  /** The cost model rests on what a policy says. */
  @ParameterizedTest
  @EnumSource(CachePolicy.class)
  void attendsToAsManySlotsAsThePolicySays(CachePolicy policy) {
    for (int blockSize : new int[] {1, 2, 7}) {
      try (KvCache cache = policy.newCache(shape(1, blockSize), manager)) {
        for (int token = 1; token <= 4 * blockSize; token++) {
          int fed = Math.max(1, cache.refill());
          if (cache.refill() > 0) {
            cache.reset();
          }
          NDArray given = slots(fed, 1, new float[fed]);
          try (KvCache.Attended attended = cache.update(0, 0, given, given)) {
            assertThat(attended.keys().getShape().get(1))
                .as("token %d of a window of %d", token, blockSize)
                .isEqualTo(policy.attendedSlots(token, blockSize));
          }
          cache.advance(fed);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 2", "4, 3", "9, 5"})
  void hopAsksForTheNewerHalfWhenFull(int blockSize, int refill) {
    try (KvCache cache = CachePolicy.HOP.newCache(shape(1, blockSize), manager)) {
      for (int token = 1; token <= blockSize; token++) {
        assertThat(cache.refill()).isZero();
        cache.update(0, 0, slots(1, 1, token), slots(1, 1, token)).close();
        cache.advance(1);
      }
      assertThat(cache.refill()).isEqualTo(refill).isEqualTo(CachePolicy.HOP.refill(blockSize));
      assertThatIllegalStateException()
          .isThrownBy(() -> cache.update(0, 0, slots(1, 1, 0), slots(1, 1, 0)));
      cache.reset();
      assertThat(cache.refill()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(CachePolicy.class)
  void resetForgetsEveryToken(CachePolicy policy) {
    try (KvCache cache = policy.newCache(shape(1, 3), manager)) {
      cache.update(0, 0, slots(2, 1, 5, 6), slots(2, 1, 7, 8)).close();
      cache.advance(2);
      cache.reset();
      try (KvCache.Attended attended = cache.update(0, 0, slots(1, 1, 1), slots(1, 1, 2))) {
        assertThat(attended.keys().toFloatArray()).startsWith(1).doesNotContain(5, 6);
        assertThat(attended.values().toFloatArray()).startsWith(2).doesNotContain(7, 8);
      }
    }
  }

  /** Without a check one sequence would be spread over both of the cache, without a word. */
  @ParameterizedTest
  @EnumSource(CachePolicy.class)
  void refusesMoreTokensThanThereAreEmptySlotsAndAnotherBatchSize(CachePolicy policy) {
    try (KvCache cache = policy.newCache(shape(1, 3), manager);
        KvCache ofTwo = policy.newCache(shape(2, 3), manager)) {
      cache.update(0, 0, slots(1, 1, 1), slots(1, 1, 1)).close();
      cache.advance(1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> cache.update(0, 0, slots(3, 1, 1, 2, 3), slots(3, 1, 1, 2, 3)))
          .withMessage(
              "3 tokens at once need an empty cache or as many empty slots; 1 of 3 are filled");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ofTwo.update(0, 0, slots(1, 1, 1), slots(1, 1, 1)))
          .withMessage("the cache is for 2 sequences, not 1");
    }
  }

  private static CacheShape shape(int sequences, int blockSize) {
    return new CacheShape(1, 1, sequences, blockSize, 1);
  }

  /** [1, slots, size]. */
  private NDArray slots(int slots, int size, float... values) {
    return manager.create(values, new Shape(1, slots, size));
  }
}
