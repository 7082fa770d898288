package dev.kvbench.transformer.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.script.ScriptOptions;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Decoding for as long as one likes: native and heap memory stay where they are. A script's tensors
 * are no NDArrays, so that only the process's memory tells of a leak.
 */
class EnduranceTest {
  private static final int SAMPLES = 12;
  private static final int BATCH = 2;
  private static final int STEPS = 70; // two windows

  /** Allocators keep what they may need again, and the JIT still compiles: no leak of a token. */
  private static final double SLACK_MIB = 8;

  @Test
  void memoryOfScriptsStaysWhereItIs() throws IOException {
    decode(1, false);
  }

  @Test
  @Tag("exhaustive")
  void memoryStaysWhereItIsForLong() throws IOException {
    decode(Integer.getInteger("kvbench.endurance.rounds", 40), true);
  }

  /** Looks at the memory after each so many generations of every arm. */
  private static void decode(int rounds, boolean both) throws IOException {
    List<Double> outside = new ArrayList<>();
    List<Double> heap = new ArrayList<>();
    try (Models model = new Models(new TransformerConfig(2, 2, 32, 32, 65), 1)) {
      List<Decoder> decoders = decoders(model, both);
      for (int sample = 0; sample < SAMPLES; sample++) {
        for (int round = 0; round < rounds; round++) {
          for (Decoder decoder : decoders) {
            decoder.generate(new long[BATCH][1], STEPS, Sampler.multinomial(1, 1));
          }
        }
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        heap.add((runtime.totalMemory() - runtime.freeMemory()) / 1048576.0);
        outside.add(WithManager.residentKib() / 1024.0);
      }
      decoders.forEach(Decoder::close);
    }
    assertFlat("native", outside);
    assertFlat("heap", heap);
  }

  private static List<Decoder> decoders(Models model, boolean both) {
    ScriptOptions options = ScriptOptions.fastest(Precision.FLOAT32);
    List<Decoder> decoders = new ArrayList<>();
    decoders.add(ScriptDecoder.uncached(model.weights, options));
    for (CachePolicy policy : CachePolicy.values()) {
      decoders.add(ScriptDecoder.cached(model.weights, policy, options));
      if (both) {
        decoders.add(Decoder.cached(model.transformer, policy, BATCH));
      }
    }
    if (both) {
      decoders.add(Decoder.uncached(model.transformer));
    }
    return decoders;
  }

  /** The least of the last quarter is no more than the most of the second: a leak only grows. */
  private static void assertFlat(String what, List<Double> mib) {
    double before =
        mib.subList(SAMPLES / 4, SAMPLES / 2).stream().mapToDouble(m -> m).max().orElseThrow();
    double after =
        mib.subList(3 * SAMPLES / 4, SAMPLES).stream().mapToDouble(m -> m).min().orElseThrow();
    assertThat(after).as(what + " MiB, by time: " + mib).isLessThan(before + SLACK_MIB);
  }
}
