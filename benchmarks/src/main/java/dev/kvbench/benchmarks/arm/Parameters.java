package dev.kvbench.benchmarks.arm;

import ai.djl.ndarray.types.Shape;
import com.sun.management.OperatingSystemMXBean;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.Article;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.lang.management.ManagementFactory;
import java.util.Map;

/** Checks parameter values before anything is forked for them. */
public final class Parameters {
  /** Tokens that DecodeStepBenchmark times at once. */
  public static final int DECODED_TOKENS = 16;

  private static final long FLOAT_BYTES = Precision.FLOAT32.bytes();

  /** Of CeilingBenchmark's memory and of its matrix; an int counts them. */
  private static final long MAX_FLOATS = Integer.MAX_VALUE;

  /** Each has tensors of its own, which are listed before anything is measured. */
  private static final int MAX_LAYERS = 1000;

  private static final String JVM = "a JVM on this machine";

  private Parameters() {}

  /** Tokens of a prompt that a cache has already; the last one is computed in any case. */
  public static int kept(int promptLength, int cachedPercent) {
    return Math.min(promptLength - 1, (int) ((long) promptLength * cachedPercent / 100));
  }

  /** libtorch's threads of a value of {@code threads}: 0 for auto. */
  public static int threads(String value) {
    return value.equals("auto") ? 0 : positive("threads", value);
  }

  /**
   * Refuses values that a benchmark cannot run with, alone or together. libtorch must have been
   * started, for its devices to be known.
   *
   * @param values a benchmark's parameters by name; unknown names are ignored
   * @throws InputException with one line that names the parameter
   */
  public static void check(Map<String, String> values) {
    try {
      values.forEach(Parameters::checkOne);
      int blockSize = positive(values, "blockSize", Article.BLOCK_SIZE);
      int embedSize = positive(values, "embedSize", Article.EMBED_SIZE);
      int layers = positive(values, "layers", Article.LAYERS);
      int heads = positive(values, "heads", Article.HEADS);
      int steps = positive(values, "steps", 1);
      CachePolicy policy = ArmSpec.of("cached", values, steps).policy().orElseThrow();
      if (values.containsKey("promptLength") && !values.containsKey("model")) {
        checkPrompt(positive(values, "promptLength", 1), blockSize);
      }
      if (values.containsKey("position")) {
        checkPosition(positive(values, "position", 1), blockSize);
      }
      if (GenerationSpan.of(values.getOrDefault("generation", "short")) == GenerationSpan.LONG) {
        checkLong(policy, blockSize);
      }
      if (integer("cachedPercent", values.getOrDefault("cachedPercent", "0")) > 0) {
        policy.requireKeepsPrefix();
      }
      if (values.containsKey("model")) {
        checkPretrained(values, policy, steps);
        return;
      }
      checkMemory(
          "layers " + layers + ", embedSize " + embedSize + ", blockSize " + blockSize,
          TransformerConfig.article(layers, heads, embedSize, blockSize),
          Math.min(steps, blockSize));
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  /** A longer prompt would be cut, and the row would claim tokens that were never passed. */
  private static void checkPrompt(int promptLength, int blockSize) {
    if (promptLength > blockSize) {
      throw new IllegalArgumentException(
          String.format(
              "promptLength %d does not fit into blockSize %d; choose prompts of up to %d tokens,"
                  + " or a blockSize of at least %d",
              promptLength, blockSize, blockSize, promptLength));
    }
  }

  /** Tokens on both sides of the window's edge have no cost in common. */
  private static void checkPosition(int position, int blockSize) {
    int last = blockSize - DECODED_TOKENS;
    if (position > last && position < blockSize) {
      throw new IllegalArgumentException(
          String.format(
              "position %d: the %d tokens timed from there straddle the edge of the window,"
                  + " blockSize %d; choose a position %sof %d or more",
              position,
              DECODED_TOKENS,
              blockSize,
              last < 1 ? "" : "up to " + last + ", or ",
              blockSize));
    }
  }

  private static void checkPretrained(Map<String, String> values, CachePolicy policy, int steps) {
    if (Phase.of(values.getOrDefault("phase", "generate")) == Phase.PREFILL && steps != 1) {
      throw new IllegalArgumentException(
          "phase prefill is the prompt and its first token: steps must be 1, not " + steps);
    }
    String model = values.get("model");
    if (model.matches(".*\\s.*")) {
      throw new IllegalArgumentException(
          "model '" + model + "': a folder with a blank in its name cannot be a parameter's value");
    }
    TransformerConfig config = PretrainedSource.config(model);
    PretrainedSource.resolved(model, values.getOrDefault("weights", PretrainedSource.AUTO));
    int prompt = positive(values, "promptLength", 4);
    if (prompt > config.blockSize()) {
      throw new IllegalArgumentException(
          String.format(
              "promptLength %d is more than the %d positions of %s",
              prompt, config.blockSize(), model));
    }
    int context = (int) Math.min((long) prompt + steps, config.blockSize());
    policy.requireFits(config.withContext(context));
    checkMemory(model, config, context);
  }

  /** The mean of a few tokens is not that of a policy whose work comes once in many. */
  private static void checkLong(CachePolicy policy, int blockSize) {
    if (policy.bursty()) {
      throw new IllegalArgumentException(
          String.format(
              "policy %s cannot be timed with generation long: it computes the window anew once in"
                  + " %d tokens, and too few are timed to average over that; choose generation"
                  + " short, another policy, or DecodeStepBenchmark",
              policy.label(), policy.period(blockSize)));
    }
  }

  /**
   * The causal mask and a small model's weights are in direct buffers, of which a JVM allows as
   * much as of heap; a large model's weights, trained or random, are in libtorch's own memory:
   * without this check a fork would fail.
   */
  private static void checkMemory(String what, TransformerConfig config, int window) {
    double mask = (double) FLOAT_BYTES * window * window;
    double weights =
        FLOAT_BYTES * Weights.shapes(config).values().stream().mapToDouble(Shape::size).sum();
    String whole = what + " and a window of " + window + " tokens";
    if (config.family().large()) {
      double memory =
          (double)
              ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
      require(what, "weights", weights, "this machine", memory);
      require(whole, "the mask", mask, JVM, heap());
    } else {
      require(whole, "weights and mask", weights + mask, JVM, heap());
    }
  }

  private static double heap() {
    return (double) Runtime.getRuntime().maxMemory();
  }

  private static void require(String what, String part, double bytes, String owner, double limit) {
    if (bytes > limit) {
      throw new IllegalArgumentException(
          String.format(
              "%s: needs %.1f GB for %s, and %s has %.1f GB; choose smaller ones",
              what, bytes / 1e9, part, owner, limit / 1e9));
    }
  }

  private static void checkOne(String name, String value) {
    switch (name) {
      case "steps", "blockSize", "embedSize", "heads", "batchSize", "position", "promptLength" ->
          positive(name, value);
      case "layers" -> fromTo(name, value, 1, MAX_LAYERS);
      case "bytes" -> fromTo(name, value, FLOAT_BYTES, FLOAT_BYTES * MAX_FLOATS);
      case "size" -> fromTo(name, value, 1, (long) Math.sqrt(MAX_FLOATS));
      case "cachedPercent" -> fromTo(name, value, 0, 100);
      case "threads" -> threads(value);
      case "device" -> Torch.device(value);
      case "phase" -> Phase.of(value);
      case "start" -> Start.of(value);
      case "seed" -> integer(name, value);
      default -> {}
    }
  }

  private static int positive(Map<String, String> values, String name, int otherwise) {
    return values.containsKey(name) ? positive(name, values.get(name)) : otherwise;
  }

  private static int positive(String name, String value) {
    return (int) fromTo(name, value, 1, Integer.MAX_VALUE);
  }

  private static long fromTo(String name, String value, long least, long most) {
    long number = integer(name, value);
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          name + " must be from " + least + " to " + most + ", not " + value);
    }
    return number;
  }

  private static long integer(String name, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a whole number, not '" + value + "'", e);
    }
  }
}
