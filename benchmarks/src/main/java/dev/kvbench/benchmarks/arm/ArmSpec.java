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
import dev.kvbench.transformer.tensor.Article;
import dev.kvbench.transformer.tensor.Labels;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.Arrays;
import java.util.HashMap;
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
          "dtype %s needs engine script, or one of the rungs %s"
              .formatted(
                  precision.label(),
                  Labels.list(
                      Arrays.stream(LadderRung.values())
                          .filter(rung -> rung.implementation().computesIn(precision))
                          .toList())));
    }
  }

  /**
   * The arm that a benchmark's method names, by its parameters engine and policy, or rung, dtype
   * and batchSize.
   *
   * @param steps tokens of the longest text that it is to decode
   */
  public static ArmSpec of(BenchmarkParams benchmark, int steps) {
    Map<String, String> params = new HashMap<>();
    benchmark.getParamsKeys().forEach(name -> params.put(name, benchmark.getParam(name)));
    return of(benchmark.getBenchmark(), params, steps);
  }

  /**
   * The arm of a row.
   *
   * @param benchmark its method, with the names of its class and package or without
   * @param params values of its parameters, by name; what is not among them is policy ring, engine
   *     script, dtype float32 and batchSize 1
   * @throws IllegalArgumentException for a value that there is not
   */
  public static ArmSpec of(String benchmark, Map<String, String> params, int steps) {
    CachePolicy policy;
    Implementation implementation;
    if (params.containsKey("rung")) {
      LadderRung rung = Labels.parse(LadderRung.class, "rung", params.get("rung"));
      policy = rung.policy();
      implementation = rung.implementation();
    } else {
      policy = CachePolicy.of(params.getOrDefault("policy", CachePolicy.RING.label()));
      String engine = params.getOrDefault("engine", Engine.SCRIPT.label());
      implementation = Labels.parse(Engine.class, "engine", engine).implementation();
    }
    return new ArmSpec(
        implementation,
        Optional.of(policy).filter(cache -> !isUncached(benchmark)),
        Precision.of(params.getOrDefault("dtype", Precision.FLOAT32.label())),
        Integer.parseInt(params.getOrDefault("batchSize", "1")),
        steps);
  }

  /** Whether a benchmark's method is the uncached arm. */
  public static boolean isUncached(String benchmark) {
    String method = benchmark.substring(benchmark.lastIndexOf('.') + 1);
    return Arm.ofMethod(method).equals(Optional.of(Arm.UNCACHED));
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

  /**
   * What rounding explains of a trained model. {@link #tolerance} is for small untrained models,
   * whose logits are within 1 of each other; those of a trained one are some tens apart, and
   * rounding grows with their spread, and with each layer. A wrong mask or position moves them by
   * as much as they are apart. Of SmolLM2-135M, with 30 layers and a spread of 22, Transformers'
   * own steps differ from its pass by 0.0045 at one of 32 tokens, and that pass by 0.0055 from one
   * in float64.
   *
   * @param spread as {@link dev.kvbench.transformer.decode.Equivalence.Report} has it
   * @return NaN where the spread is
   */
  public static double limit(double tolerance, double spread, int layers) {
    return tolerance * Math.max(1, spread) * Math.max(1, layers / (double) Article.LAYERS);
  }

  /** What it takes. */
  public CostModel cost(TransformerConfig config) {
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
