package dev.kvbench.benchmarks.arm;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.cost.CostModel;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.model.FusedTransformer;
import dev.kvbench.transformer.model.PublishedTransformer;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.script.ScriptOptions;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * One arm of the comparison.
 *
 * @param implementation how it is computed
 * @param policy of its cache; empty for the uncached arm
 * @param precision of weights, activations and cache
 * @param batchSize sequences side by side
 * @param steps tokens of the longest text that it is to decode
 */
public record ArmSpec(
    Implementation implementation,
    Optional<CachePolicy> policy,
    Precision precision,
    int batchSize,
    int steps) {

  public ArmSpec {
    if (!implementation.computesIn(precision)) {
      throw new IllegalArgumentException(
          "dtype "
              + precision.label()
              + " needs TorchScript; the eager engine computes in float32");
    }
  }

  /** The arm that a benchmark's method names, of its parameters' values. */
  public static ArmSpec of(
      BenchmarkParams benchmark,
      String engine,
      String policy,
      String dtype,
      int batchSize,
      int steps) {
    return new ArmSpec(
        Engine.of(engine).implementation(),
        Optional.of(CachePolicy.of(policy)).filter(cache -> !isUncached(benchmark)),
        Precision.of(dtype),
        batchSize,
        steps);
  }

  /** The same of a rung, which names both engine and policy. */
  public static ArmSpec ofRung(
      BenchmarkParams benchmark, String rung, String dtype, int batchSize, int steps) {
    LadderRung chosen = LadderRung.of(rung);
    return new ArmSpec(
        chosen.implementation(),
        Optional.of(chosen.policy()).filter(cache -> !isUncached(benchmark)),
        Precision.of(dtype),
        batchSize,
        steps);
  }

  /** Whether the benchmark's method is the uncached arm. */
  public static boolean isUncached(BenchmarkParams benchmark) {
    String name = benchmark.getBenchmark();
    return isUncached(name.substring(name.lastIndexOf('.') + 1));
  }

  /** Whether a benchmark's method of that simple name is the uncached arm. */
  public static boolean isUncached(String method) {
    return Arm.ofMethod(method).equals(Optional.of(Arm.UNCACHED));
  }

  /**
   * The policy of a row's cache; empty for the uncached arm.
   *
   * @param method of the benchmark
   * @param params values of its parameters, by name
   * @throws IllegalArgumentException for a policy or rung that there is not
   */
  public static Optional<CachePolicy> policy(String method, Map<String, String> params) {
    if (isUncached(method)) {
      return Optional.empty();
    }
    return Optional.of(
        params.containsKey("rung")
            ? LadderRung.of(params.get("rung")).policy()
            : CachePolicy.of(params.getOrDefault("policy", Parameters.POLICY.label())));
  }

  /** Whether it promises the uncached model's logits for as long as the text fits the window. */
  public boolean exactInWindow() {
    return policy.map(CachePolicy::exactInWindow).orElse(true);
  }

  /** Whether it promises to be near them there. */
  public boolean boundedInWindow() {
    return policy.map(CachePolicy::boundedInWindow).orElse(true);
  }

  /**
   * Largest |Δlogit| to the float32 model that rounding explains, as {@link Precision#tolerance}:
   * that of arithmetic, and of what the cache keeps.
   */
  public double tolerance() {
    return precision.tolerance() + policy.map(CachePolicy::tolerance).orElse(0.0);
  }

  /** What it takes. */
  CostModel cost(TransformerConfig config) {
    return new CostModel(config, policy, implementation == Implementation.HEAD_BY_HEAD);
  }

  /**
   * Opens the arm.
   *
   * @param weights stay the caller's to close, and not before the decoder
   * @param model over the same weights, for the eager implementation
   */
  public Decoder open(Weights weights, Transformer model) {
    if (implementation.isScript()) {
      ScriptOptions options =
          new ScriptOptions(precision, implementation.kernels(), implementation.wholeGeneration());
      return policy.isPresent()
          ? ScriptDecoder.cached(weights, policy.get(), options)
          : ScriptDecoder.uncached(weights, options);
    }
    Transformer eager =
        switch (implementation) {
          case HEAD_BY_HEAD -> new PublishedTransformer(weights);
          case FUSED_HEADS -> new FusedTransformer(weights);
          default -> model;
        };
    return policy.isPresent()
        ? Decoder.cached(eager, policy.get(), batchSize)
        : Decoder.uncached(eager);
  }
}
