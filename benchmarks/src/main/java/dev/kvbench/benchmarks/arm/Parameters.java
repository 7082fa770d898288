package dev.kvbench.benchmarks.arm;

import ai.djl.ndarray.types.Shape;
import com.sun.management.OperatingSystemMXBean;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.cost.CostModel;
import dev.kvbench.transformer.cost.Work;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.Article;
import dev.kvbench.transformer.tensor.Labels;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.lang.management.ManagementFactory;
import java.util.Map;

/**
 * What a benchmark's parameters, values by their names, say of a row; and whether it can run,
 * before anything is forked for it.
 */
public final class Parameters {
  /** Tokens that DecodeStepBenchmark times at once. */
  public static final int DECODED_TOKENS = 16;

  /** The same of CrossoverBenchmark: as many as the smallest window of its suite takes. */
  public static final int CROSSOVER_TOKENS = 8;

  private static final long FLOAT_BYTES = Precision.FLOAT32.bytes();

  /** Of CeilingBenchmark's memory and of its matrix; an int counts them. */
  private static final long MAX_FLOATS = Integer.MAX_VALUE;

  /** Each has tensors of its own, which are listed before anything is measured. */
  private static final int MAX_LAYERS = 1000;

  private static final String JVM = "a JVM on this machine";
  private static final String SMALLER = "choose smaller ones";
  private static final String PROMPT = "promptLength";
  private static final String MODEL = "model";

  private Parameters() {}

  /** Tokens of a prompt that a cache has already; the last one is computed in any case. */
  public static int kept(int promptLength, int cachedPercent) {
    return Math.min(promptLength - 1, (int) ((long) promptLength * cachedPercent / 100));
  }

  /** libtorch's threads of a value of {@code threads}: 0 for auto. */
  public static int threads(String value) {
    return value.equals("auto") ? 0 : positive("threads", value);
  }

  /** The shape of the model; the article's own sizes where the values do not say. */
  public static TransformerConfig config(Map<String, String> values) {
    return values.containsKey(MODEL)
        ? PretrainedSource.config(values.get(MODEL))
        : TransformerConfig.article(
            number(values, "layers", Article.LAYERS),
            number(values, "heads", Article.HEADS),
            number(values, "embedSize", Article.EMBED_SIZE),
            number(values, "blockSize", Article.BLOCK_SIZE));
  }

  /** Tokens that an operation decodes, of each sequence. */
  public static int steps(Map<String, String> values) {
    int others = values.containsKey("generation") ? CROSSOVER_TOKENS : DECODED_TOKENS;
    return number(values, "steps", values.containsKey(PROMPT) ? 1 : others);
  }

  /** Floating-point operations that an operation of a benchmark's method takes. */
  public static double flops(String benchmark, Map<String, String> values) {
    int steps = steps(values);
    ArmSpec arm = ArmSpec.of(benchmark, values, steps);
    CostModel cost = arm.cost(config(values));
    int prompt = number(values, PROMPT, 1);
    int kept = kept(prompt, number(values, "cachedPercent", 0));
    Work work;
    if (kept > 0 && arm.policy().isPresent()) {
      work = cost.pass(prompt, kept);
    } else {
      int before = before(values, prompt);
      work = before > 0 ? cost.steps(before + 1, steps) : cost.generation(prompt, steps);
    }
    return work.flops() * arm.batchSize();
  }

  /** Tokens before the first timed one, where an operation is one of steps; else 0. */
  private static int before(Map<String, String> values, int prompt) {
    if (isLong(values)) {
      return config(values).blockSize();
    }
    return phase(values) == Phase.DECODE ? prompt : number(values, "position", 0);
  }

  private static boolean isLong(Map<String, String> values) {
    String span = values.getOrDefault("generation", "short");
    return Labels.parse(GenerationSpan.class, "generation", span) == GenerationSpan.LONG;
  }

  private static Phase phase(Map<String, String> values) {
    return Labels.parse(Phase.class, "phase", values.getOrDefault("phase", "generate"));
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
      int steps = number(values, "steps", 1);
      CachePolicy policy = ArmSpec.of("cached", values, steps).policy().orElseThrow();
      if (number(values, "cachedPercent", 0) > 0) {
        policy.requireKeepsPrefix();
      }
      if (values.containsKey(MODEL)) {
        checkPretrained(values, policy, steps);
        return;
      }
      TransformerConfig config = config(values);
      int blockSize = config.blockSize();
      checkPrompt(number(values, PROMPT, 1), blockSize);
      checkPosition(number(values, "position", blockSize), blockSize);
      if (isLong(values)) {
        checkLong(policy, blockSize);
      }
      checkMemory(
          "layers %d, embedSize %d, blockSize %d"
              .formatted(config.layers(), config.embedSize(), blockSize),
          config,
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
    if (phase(values) == Phase.PREFILL && steps != 1) {
      throw new IllegalArgumentException(
          "phase prefill is the prompt and its first token: steps must be 1, not " + steps);
    }
    String model = values.get(MODEL);
    if (model.matches(".*\\s.*")) {
      throw new IllegalArgumentException(
          "model '" + model + "': a folder with a blank in its name cannot be a parameter's value");
    }
    TransformerConfig config = PretrainedSource.config(model);
    PretrainedSource.resolved(model, values.getOrDefault("weights", "auto"));
    int prompt = number(values, PROMPT, 4);
    if (prompt > config.blockSize()) {
      throw new IllegalArgumentException(
          "promptLength %d is more than the %d positions of %s"
              .formatted(prompt, config.blockSize(), model));
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
    String whole = what + " and a window of " + window + " tokens";
    if (config.family().large()) {
      checkWeights(what, "weights", config, 1, SMALLER);
      checkHeap(whole, "the mask", mask, SMALLER);
    } else {
      checkHeap(whole, "weights and mask", weights(config) + mask, SMALLER);
    }
  }

  /** Bytes in float32. */
  private static double weights(TransformerConfig config) {
    return FLOAT_BYTES * Weights.shapes(config).values().stream().mapToDouble(Shape::size).sum();
  }

  /**
   * Refuses weights that this machine's memory cannot hold.
   *
   * @param part of what is held, in words
   * @param times how often they are held, as float32
   * @param remedy what makes them smaller
   * @throws IllegalArgumentException with one line
   */
  public static void checkWeights(
      String what, String part, TransformerConfig config, double times, String remedy) {
    long memory =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    require(what, part, times * weights(config), "this machine", memory, remedy);
  }

  /**
   * Refuses what does not fit into the Java heap, or into as much beside it.
   *
   * @throws IllegalArgumentException with one line
   */
  public static void checkHeap(String what, String part, double bytes, String remedy) {
    require(what, part, bytes, JVM, Runtime.getRuntime().maxMemory(), remedy);
  }

  private static void require(
      String what, String part, double bytes, String owner, long limit, String remedy) {
    if (bytes > limit) {
      throw new IllegalArgumentException(
          "%s: needs %.1f GB for %s, and %s has %.1f GB; %s"
              .formatted(what, bytes / 1e9, part, owner, limit / 1e9, remedy));
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
      case "phase" -> Labels.parse(Phase.class, name, value);
      case "start" -> Labels.parse(Start.class, name, value);
      case "seed" -> integer(name, value);
      default -> {}
    }
  }

  private static int number(Map<String, String> values, String name, int otherwise) {
    return values.containsKey(name) ? Integer.parseInt(values.get(name)) : otherwise;
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
