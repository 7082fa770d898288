package dev.kvbench.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.CachePolicy;
import dev.kvbench.transformer.Ceilings;
import dev.kvbench.transformer.ComputeDevice;
import dev.kvbench.transformer.Decoder;
import dev.kvbench.transformer.ModelFamily;
import dev.kvbench.transformer.Precision;
import dev.kvbench.transformer.Sampler;
import dev.kvbench.transformer.ScriptDecoder;
import dev.kvbench.transformer.TransformerConfig;
import dev.kvbench.transformer.Weights;
import dev.kvbench.transformer.cost.CostModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.IntConsumer;

/**
 * What an arm's time is made of, as secondary metrics of its row: predicted operations and bytes,
 * the rates at which they are done and their share of what the machine can do, counted operations,
 * memory. All is looked at outside of the timed region.
 *
 * <p>The predicted time of an operation is what its calls cost at least, plus what it must read or
 * multiply at the ceilings, whichever takes longer: n·τ and max(bytes / bandwidth, FLOPs / rate),
 * one after the other or side by side; see {@link ComputeDevice#seconds}.
 */
final class Metrics {
  /** Tokens of the passes that count operations and heap bytes. */
  private static final int SAMPLE = 8;

  /** The same where a token takes long. */
  private static final int LARGE_SAMPLE = 2;

  /**
   * Tokens before those that are counted, at most, where the window is not full: a token has the
   * same calls after more, and to pass 512 at once takes a hundred MB that no generation may need.
   */
  private static final int LARGE_CONTEXT = 128;

  private static final Path STATUS = Path.of("/proc/self/status"); // on Linux

  private final CostModel cost;
  private final TransformerConfig config;
  private final Precision precision;
  private final int batchSize;
  private final double bytesPerSecond;
  private final double flopsPerSecond;
  private final double secondsPerScriptedOperation;
  private final double secondsPerEagerOperation;
  private final ComputeDevice device;
  private final OptionalLong memoryBefore;
  private final int sample;
  private final int longestContext;
  private double operationSecondsPerToken;

  /**
   * Measures the ceilings: how fast this process can read and multiply, at the model's sizes or,
   * where those are too small for it to be seen, at the device's.
   *
   * @param device of the manager
   * @param memoryBefore of the device, in use before the model was made
   */
  Metrics(
      Weights weights,
      Precision precision,
      int batchSize,
      NDManager manager,
      ComputeDevice device,
      OptionalLong memoryBefore) {
    this.device = device;
    this.memoryBefore = memoryBefore;
    this.config = weights.config();
    this.cost = new CostModel(config);
    this.precision = precision;
    this.batchSize = batchSize;
    boolean large = config.family() == ModelFamily.GPT2;
    sample = large ? LARGE_SAMPLE : SAMPLE;
    longestContext = large ? LARGE_CONTEXT : config.blockSize();
    long model = (long) (cost.matrixWeights() * (large ? Precision.FLOAT32 : precision).bytes());
    long bytes = device.ceilingBytes(model);
    int size = device.ceilingMatrix();
    boolean own = large && bytes == model;
    try (Ceilings ceilings =
        own
            ? new Ceilings(weights, size, precision)
            : new Ceilings(manager, bytes, size, precision)) {
      bytesPerSecond = bytes / best(ceilings::read, own ? LARGE_SAMPLE : 20);
      flopsPerSecond = 2 * Math.pow(size, 3) / best(ceilings::matmul, 4);
      secondsPerScriptedOperation = best(ceilings::small, 2000);
    }
    device.release(); // before anything that stays is put into it
    // An array as operand: of a number DJL would make one each time, at several times the price.
    try (NDArray row = manager.zeros(new Shape(1, 256));
        NDArray one = manager.create(1f)) {
      secondsPerEagerOperation = best(times -> Metrics.small(row, one, times), 2000);
    }
    Gauges.set("ceilingGigabytesPerSecond", bytesPerSecond / 1e9);
    Gauges.set("ceilingGigaflops", flopsPerSecond / 1e9);
  }

  private static void small(NDArray row, NDArray one, int times) {
    for (int i = 0; i < times; i++) {
      row.addi(one);
    }
    row.toFloatArray(); // waits
  }

  /** Seconds of one of so many, the best of a few times: a ceiling is what can be reached. */
  private static double best(IntConsumer work, int times) {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 8; i++) {
      long begin = System.nanoTime();
      work.accept(times);
      best = Math.min(best, (System.nanoTime() - begin) / 1e9 / times);
    }
    return best;
  }

  /** Of an operation that generates so many tokens of each sequence; policy null for uncached. */
  void generation(CachePolicy policy, int steps) {
    double elements = steps * cost.matrixWeights();
    double flops = policy == null ? cost.uncached(steps) : cost.cached(policy, steps);
    if (policy == CachePolicy.ARTICLE) {
      elements += steps * (double) batchSize * cost.cacheElementsPerToken() * config.blockSize();
    } else if (policy != null) {
      elements = cost.cachedElements(steps, batchSize);
    }
    set(policy, steps, flops, elements);
  }

  /** Of an operation that generates so many tokens from a prompt; policy null for uncached. */
  void generationFrom(CachePolicy policy, int prompt, int steps) {
    double flops = cost.uncachedToken(prompt);
    double elements = cost.matrixWeights();
    for (int t = prompt + 1; t < prompt + steps; t++) {
      flops += flops(policy, t);
      elements += elements(policy, t);
    }
    set(policy, steps, flops, elements);
  }

  /** Of an operation that is so many tokens, the first of which sees context tokens. */
  void stepsFrom(CachePolicy policy, int context, int steps) {
    double flops = 0;
    double elements = 0;
    for (int t = context; t < context + steps; t++) {
      flops += flops(policy, t);
      elements += elements(policy, t);
    }
    set(policy, steps, flops, elements);
  }

  /** FLOPs of a step of one sequence that sees t tokens. */
  private double flops(CachePolicy policy, int t) {
    if (policy == null) {
      return cost.uncachedToken(t);
    }
    return switch (policy) {
      case ARTICLE -> cost.publishedToken();
      case HOP -> t > config.blockSize() ? cost.hopToken() : cost.cachedToken(t);
      default -> cost.cachedToken(t);
    };
  }

  /** Elements that a step reads which sees t tokens: the matrices, and each sequence's cache. */
  private double elements(CachePolicy policy, int t) {
    if (policy == null) {
      return cost.matrixWeights();
    }
    int attended =
        policy == CachePolicy.ARTICLE ? config.blockSize() : Math.min(t, config.blockSize());
    return cost.matrixWeights() + (double) batchSize * cost.cacheElementsPerToken() * attended;
  }

  /** Of an operation that is one token of each sequence, of which so many are in its context. */
  void token(CachePolicy policy, int context) {
    set(policy, 1, flops(policy, context), elements(policy, context));
  }

  /** Of an operation that is one pass over a prompt; policy null for uncached. */
  void pass(CachePolicy policy, int promptLength) {
    set(policy, 1, cost.uncachedToken(promptLength), cost.matrixWeights());
  }

  private void set(CachePolicy policy, int steps, double flopsOfOne, double elements) {
    double bytes = elements * precision.bytes();
    double window = cost.cacheElementsPerToken() * config.blockSize() * precision.bytes();
    Gauges.set("kvBytes", policy == null ? 0 : window * batchSize);
    double tokens = (double) steps * batchSize;
    double flops = flopsOfOne * batchSize;
    Gauges.set("flopsPerToken", flops / tokens);
    Gauges.set("bytesPerToken", bytes / tokens);
    double calls = steps * operationSecondsPerToken;
    double work = Math.max(bytes / bytesPerSecond, flops / flopsPerSecond);
    double predicted = device.seconds(calls, work);
    Gauges.set("predictedMicroseconds", predicted * 1e6);
    Gauges.setRate("predictedToMeasured", predicted);
    Gauges.setRate("tokensPerSecond", tokens);
    Gauges.setRate("gigaflops", flops / 1e9);
    Gauges.setRate("mfu", flops / flopsPerSecond);
    Gauges.setRate("mbu", bytes / bytesPerSecond);
  }

  /**
   * Counts what the decoder calls and allocates for a token that has so many before it. They are a
   * prompt, in one pass: to decode them would take the uncached arm minutes. Past the window it
   * does not matter how far.
   */
  void countSteps(Decoder decoder, int before) {
    boolean full = before >= config.blockSize();
    int prompt = full ? config.blockSize() : Math.max(1, Math.min(before, longestContext));
    decoder.start(new long[batchSize][prompt], 2 + 3 * sample, Sampler.greedy());
    decoder.advance(2); // a full window may hop first, which is not what a step costs
    count(decoder, sample, () -> decoder.advance(sample));
    if (ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
        && threads.isThreadAllocatedMemorySupported()) {
      long begin = threads.getCurrentThreadAllocatedBytes();
      decoder.advance(2 * sample);
      long end = threads.getCurrentThreadAllocatedBytes();
      Gauges.set("heapBytesPerToken", (double) (end - begin) / (2 * sample * batchSize));
    }
  }

  /** Counts what the decoder calls for the first token after a prompt. */
  void countPass(Decoder decoder, int promptLength) {
    long[][] prompt = new long[batchSize][promptLength];
    count(decoder, 1, () -> decoder.generate(prompt, 1, Sampler.greedy()));
  }

  private void count(Decoder decoder, int tokens, Runnable work) {
    OperationCount counted = OperationCount.of(work);
    double operations = counted.operations() / (double) tokens;
    Gauges.set("operationsPerToken", operations);
    Gauges.set("hostWaitsPerToken", counted.hostWaits() / (double) tokens);
    operationSecondsPerToken =
        operations
            * (decoder instanceof ScriptDecoder
                ? secondsPerScriptedOperation
                : secondsPerEagerOperation);
  }

  /**
   * The most memory that this process has held so far, where the system tells; and what more of a
   * device's own is in use than before, by anybody: libtorch gives none back before its end.
   */
  void peakMemory() {
    OptionalLong used = device.usedMemory();
    if (used.isPresent() && memoryBefore.isPresent()) {
      Gauges.set("deviceMemoryBytes", (double) (used.getAsLong() - memoryBefore.getAsLong()));
    }
    if (Files.isReadable(STATUS)) {
      try {
        Files.readAllLines(STATUS).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .ifPresent(kib -> Gauges.set("peakRssBytes", 1024.0 * kib));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
