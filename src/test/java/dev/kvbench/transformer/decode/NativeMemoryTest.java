package dev.kvbench.transformer.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.Ops;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;

/** Tensors live outside of the Java heap, where nobody collects what a step forgets to close. */
class NativeMemoryTest {
  private static final int BATCH = 2;
  private static final int STEPS = 160; // 20 windows

  private Models model;

  @BeforeEach
  void open() {
    model = new Models(new TransformerConfig(1, 2, 8, 8, 65), 1);
  }

  @AfterEach
  void close() {
    model.close();
  }

  private Decoder decoder(CachePolicy policy) {
    return policy == null
        ? Decoder.uncached(model.transformer)
        : Decoder.cached(model.transformer, policy, BATCH);
  }

  /** Of the weights and of all decoders. */
  private int arrays() {
    return model.manager.getManagedArrays().size();
  }

  /** At every single step, so that what is kept until the end of a text is seen, too. */
  @ParameterizedTest
  @NullSource
  @EnumSource(CachePolicy.class)
  void noStepKeepsAnArray(CachePolicy policy) {
    try (Decoder decoder = decoder(policy)) {
      for (Sampler sampler : List.of(Sampler.greedy(), Sampler.multinomial(1, 1))) {
        decoder.generate(new long[BATCH][1], STEPS, sampler); // its text stays, until the next one
        int base = arrays();
        List<Integer> counts = new ArrayList<>();
        Sampler counting =
            logits -> {
              counts.add(arrays());
              return sampler.next(logits);
            };
        decoder.generate(new long[BATCH][1], STEPS, counting);
        assertThat(counts).hasSize(STEPS).containsOnly(counts.get(0));
        assertThat(arrays()).isEqualTo(base);
      }
    }
  }

  @Test
  void closingFreesWhatItsOwnerHeld() {
    int before = arrays();
    for (CachePolicy policy : new CachePolicy[] {null, CachePolicy.SHIFT, CachePolicy.ARTICLE}) {
      Decoder decoder = decoder(policy);
      // The causal mask; per head a key and a value array.
      assertThat(arrays() - before).isEqualTo(policy == null ? 1 : 1 + 2 * 2);
      decoder.generate(new long[BATCH][1], 20, Sampler.greedy());
      decoder.close();
      assertThat(arrays()).isEqualTo(before);
      decoder.close(); // and once more does no harm
    }
    assertThat(before).isEqualTo(Weights.shapes(model.weights.config()).size() + 1); // the scale
    model.weights.close();
    assertThat(arrays()).isZero();
    assertThat(model.manager.isOpen()).isTrue();
  }

  @Test
  void closingTheManagerFreesAll() {
    decoder(CachePolicy.SHIFT).generate(new long[BATCH][1], 20, Sampler.greedy());
    model.close();
    assertThat(arrays()).isZero();
    assertThat(model.manager.isOpen()).isFalse();
    assertThat(model.weights.get("linear.bias").isReleased()).isTrue();
  }

  /** A step that fails leaves nothing behind, and the decoder usable. */
  @ParameterizedTest
  @NullSource
  @EnumSource(CachePolicy.class)
  void aFailingStepKeepsNoArray(CachePolicy policy) {
    try (Decoder decoder = decoder(policy)) {
      long[][] expected = decoder.generate(new long[BATCH][1], 20, Sampler.greedy());
      int base = arrays();
      List<Integer> steps = new ArrayList<>();
      Sampler failing =
          logits -> {
            steps.add(arrays());
            if (steps.size() == 12) {
              throw new IllegalStateException("on purpose");
            }
            return Ops.argmax(logits);
          };
      assertThatIllegalStateException()
          .isThrownBy(() -> decoder.generate(new long[BATCH][1], 20, failing))
          .withMessage("on purpose");
      assertThat(arrays()).isEqualTo(base);
      assertThat(decoder.generate(new long[BATCH][1], 20, Sampler.greedy()))
          .isDeepEqualTo(expected);
    }
  }
}
