package dev.kvbench.benchmarks.quality;

import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.script.ScriptOptions;
import dev.kvbench.transformer.tensor.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An arm on the script engine.
 *
 * @param policy none for the uncached arm
 * @param precision it computes in
 */
record QualityArm(Optional<CachePolicy> policy, Precision precision) {
  /** All arms are held against this one. */
  static final QualityArm REFERENCE = new QualityArm(Optional.empty(), Precision.FLOAT32);

  /** The reference, the uncached arm in the other precisions, and every policy in each of them. */
  static List<QualityArm> of(List<CachePolicy> policies, List<Precision> precisions) {
    List<QualityArm> arms = new ArrayList<>(List.of(REFERENCE));
    precisions.stream()
        .filter(precision -> precision != REFERENCE.precision)
        .forEach(precision -> arms.add(new QualityArm(Optional.empty(), precision)));
    for (CachePolicy policy : policies) {
      precisions.forEach(precision -> arms.add(new QualityArm(Optional.of(policy), precision)));
    }
    return List.copyOf(arms);
  }

  /** Opens the arm over weights that stay the caller's to close. */
  Decoder open(Weights weights) {
    ScriptOptions options = ScriptOptions.fastest(precision);
    return policy
        .map(cached -> ScriptDecoder.cached(weights, cached, options))
        .orElseGet(() -> ScriptDecoder.uncached(weights, options));
  }

  /** Whether it promises the reference's logits inside the window. */
  boolean promisesExact() {
    return policy.map(CachePolicy::exactInWindow).orElse(true);
  }

  /** The policy's name, or the uncached arm's. */
  String policyName() {
    return policy.map(CachePolicy::label).orElse(ArmQuality.UNCACHED);
  }

  /** Policy and precision, for example {@code shift bfloat16}. */
  String label() {
    return policyName() + " " + precision.label();
  }
}
