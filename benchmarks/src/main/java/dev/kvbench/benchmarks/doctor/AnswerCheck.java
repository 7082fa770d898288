package dev.kvbench.benchmarks.doctor;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.arm.ArmSpec;
import dev.kvbench.benchmarks.arm.Engine;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Equivalence;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.Article;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decodes a few tokens with both arms of each engine on each device, and holds the answers against
 * one reference, the eager uncached model in float32 on the CPU. libtorch must have been started.
 */
final class AnswerCheck {
  private static final String SUBJECT = "answers";
  private static final TransformerConfig SMALL = TransformerConfig.article(16, 32);
  private static final int SEQUENCES = 2;

  private AnswerCheck() {}

  /**
   * Every engine on a device, in all number formats that it has among these.
   *
   * @param told takes a finding for each
   * @return whether all are right
   */
  static boolean on(Device device, List<Precision> precisions, Consumer<Finding> told) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        Weights weights = Weights.initialise(SMALL, Article.SEED, manager)) {
      Transformer reference = new Transformer(weights);
      boolean right = true;
      for (Engine engine : Engine.values()) {
        for (Precision precision : precisions) {
          if (engine.implementation().computesIn(precision)) {
            Finding answer = check(reference, device, engine, precision);
            told.accept(answer);
            right &= !answer.isProblem();
          }
        }
      }
      return right;
    }
  }

  /** Of what an exception says: TorchScript puts the cause below its stack, others above it. */
  static String cause(Throwable e) {
    String text = Objects.toString(e.getMessage(), e.toString());
    Optional<String> python = text.lines().filter(l -> l.startsWith("RuntimeError: ")).findFirst();
    return python.or(() -> text.lines().findFirst()).orElse("");
  }

  private static Finding check(
      Transformer reference, Device device, Engine engine, Precision precision) {
    String who =
        String.format("%s, engine %s, %s", Torch.name(device), engine.label(), precision.label());
    try (NDManager manager = NDManager.newBaseManager(device);
        Weights weights = Weights.initialise(SMALL, Article.SEED, manager)) {
      Transformer model = new Transformer(weights);
      Equivalence.Report uncached;
      Equivalence.Report cached;
      try (Decoder arm = open(weights, model, engine, Optional.empty(), precision)) {
        uncached = Equivalence.comparePasses(reference, arm, SEQUENCES, SMALL.blockSize());
      }
      try (Decoder arm = open(weights, model, engine, Optional.of(CachePolicy.SHIFT), precision)) {
        cached = Equivalence.compare(reference, arm, SEQUENCES, SMALL.blockSize());
      }
      double tolerance = precision.tolerance();
      String errors =
          String.format(
              Locale.ROOT,
              "%.1g without a cache and %.1g with one (rounding explains up to %.0g)",
              uncached.largest(),
              cached.largest(),
              tolerance);
      return uncached.agrees(tolerance) && cached.agrees(tolerance)
          ? Finding.ok(SUBJECT, who + ": both arms agree within " + errors)
          : wrong(who + ": wrong by " + errors);
    } catch (RuntimeException | LinkageError e) {
      return wrong(who + ": cannot compute: " + cause(e));
    }
  }

  private static Decoder open(
      Weights weights,
      Transformer eager,
      Engine engine,
      Optional<CachePolicy> policy,
      Precision precision) {
    return new ArmSpec(engine.implementation(), policy, precision, SEQUENCES, SMALL.blockSize())
        .open(weights, eager);
  }

  private static Finding wrong(String words) {
    return Finding.problem(
        SUBJECT, words, "use another device, engine or dtype, and please report all of this");
  }
}
