package dev.kvbench.benchmarks.quality;

import dev.kvbench.benchmarks.fetch.Corpus;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.checkpoint.Checkpoint;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Sampler;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.script.ScriptOptions;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.text.CharVocabulary;
import java.util.Arrays;

/**
 * Text that a model writes itself, without a cache, where there is no other: on a machine that has
 * neither network nor corpus. How likely it finds that text tells nothing of how well it knows the
 * world, but the policies can be set against the uncached arm on it all the same.
 */
final class WrittenText {
  /** They are written side by side, and their windows lie in memory together. */
  private static final int MOST = 1024;

  private WrittenText() {}

  /**
   * Has the model write.
   *
   * @param stretches texts side by side, each from a token of its own
   * @param length tokens of each
   */
  static Corpus of(Checkpoint model, int stretches, int length, int seed) {
    CharVocabulary vocabulary = model.vocabulary();
    long[][] first = new long[stretches][1];
    Arrays.setAll(first, row -> new long[] {row % vocabulary.size()});
    StringBuilder text = new StringBuilder();
    if (stretches > MOST) {
      throw new InputException(
          "--sequences must be at most " + MOST + " where the model writes them, not " + stretches);
    }
    try (Decoder decoder =
        ScriptDecoder.uncached(model.weights(), ScriptOptions.fastest(Precision.FLOAT32))) {
      long[][] written = decoder.generate(first, length - 1, Sampler.multinomial(1, seed));
      for (int row = 0; row < stretches; row++) {
        text.append(vocabulary.decode(first[row])).append(vocabulary.decode(written[row]));
      }
    }
    return Corpus.ofText("text that the model wrote itself (seed " + seed + ")", text.toString());
  }
}
