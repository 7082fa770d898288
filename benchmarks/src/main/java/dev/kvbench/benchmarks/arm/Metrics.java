package dev.kvbench.benchmarks.arm;

import dev.kvbench.transformer.cost.CostModel;
import dev.kvbench.transformer.cost.Work;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Sampler;
import dev.kvbench.transformer.device.ComputeDevice;
import dev.kvbench.transformer.model.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What an arm's time is made of, as secondary metrics of its row: predicted operations and bytes,
 * the rates at which they are done and their share of what the machine can do, counted operations,
 * memory. All is found out outside of the timed region.
 *
 * <p>The predicted time of an operation is what its calls cost at least, plus what it must read or
 * multiply at the ceilings, whichever takes longer: n·τ and max(bytes / bandwidth, FLOPs / rate),
 * one after the other or side by side; see {@link ComputeDevice#seconds}.
 */
final class Metrics implements AutoCloseable {
  /** Tokens of the passes that count operations and heap bytes. */
  private static final int SAMPLE = 2;

  /**
   * Tokens before those that are counted, at most, where the window is not full: a large model's
   * token has the same calls after more, and to pass 512 at once takes a hundred MB that no
   * generation may need.
   */
  private static final int LARGE_CONTEXT = 128;

  /** The same of a cached arm, whose calls are the same after one token. */
  private static final int CACHED_CONTEXT = 1;

  private static final Path STATUS = Path.of("/proc/self/status"); // on Linux

  private final ArmSpec spec;
  private final CostModel cost;
  private final CeilingRates ceilings;
  private final ComputeDevice device;
  private final OptionalLong memoryBefore;
  private final int blockSize;
  private final int longestContext;
  private double callSecondsPerToken;
  private double bytes; // of an operation
  private double flops;
  private double callSeconds;

  /**
   * Takes the ceilings of the machine, which it measures where nobody has yet.
   *
   * @param memoryBefore of the device, bytes in use before the model was made
   */
  Metrics(ArmSpec spec, Weights weights, TorchSession session, OptionalLong memoryBefore) {
    this.spec = spec;
    this.device = session.device();
    this.memoryBefore = memoryBefore;
    cost = spec.cost(weights.config());
    blockSize = weights.config().blockSize();
    int longest = weights.config().family().large() ? LARGE_CONTEXT : blockSize;
    longestContext = spec.policy().isPresent() ? CACHED_CONTEXT : longest;
    ceilings = new CeilingRates(weights, spec.precision(), session.manager(), device);
  }

  CostModel cost() {
    return cost;
  }

  /**
   * Sets the metrics of an operation.
   *
   * @param tokensOfOne of each sequence: those generated, or those of a prompt that is passed
   * @param passes calls of the model, each counted as {@link #countSteps} or {@link #countPass} did
   */
  void set(int tokensOfOne, int passes, Work work) {
    double tokens = (double) tokensOfOne * spec.batchSize();
    bytes = cost.bytes(work, spec.batchSize(), spec.precision());
    flops = work.flops() * spec.batchSize();
    callSeconds = passes * callSecondsPerToken;
    RowMetrics.set("tokensPerOperation", tokens);
    RowMetrics.set("kvBytes", cost.cacheBytes(spec.precision()) * spec.batchSize());
    if (spec.policy().isPresent()) {
      RowMetrics.set("kvBytesPerToken", cost.cacheBytesPerToken(spec.precision()));
      RowMetrics.set("kvBytesPerTokenUngrouped", cost.ungroupedBytesPerToken(spec.precision()));
    }
    RowMetrics.set("flopsPerToken", flops / tokens);
    RowMetrics.set("bytesPerToken", bytes / tokens);
    RowMetrics.setRate("tokensPerSecond", tokens);
    RowMetrics.setRate("gigaflops", flops / 1e9);
    compareWithCeilings();
  }

  private void compareWithCeilings() {
    RowMetrics.set("ceilingGigabytesPerSecond", ceilings.bytesPerSecond() / 1e9);
    RowMetrics.set("ceilingGigaflops", ceilings.flopsPerSecond() / 1e9);
    double work = Math.max(bytes / ceilings.bytesPerSecond(), flops / ceilings.flopsPerSecond());
    double predicted = device.seconds(callSeconds, work);
    RowMetrics.set("predictedMicroseconds", predicted * 1e6);
    RowMetrics.setRate("predictedToMeasured", predicted);
    RowMetrics.setRate("mfu", flops / ceilings.flopsPerSecond());
    RowMetrics.setRate("mbu", bytes / ceilings.bytesPerSecond());
  }

  /**
   * Reads a large model's memory again, right after what was timed, and takes the higher ceiling:
   * on a shared machine the bandwidth that is left moves from minute to minute.
   */
  void readAgain() {
    if (ceilings.readAgain()) {
      compareWithCeilings();
    }
  }

  /**
   * Counts what the decoder calls and allocates for a token that has so many before it, or fewer
   * where those are called for the same. They are a prompt, in one pass: to decode them would take
   * the uncached arm minutes. Past the window it does not matter how far.
   */
  void countSteps(Decoder decoder, int before) {
    int prompt = before >= blockSize ? blockSize : Math.max(1, Math.min(before, longestContext));
    decoder.start(new long[spec.batchSize()][prompt], 2 + 3 * SAMPLE, Sampler.greedy());
    decoder.advance(2); // past the window the first may be a refill, which is no common step
    count(SAMPLE, () -> decoder.advance(SAMPLE));
    if (ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
        && threads.isThreadAllocatedMemorySupported()) {
      long begin = threads.getCurrentThreadAllocatedBytes();
      decoder.advance(2 * SAMPLE);
      long end = threads.getCurrentThreadAllocatedBytes();
      RowMetrics.set("heapBytesPerToken", (double) (end - begin) / (2 * SAMPLE * spec.batchSize()));
    }
  }

  /**
   * Counts what the decoder calls for the first token after a prompt, of which so many are kept.
   */
  void countPass(Decoder decoder, int promptLength, int kept) {
    long[][] prompt = new long[spec.batchSize()][promptLength];
    if (kept > 0) {
      decoder.generate(prompt, 1, Sampler.greedy());
    }
    count(
        1,
        () -> {
          decoder.resume(prompt, kept, 1, Sampler.greedy());
          decoder.advance(1);
          decoder.latest(1);
        });
  }

  private void count(int tokens, Runnable work) {
    OperationCount counted = OperationCount.of(work);
    double operations = counted.operations() / (double) tokens;
    RowMetrics.set("operationsPerToken", operations);
    RowMetrics.set("hostWaitsPerToken", counted.hostWaits() / (double) tokens);
    callSecondsPerToken =
        operations
            * (spec.implementation().isScript()
                ? ceilings.secondsPerScriptedOperation()
                : ceilings.secondsPerEagerOperation());
  }

  /**
   * The most memory that this process has held so far, where the system says; and how much more of
   * a device's own memory is in use than before, by all processes: libtorch gives none back.
   */
  void peakMemory() {
    OptionalLong used = device.usedMemory();
    if (used.isPresent() && memoryBefore.isPresent()) {
      RowMetrics.set("deviceMemoryBytes", (double) (used.getAsLong() - memoryBefore.getAsLong()));
    }
    if (Files.isReadable(STATUS)) {
      try {
        Files.readAllLines(STATUS).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .ifPresent(kib -> RowMetrics.set("peakRssBytes", 1024.0 * kib));
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
