package dev.kvbench.benchmarks.training;

import ai.djl.ndarray.types.Shape;
import dev.kvbench.benchmarks.arm.Parameters;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import dev.kvbench.transformer.training.LearningRate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What a training is asked to do, beside the text.
 *
 * @param steps batches to learn from
 * @param batchSize blocks in a batch
 * @param blockSize tokens in a block, and the model's longest context
 * @param embedSize width of a token's vector
 * @param layers blocks of the transformer
 * @param heads attention heads in a block
 * @param learningRate the highest; see {@link LearningRate}
 * @param evaluateEvery steps between evaluations on held-out text, each of which ends with a
 *     checkpoint
 * @param seed of the first weights and of the choice of blocks
 * @param half whether the model is written as float16
 */
public record TrainingSettings(
    int steps,
    int batchSize,
    int blockSize,
    int embedSize,
    int layers,
    int heads,
    double learningRate,
    int evaluateEvery,
    long seed,
    boolean half) {

  /** Begins the names of these in a checkpoint's facts. */
  private static final String PREFIX = "training.";

  /** Fact of a checkpoint: libtorch's threads, which change the order of sums. */
  static final String THREADS = PREFIX + "threads";

  /** A rate that rises over a twentieth of the training is past the first, largest gradients. */
  private static final int WARMUP_SHARE = 20;

  /**
   * Checks all of them.
   *
   * @throws InputException naming the first that cannot be used
   */
  public TrainingSettings {
    positive("--steps", steps);
    positive("--batch-size", batchSize);
    positive("--evaluate-every", evaluateEvery);
    positive("--embed-size", embedSize);
    if (3.0 * embedSize * embedSize * Float.BYTES > 1 << 30) {
      throw new InputException(
          "--embed-size " + embedSize + " makes tensors of more than 1 GiB; choose a smaller one");
    }
    try {
      TransformerConfig config = TransformerConfig.article(layers, heads, embedSize, blockSize);
      Parameters.check(config.facts()); // before the shapes of so many layers are listed
      double weights = Weights.shapes(config).values().stream().mapToDouble(Shape::size).sum();
      // Weights, gradients and two moments, and what a pass keeps for the way back.
      double times = 4 + 20.0 * layers * batchSize * blockSize * embedSize / weights;
      Parameters.checkWeights(
          "%d layers, --embed-size %d, --block-size %d and --batch-size %d"
              .formatted(layers, embedSize, blockSize, batchSize),
          "weights, gradients and activations",
          config,
          times,
          "choose smaller ones");
      new LearningRate(learningRate, 0, steps);
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new InputException(name + " must be at least 1, not " + value);
    }
  }

  LearningRate rate() {
    return new LearningRate(learningRate, steps / WARMUP_SHARE, steps);
  }

  TransformerConfig config(int vocabularySize) {
    return new TransformerConfig(layers, heads, embedSize, blockSize, vocabularySize);
  }

  /** As facts of a checkpoint, from which {@link #of} makes the same settings. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(PREFIX + "steps", Integer.toString(steps));
    facts.put(PREFIX + "batchSize", Integer.toString(batchSize));
    facts.put(PREFIX + "learningRate", Double.toString(learningRate));
    facts.put(PREFIX + "evaluateEvery", Integer.toString(evaluateEvery));
    facts.put(PREFIX + "seed", Long.toString(seed));
    facts.put(PREFIX + "half", Boolean.toString(half));
    return facts;
  }

  /**
   * The settings of a checkpoint.
   *
   * @param config the shape of the model in it
   * @throws InputException if it has none
   */
  static TrainingSettings of(Map<String, String> facts, TransformerConfig config) {
    return new TrainingSettings(
        number(facts, "steps", Integer::parseInt),
        number(facts, "batchSize", Integer::parseInt),
        config.blockSize(),
        config.embedSize(),
        config.layers(),
        config.heads(),
        number(facts, "learningRate", Double::parseDouble),
        number(facts, "evaluateEvery", Integer::parseInt),
        number(facts, "seed", Long::parseLong),
        Boolean.parseBoolean(facts.get(PREFIX + "half")));
  }

  /** libtorch's threads of a checkpoint's training. */
  static int threads(Map<String, String> facts) {
    return number(facts, "threads", Integer::parseInt);
  }

  private static <T> T number(Map<String, String> facts, String name, Function<String, T> parse) {
    String value = facts.get(PREFIX + name);
    try {
      return parse.apply(value == null ? "" : value);
    } catch (NumberFormatException e) {
      throw new InputException(
          "the checkpoint's " + PREFIX + name + " is '" + value + "', not a number", e);
    }
  }
}
