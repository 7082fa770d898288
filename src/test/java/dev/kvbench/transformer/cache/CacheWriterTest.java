package dev.kvbench.transformer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.tensor.Ops;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.Arrays;
import java.util.StringJoiner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheWriterTest extends WithManager {
  private static final int LAYERS = 2;
  private static final int SEQUENCES = 3;
  private static final TransformerConfig CONFIG = new TransformerConfig(LAYERS, 2, 8, 6, 17);

  /**
   * Six slots that hold token 1 take tokens 2 to 41, and then 42, to have the cache show itself. A
   * hop, every third token, puts -1 to -4 in the place of what it computes anew, the last time for
   * token 41.
   */
  @ParameterizedTest
  @CsvSource({
    "ARTICLE, 37 38 39 40 41 42",
    "MASKED, 37 38 39 40 41 42",
    "GROWING, 37 38 39 40 41 42",
    "SHIFT, 37 38 39 40 41 42",
    "RING, 37 38 39 40 41 42",
    "INT8, 37 38 39 40 41 42",
    "PAGED, 37 38 39 40 41 42",
    "SINKS, 1 1 1 1 41 42",
    "HOP, -4 -3 -2 -1 42"
  })
  void theCacheHoldsWhatWasWritten(CachePolicy policy, String tokens) {
    try (CacheWriter writer = new CacheWriter(CONFIG, policy, SEQUENCES, manager)) {
      for (int slot = 0; slot < writer.window.getShape().get(1); slot++) {
        try (NDArray place = Ops.slice(manager, writer.window, 1, slot, slot + 1)) {
          place.muli(-1 - slot);
        }
      }
      int before = arrays();
      for (int token = 2; token <= 41; token++) {
        writer.token.addi(1);
        writer.write(1);
      }
      assertThat(arrays()).isEqualTo(before);
      writer.token.addi(1);
      for (int layer = 0; layer < LAYERS; layer++) {
        try (KvCache.Attended held = writer.cache.update(layer, 0, writer.token, writer.token)) {
          assertThat(sorted(held.keys())).isEqualTo(tokens);
          assertThat(sorted(held.values())).isEqualTo(tokens);
        }
      }
    }
  }

  /** The tokens in the slots, the same in every sequence, head and element. */
  private static String sorted(NDArray slots) {
    int copies = SEQUENCES * CONFIG.embedSize();
    float[] numbers = slots.toFloatArray();
    Arrays.sort(numbers);
    StringJoiner tokens = new StringJoiner(" ");
    for (int slot = 0; slot < numbers.length; slot += copies) {
      assertThat(numbers[slot + copies - 1] - numbers[slot]).isZero();
      tokens.add(Integer.toString(Math.round(numbers[slot])));
    }
    return tokens.toString();
  }
}
