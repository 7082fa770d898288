package dev.kvbench.transformer.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.Ops;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tensors live outside of the Java heap, where nobody collects what a step forgets to close. */
class NativeMemoryTest {
  private static final int BATCH = 2;
  private static final int STEPS = 160; // 20 windows
  private static final List<Sampler> SAMPLERS =
      List.of(Sampler.greedy(), Sampler.multinomial(1, 1));

  private Models model;
  private EagerDecoder uncached;
  private EagerDecoder shift;
  private EagerDecoder article;

  @BeforeEach
  void open() {
    model = new Models(new TransformerConfig(1, 2, 8, 8, 65), 1);
    uncached = Decoder.uncached(model.transformer);
    shift = Decoder.cached(model.transformer, CachePolicy.SHIFT, BATCH);
    article = Decoder.cached(model.transformer, CachePolicy.ARTICLE, BATCH);
  }

  @AfterEach
  void close() {
    model.close();
  }

  private List<EagerDecoder> decoders() {
    return List.of(uncached, shift, article);
  }

  private int arrays() {
    return model.manager.getManagedArrays().size();
  }

  /** At every single step, so that what is kept until the end of a text is seen, too. */
  @Test
  void noStepKeepsAnArray() {
    for (EagerDecoder decoder : decoders()) {
      for (Sampler sampler : SAMPLERS) {
        decoder.generate(new long[BATCH][1], 1, sampler); // its text stays, until the next one
        int base = arrays();
        int held = decoder.managedArrays();
        List<List<Integer>> counts = new ArrayList<>();
        Sampler counting =
            logits -> {
              counts.add(List.of(decoder.managedArrays(), arrays()));
              return sampler.next(logits);
            };
        decoder.generate(new long[BATCH][1], STEPS, counting);
        assertThat(counts).hasSize(STEPS).containsOnly(counts.get(0));
        assertThat(decoder.managedArrays()).isEqualTo(held);
        assertThat(arrays()).isEqualTo(base);
      }
    }
  }

  @Test
  void countsTheArraysOfTheCache() {
    // Per layer and head a key and a value array, and the causal mask.
    assertThat(shift.managedArrays()).isEqualTo(2 * 2 + 1);
    assertThat(article.managedArrays()).isEqualTo(2 * 2 + 1);
    assertThat(uncached.managedArrays()).isEqualTo(1);
  }

  @Test
  void closingFreesWhatItsOwnerHeld() {
    for (EagerDecoder decoder : decoders()) {
      decoder.generate(new long[BATCH][1], 20, Sampler.greedy());
      int all = arrays();
      int held = decoder.managedArrays();
      decoder.close();
      assertThat(held).isPositive();
      assertThat(decoder.managedArrays()).isZero();
      assertThat(arrays()).isEqualTo(all - held);
      decoder.close(); // and once more does no harm
    }
    assertThat(arrays()).isEqualTo(Weights.shapes(model.weights.config()).size() + 1); // the scale
    model.weights.close();
    assertThat(arrays()).isZero();
    assertThat(model.manager.isOpen()).isTrue();
  }

  @Test
  void closingTheManagerFreesAll() {
    model.close();
    assertThat(arrays()).isZero();
    assertThat(model.manager.isOpen()).isFalse();
    assertThat(model.weights.get("linear.bias").isReleased()).isTrue();
  }

  /** A step that fails leaves nothing behind, and the decoder usable. */
  @Test
  void aFailingStepKeepsNoArray() {
    for (EagerDecoder decoder : decoders()) {
      long[][] expected = decoder.generate(new long[BATCH][1], 20, Sampler.greedy());
      int base = arrays();
      AtomicInteger steps = new AtomicInteger();
      Sampler failing =
          logits -> {
            if (steps.getAndIncrement() == 11) {
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
