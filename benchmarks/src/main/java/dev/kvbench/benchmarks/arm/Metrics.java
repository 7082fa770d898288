package dev.kvbench.benchmarks.arm;

import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.cost.CostModel;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Sampler;
import dev.kvbench.transformer.device.ComputeDevice;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What an arm's time is made of, as secondary metrics of its row: predicted operations and bytes,
 * the rates at which they are done and their share of what the machine can do, counted operations,
 * memory. All is looked at outside of the timed region.
 *
 * <p>The predicted time of an operation is what its calls cost at least, plus what it must read or
 * multiply at the ceilings, whichever takes longer: n·τ and max(bytes / bandwidth, FLOPs / rate),
 * one after the other or side by side; see {@link ComputeDevice#seconds}.
 */
final class Metrics implements AutoCloseable {
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
  private final CeilingRates ceilings;
  private final ComputeDevice device;
  private final OptionalLong memoryBefore;
  private final int sample;
  private final int longestContext;
  private double operationSecondsPerToken;
  private double bytes; // of the operation that was told last
  private double flops;
  private double calls; // seconds

  /**
   * Measures the ceilings of this process.
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
    ceilings = new CeilingRates(weights, precision, manager, device);
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
    double window = cost.cacheElementsPerToken() * config.blockSize() * precision.bytes();
    Gauges.set("kvBytes", policy == null ? 0 : window * batchSize);
    double tokens = (double) steps * batchSize;
    bytes = elements * precision.bytes();
    flops = flopsOfOne * batchSize;
    calls = steps * operationSecondsPerToken;
    Gauges.set("flopsPerToken", flops / tokens);
    Gauges.set("bytesPerToken", bytes / tokens);
    Gauges.setRate("tokensPerSecond", tokens);
    Gauges.setRate("gigaflops", flops / 1e9);
    compareWithCeilings();
  }

  private void compareWithCeilings() {
    Gauges.set("ceilingGigabytesPerSecond", ceilings.bytesPerSecond() / 1e9);
    Gauges.set("ceilingGigaflops", ceilings.flopsPerSecond() / 1e9);
    double work = Math.max(bytes / ceilings.bytesPerSecond(), flops / ceilings.flopsPerSecond());
    double predicted = device.seconds(calls, work);
    Gauges.set("predictedMicroseconds", predicted * 1e6);
    Gauges.setRate("predictedToMeasured", predicted);
    Gauges.setRate("mfu", flops / ceilings.flopsPerSecond());
    Gauges.setRate("mbu", bytes / ceilings.bytesPerSecond());
  }

  /**
   * Reads a large model's memory again, beside what was timed, and takes the higher ceiling: on a
   * shared machine the bandwidth that is left moves from minute to minute.
   */
  void readAgain() {
    if (ceilings.readAgain()) {
      compareWithCeilings();
    }
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
                ? ceilings.secondsPerScriptedOperation()
                : ceilings.secondsPerEagerOperation());
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

  @Override
  public void close() {
    ceilings.close();
  }
}
