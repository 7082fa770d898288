package dev.kvbench.benchmarks.arm;

import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.script.ScriptOptions;
import dev.kvbench.transformer.tensor.Precision;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The engines by the names that the parameter engine takes. Both arms exist on each. */
public enum Engine {
  /** Java calls libtorch for every operation, head by head, as the article's PyTorch code does. */
  EAGER {
    @Override
    public Decoder uncached(Weights weights, Transformer transformer, Precision precision) {
      check(this, precision);
      return Decoder.uncached(transformer);
    }

    @Override
    public Decoder cached(
        Weights weights,
        Transformer transformer,
        CachePolicy policy,
        Precision precision,
        int batchSize) {
      check(this, precision);
      return Decoder.cached(transformer, policy, batchSize);
    }
  },
  /** TorchScript: one native call for a generation, the fastest kernels within its reach. */
  SCRIPT {
    @Override
    public Decoder uncached(Weights weights, Transformer transformer, Precision precision) {
      return ScriptDecoder.uncached(weights, ScriptOptions.fastest(precision));
    }

    @Override
    public Decoder cached(
        Weights weights,
        Transformer transformer,
        CachePolicy policy,
        Precision precision,
        int batchSize) {
      return ScriptDecoder.cached(weights, policy, ScriptOptions.fastest(precision));
    }
  };

  /** The arm without a cache. */
  public abstract Decoder uncached(Weights weights, Transformer transformer, Precision precision);

  /** The arm with a cache. */
  public abstract Decoder cached(
      Weights weights,
      Transformer transformer,
      CachePolicy policy,
      Precision precision,
      int batchSize);

  /** Refuses a precision that the engine cannot compute in. */
  public static void check(Engine engine, Precision precision) {
    if (engine == EAGER && precision != Precision.FLOAT32) {
      throw new IllegalArgumentException(
          "dtype " + precision.label() + " needs engine script; engine eager computes in float32");
    }
  }

  /** The name as a parameter value. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The engine of that name.
   *
   * @throws IllegalArgumentException listing the names there are
   */
  public static Engine of(String label) {
    return Arrays.stream(values())
        .filter(engine -> engine.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown engine '"
                        + label
                        + "'; there are "
                        + Arrays.stream(values())
                            .map(Engine::label)
                            .collect(Collectors.joining(", "))));
  }
}
