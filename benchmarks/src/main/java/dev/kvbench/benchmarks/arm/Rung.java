package dev.kvbench.benchmarks.arm;

import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.model.FusedTransformer;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.script.ScriptOptions;
import dev.kvbench.transformer.tensor.Precision;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The ladder from the article's published arms to the fastest right ones. A rung is one change,
 * kept by all that follow; what concerns the cache leaves the uncached arm as it was.
 */
public enum Rung {
  /** The article's arms: one head after the other, the cache with its defects. */
  PUBLISHED(CachePolicy.ARTICLE),
  /** Only filled slots are attended to. */
  MASK(CachePolicy.MASKED),
  /** Every token gets its own position: the cached answer is right from here on. */
  POSITIONS(CachePolicy.SHIFT),
  /** Past the window a slot is written over, instead of moving all. */
  RING(CachePolicy.RING),
  /** All heads, and their queries, keys and values, in one operation each. */
  FUSED(CachePolicy.RING) {
    @Override
    public Decoder cached(Weights weights, Transformer model, Precision precision, int batchSize) {
      check(precision);
      return Decoder.cached(new FusedTransformer(weights), policy(), batchSize);
    }

    @Override
    public Decoder uncached(Weights weights, Transformer model, Precision precision) {
      check(precision);
      return Decoder.uncached(new FusedTransformer(weights));
    }
  },
  /** The same operations in TorchScript, one native call a token. */
  STEP(false, false),
  /** One native call for all tokens. */
  LOOP(false, true),
  /** Fused attention, and the fastest matrix products within a script's reach. */
  KERNELS(true, true);

  private final CachePolicy policy;
  private final boolean script;
  private final boolean kernels;
  private final boolean wholeGeneration;

  Rung(CachePolicy policy) {
    this.policy = policy;
    this.script = false;
    this.kernels = false;
    this.wholeGeneration = false;
  }

  Rung(boolean kernels, boolean wholeGeneration) {
    this.policy = CachePolicy.RING;
    this.script = true;
    this.kernels = kernels;
    this.wholeGeneration = wholeGeneration;
  }

  public CachePolicy policy() {
    return policy;
  }

  public Decoder cached(Weights weights, Transformer model, Precision precision, int batchSize) {
    if (!script) {
      check(precision);
      return Decoder.cached(model, policy, batchSize);
    }
    return ScriptDecoder.cached(weights, policy, options(precision));
  }

  public Decoder uncached(Weights weights, Transformer model, Precision precision) {
    if (!script) {
      check(precision);
      return Decoder.uncached(model);
    }
    return ScriptDecoder.uncached(weights, options(precision));
  }

  /** Refuses a precision that the rung cannot compute in. */
  void check(Precision precision) {
    if (!script && precision != Precision.FLOAT32) {
      throw new IllegalArgumentException(
          String.format(
              "dtype %s needs one of the rungs %s; rung %s computes in float32",
              precision.label(), labels(rung -> rung.script), label()));
    }
  }

  private static String labels(Predicate<Rung> which) {
    return Arrays.stream(values()).filter(which).map(Rung::label).collect(Collectors.joining(", "));
  }

  private ScriptOptions options(Precision precision) {
    return new ScriptOptions(precision, kernels, wholeGeneration);
  }

  /** The name as a parameter value. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The rung of that name.
   *
   * @throws IllegalArgumentException listing the names there are
   */
  public static Rung of(String label) {
    return Arrays.stream(values())
        .filter(rung -> rung.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown rung '" + label + "'; there are " + labels(rung -> true)));
  }
}
