package dev.kvbench.benchmarks.arm;

import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.GenerateBenchmark;
import dev.kvbench.benchmarks.session.Parent;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Equivalence;
import dev.kvbench.transformer.decode.Sampler;
import dev.kvbench.transformer.device.ComputeDevice;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.FusedTransformer;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.zip.CRC32;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * One arm over a model, for a benchmark to time: it has shown before that its answer is right.
 * Where a benchmark times whole generations, their tokens are looked at after as well.
 */
public final class TimedArm implements AutoCloseable {
  /** Where a benchmark's weights come from, and where they are to be. */
  public interface Source {
    String device();

    String threads();

    Weights open(NDManager manager);
  }

  /** The article's model by a benchmark's parameters; see {@link GenerateBenchmark}. */
  public record Model(int blockSize, int embedSize, String device, String threads, long seed)
      implements Source {
    @Override
    public Weights open(NDManager manager) {
      return Weights.initialise(TransformerConfig.article(blockSize, embedSize), seed, manager);
    }
  }

  /** Tokens that a large model's answer is looked at over before it is timed: enough, in time. */
  private static final int LARGE_CHECKED = 32;

  private final NDManager manager;
  private final ComputeDevice device;
  private final OptionalLong memoryBefore;
  private final Weights weights;
  private final Transformer reference;
  private final int blockSize;
  private final boolean isLarge;
  private Decoder decoder;
  private CachePolicy policy; // null for the uncached arm
  private Metrics metrics;
  private Precision precision;
  private boolean exactInWindow;
  private long[][] prompt;
  private long[][] expectedTokens;
  private double spread;

  /** Starts libtorch and makes the model; the arm is opened after that. */
  public TimedArm(Source model) {
    this(model, ComputeDevice::of);
  }

  /**
   * The same, on a device for tests.
   *
   * @param devices makes it for the manager of all arrays
   */
  public TimedArm(Source model, Function<NDManager, ComputeDevice> devices) {
    Parent.endWithIt();
    Gauges.clear();
    Torch.start(Parameters.threads(model.threads()));
    manager = NDManager.newBaseManager(Torch.device(model.device()));
    device = devices.apply(manager);
    device.await(); // what its driver takes for itself is then there
    memoryBefore = device.usedMemory();
    weights = model.open(manager);
    blockSize = weights.config().blockSize();
    isLarge = weights.config().family() == ModelFamily.GPT2;
    // of the eager engine, in float32; GPT-2's heads are in one matrix
    reference = isLarge ? new FusedTransformer(weights) : new Transformer(weights);
  }

  /** The model's shape. */
  public TransformerConfig config() {
    return weights.config();
  }

  /** Begins generations with these tokens, [B][n], instead of one token each. */
  public void setPrompt(long[][] prompt) {
    this.prompt = prompt;
  }

  /**
   * Opens the arm that a benchmark's method names, of an engine, a policy and a precision by their
   * names; see {@link #uncached} and {@link #cached}.
   */
  public Decoder open(
      BenchmarkParams benchmark,
      String engine,
      String policy,
      String dtype,
      int batchSize,
      int steps) {
    Engine chosen = Engine.of(engine);
    Precision precision = Precision.of(dtype);
    if (isUncached(benchmark)) {
      return uncached(
          (weights, model) -> chosen.uncached(weights, model, precision),
          precision,
          batchSize,
          steps);
    }
    CachePolicy cache = CachePolicy.of(policy);
    return cached(
        (weights, model) -> chosen.cached(weights, model, cache, precision, batchSize),
        cache,
        precision,
        batchSize,
        steps);
  }

  /** Whether the benchmark's method is the uncached arm. */
  public static boolean isUncached(BenchmarkParams benchmark) {
    return benchmark.getBenchmark().endsWith(".uncached");
  }

  /**
   * Opens an uncached arm and refuses it where its logits are not the model's.
   *
   * @param steps tokens that a generation will have
   */
  public Decoder uncached(
      BiFunction<Weights, Transformer, Decoder> arm,
      Precision precision,
      int batchSize,
      int steps) {
    open(arm, precision, batchSize, steps);
    exactInWindow = true;
    refuse(Equivalence.comparePasses(reference, decoder, batchSize, checked(steps)));
    return decoder;
  }

  /**
   * Opens a cached arm and refuses it where its logits are not the model's, if its policy promises
   * them.
   */
  public Decoder cached(
      BiFunction<Weights, Transformer, Decoder> arm,
      CachePolicy policy,
      Precision precision,
      int batchSize,
      int steps) {
    open(arm, precision, batchSize, steps);
    exactInWindow = policy.exactInWindow();
    this.policy = policy;
    Equivalence.Report report = Equivalence.compare(reference, decoder, batchSize, checked(steps));
    spread = report.spread();
    if (exactInWindow) {
      refuse(report);
    }
    Gauges.set("maxLogitDifference", report.maxLogitDifference());
    return decoder;
  }

  /** Refuses an opened arm whose logits after a prompt, taken in one pass, are not the model's. */
  public void checkPrefill(int batchSize, int promptLength) {
    if (policy != null && exactInWindow) { // the uncached arm has been looked at that way
      refuse(Equivalence.comparePasses(reference, decoder, batchSize, checked(promptLength)));
    }
    if (isLarge && (policy == null || exactInWindow)) { // of all of it, what comes after its end
      refuse(Equivalence.compareAfter(reference, decoder, prompt));
    }
  }

  private int checked(int steps) {
    return isLarge ? Math.min(steps, LARGE_CHECKED) : steps;
  }

  private void open(
      BiFunction<Weights, Transformer, Decoder> arm,
      Precision precision,
      int batchSize,
      int steps) {
    this.precision = precision;
    if (prompt == null) {
      prompt = Equivalence.firstTokens(batchSize, reference.config());
    }
    metrics = new Metrics(weights, precision, batchSize, manager, device, memoryBefore);
    decoder = arm.apply(weights, reference);
    decoder.prepare(steps);
  }

  private void refuse(Equivalence.Report report) {
    spread = report.spread();
    if (!report.agrees(limit())) {
      throw new IllegalStateException(
          String.format(
              "not timed, for its answer is wrong: over %d tokens it differs from the uncached"
                  + " model by up to %.3g in its logits, and its choices fall short by %.3g (%.0g"
                  + " is rounding in %s)",
              report.steps(),
              report.maxLogitDifference(),
              report.maxShortfall(),
              limit(),
              precision.label()));
    }
  }

  /**
   * What rounding explains. {@link Precision#tolerance} is for small untrained models, whose logits
   * are within 1 of each other; those of a trained GPT-2 are some tens apart, and rounding grows
   * with what tells them apart. A wrong mask or position moves them by as much as they are apart.
   */
  private double limit() {
    return precision.tolerance() * (isLarge ? Math.max(1, spread) : 1);
  }

  /** Whether what is timed, the tokens up to a length of the text, is what the model computes. */
  private void tellExact(int length) {
    // Past the window every policy attends to keys and values of tokens that are gone.
    boolean exact = policy == null || (exactInWindow && length <= blockSize);
    Gauges.set("exact", exact ? 1 : 0);
  }

  /** Counts and sets the metrics of an operation that generates so many tokens from one. */
  public void predictGeneration(int steps) {
    tellExact(steps);
    device.warmUp(() -> generate(steps));
    metrics.countSteps(decoder, steps / 2);
    metrics.generation(policy, steps);
  }

  /** As {@link #predictGeneration}, from the prompt that was set. */
  public void predictGenerationFromPrompt(int steps) {
    int given = prompt[0].length;
    tellExact(given + steps - 1);
    device.warmUp(() -> generate(steps));
    metrics.countSteps(decoder, given + steps / 2);
    metrics.generationFrom(policy, given, steps);
  }

  /** Counts and sets the metrics of an operation that is so many tokens after the first one. */
  public void predictStepsAfterPrompt(int steps) {
    int given = prompt[0].length;
    tellExact(given + steps);
    device.warmUp(() -> generate(1 + steps));
    metrics.countSteps(decoder, given + steps / 2);
    metrics.stepsFrom(policy, given + 1, steps);
  }

  /** Counts and sets the metrics of an operation that is one token, with so many before it. */
  public void predictToken(int position) {
    tellExact(position + 1);
    device.warmUp(() -> metrics.countSteps(decoder, position));
    metrics.countSteps(decoder, position);
    metrics.token(policy, position + 1);
  }

  /** Counts and sets the metrics of an operation that passes a prompt of so many tokens. */
  public void predictPass(int promptLength) {
    tellExact(promptLength);
    device.warmUp(() -> metrics.countPass(decoder, promptLength));
    metrics.countPass(decoder, promptLength);
    metrics.pass(policy, promptLength);
  }

  /** A whole generation from the prompt; what is timed. */
  public long[][] generate(int steps) {
    return decoder.generate(prompt, steps, Sampler.greedy());
  }

  /**
   * Looks at timed tokens: those inside the window must be the uncached model's greedy choices, if
   * the arm is exact there, and every generation must give the same.
   */
  public void checkTokens(long[][] tokens) {
    if (expectedTokens == null) {
      metrics.peakMemory(); // once, before this check, which takes some
      expectedTokens = tokens;
      double shortfall = Equivalence.greedyShortfall(reference, prompt, tokens);
      if (exactInWindow && !(shortfall <= limit())) {
        throw new IllegalStateException(
            String.format(
                "the timed answer is wrong: a token falls short of the best one by %.3g",
                shortfall));
      }
    } else if (!Arrays.deepEquals(tokens, expectedTokens)) {
      throw new IllegalStateException("two generations from the same start gave different tokens");
    }
    CRC32 crc = new CRC32();
    for (long[] row : tokens) {
      ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * row.length);
      bytes.asLongBuffer().put(row);
      crc.update(bytes);
    }
    Gauges.set("tokenHash", (double) crc.getValue()); // 32 bits: a double holds them exactly
    metrics.readAgain();
  }

  @Override
  public void close() {
    if (decoder != null) {
      decoder.close();
    }
    if (metrics != null) {
      metrics.close();
    }
    device.close();
    manager.close();
  }
}
