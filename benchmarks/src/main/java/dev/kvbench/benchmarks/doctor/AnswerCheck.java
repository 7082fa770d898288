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
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decodes a few tokens with both arms of each engine on each device, and holds the answers against
 * one reference, the eager uncached model in float32 on the CPU. libtorch must have been started.
 */
final class AnswerCheck {
  private static final TransformerConfig SMALL = TransformerConfig.article(16, 32);
  private static final int SEQUENCES = 2;
  private static final long SEED = Article.SEED;

  private AnswerCheck() {}

  /** Every engine on the CPU, in float32. */
  static void onCpu(Consumer<Answer> told) {
    on(Device.cpu(), List.of(Precision.FLOAT32), told);
  }

  /** Every engine and number format of a device. */
  static void on(Device device, Consumer<Answer> told) {
    on(device, List.of(Precision.values()), told);
  }

  private static void on(Device device, List<Precision> precisions, Consumer<Answer> told) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        Weights weights = Weights.initialise(SMALL, SEED, manager)) {
      Transformer reference = new Transformer(weights);
      for (Engine engine : Engine.values()) {
        for (Precision precision : precisions) {
          if (engine.implementation().computesIn(precision)) {
            told.accept(check(reference, device, engine, precision));
          }
        }
      }
    }
  }

  /** Of what an exception says: TorchScript puts the cause below its stack, others above it. */
  static String cause(Throwable e) {
    List<String> lines =
        Objects.toString(e.getMessage(), e.toString()).lines().map(String::strip).toList();
    return lines.stream()
        .filter(line -> line.startsWith("RuntimeError: "))
        .findFirst()
        .or(() -> lines.stream().findFirst())
        .orElse("");
  }

  private static Answer check(
      Transformer reference, Device device, Engine engine, Precision precision) {
    double difference = Double.NaN;
    String trouble = "";
    try (NDManager manager = NDManager.newBaseManager(device);
        Weights weights = Weights.initialise(SMALL, SEED, manager)) {
      Transformer model = new Transformer(weights);
      Equivalence.Report uncached;
      Equivalence.Report cached;
      try (Decoder arm = spec(engine, Optional.empty(), precision).open(weights, model)) {
        uncached = Equivalence.comparePasses(reference, arm, SEQUENCES, SMALL.blockSize());
      }
      try (Decoder arm =
          spec(engine, Optional.of(CachePolicy.SHIFT), precision).open(weights, model)) {
        cached = Equivalence.compare(reference, arm, SEQUENCES, SMALL.blockSize());
      }
      difference = Math.max(uncached.maxLogitDifference(), cached.maxLogitDifference());
      trouble = verdict("uncached", uncached, precision) + verdict("cached", cached, precision);
    } catch (RuntimeException | LinkageError e) {
      trouble = "it cannot compute: " + cause(e);
    }
    return new Answer(
        Torch.name(device),
        engine.label(),
        precision.label(),
        difference,
        precision.tolerance(),
        trouble);
  }

  private static ArmSpec spec(Engine engine, Optional<CachePolicy> policy, Precision precision) {
    return new ArmSpec(engine.implementation(), policy, precision, SEQUENCES, SMALL.blockSize());
  }

  private static String verdict(String arm, Equivalence.Report report, Precision precision) {
    return report.agrees(precision.tolerance())
        ? ""
        : String.format(
            "the %s arm differs by %.3g in its logits, and its choices fall short by %.3g; ",
            arm, report.maxLogitDifference(), report.maxShortfall());
  }
}
