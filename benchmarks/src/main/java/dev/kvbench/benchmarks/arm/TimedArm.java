package dev.kvbench.benchmarks.arm;

import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.cost.Work;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Equivalence;
import dev.kvbench.transformer.decode.Sampler;
import dev.kvbench.transformer.device.ComputeDevice;
import dev.kvbench.transformer.model.FusedTransformer;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * One arm over a model, for a benchmark to time. A benchmark opens it, which shows that its answer
 * is right; says with one of the {@code timing…} methods what an operation will be, which warms up
 * and sets the row's metrics; and where it times whole generations, hands their tokens to {@link
 * #checkTokens}.
 */
public final class TimedArm implements AutoCloseable {
  /** Tokens over which a large model's answer is checked before it is timed. */
  private static final int LARGE_CHECKED = 32;

  private final TorchSession session;
  private final ComputeDevice device;
  private final OptionalLong memoryBefore;
  private final Weights weights;
  private final Transformer reference;
  private final boolean large;
  private ArmSpec spec;
  private Decoder decoder;
  private Metrics metrics;
  private long[][] prompt;
  private long[][] expectedTokens;
  private double spread;

  /**
   * Starts libtorch and makes the model; the arm is opened after that.
   *
   * @param device the parameter of this name, as threads
   * @param model makes or reads its weights
   */
  public TimedArm(String device, String threads, Function<NDManager, Weights> model) {
    this(device, threads, model, ComputeDevice::of);
  }

  /**
   * The same, on a device for tests.
   *
   * @param devices makes it for the manager of all arrays
   */
  TimedArm(
      String deviceName,
      String threads,
      Function<NDManager, Weights> model,
      Function<NDManager, ComputeDevice> devices) {
    session = new TorchSession(deviceName, threads, devices);
    device = session.device();
    try {
      device.await(); // what its driver takes for itself is then there
      memoryBefore = device.usedMemory();
      weights = model.apply(session.manager());
      large = weights.config().family().large();
      reference = large ? new FusedTransformer(weights) : new Transformer(weights);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
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
   * Opens an arm, which stays this object's to close.
   *
   * @throws IllegalStateException if it promises the uncached model's logits, or to be near them,
   *     and gives others
   */
  public Decoder open(ArmSpec spec) {
    metrics = new Metrics(spec, weights, session, memoryBefore);
    openUnproven(spec);
    prove();
    return decoder;
  }

  /**
   * Opens an arm that has computed nothing yet, as the first one of a process to be timed. {@link
   * #prove} must follow before its time counts.
   */
  public Decoder openUnproven(ArmSpec spec) {
    this.spec = spec;
    if (prompt == null) {
      prompt = Equivalence.firstTokens(spec.batchSize(), config());
    }
    decoder = spec.open(weights, reference);
    return decoder;
  }

  /**
   * Shows that the answer of the open arm is right.
   *
   * @throws IllegalStateException as {@link #open}
   */
  public void prove() {
    if (metrics == null) {
      metrics = new Metrics(spec, weights, session, memoryBefore);
    }
    decoder.prepare(spec.steps());
    int steps = checked(spec.steps());
    if (spec.policy().isEmpty()) {
      require(Equivalence.comparePasses(reference, decoder, spec.batchSize(), steps));
      return;
    }
    RowMetrics.setBursty(spec.policy().get());
    Equivalence.Report report = Equivalence.compare(reference, decoder, spec.batchSize(), steps);
    RowMetrics.set("maxLogitDifference", report.maxLogitDifference());
    spread = report.spread();
    if (spec.boundedInWindow()) {
      require(report);
    }
  }

  /**
   * Checks the logits after a prompt, taken in one pass.
   *
   * @param kept tokens of the prompt that the cache has already
   * @throws IllegalStateException as {@link #open}
   */
  public void checkPrefill(int promptLength, int kept) {
    if (!spec.boundedInWindow()) {
      return;
    }
    if (spec.policy().isPresent()) { // the uncached arm has been compared by passes before
      int steps = checked(promptLength);
      require(Equivalence.comparePasses(reference, decoder, spec.batchSize(), steps));
    }
    if (large) {
      require(Equivalence.compareAfter(reference, decoder, prompt)); // all of it, once
    }
    if (kept > 0) {
      require(Equivalence.compareKept(reference, decoder, spec.batchSize(), promptLength, kept));
    }
  }

  private int checked(int steps) {
    return large ? Math.min(steps, LARGE_CHECKED) : steps;
  }

  private void require(Equivalence.Report report) {
    spread = report.spread();
    boolean right = choicesOnly() ? report.choicesAgree(tolerance()) : report.agrees(tolerance());
    if (!right) {
      throw new IllegalStateException(
          String.format(
              "not timed, for its answer is wrong: over %d tokens it differs from the uncached"
                  + " model by up to %.3g in its logits, and its choices fall short by %.3g"
                  + " (rounding in %s explains %.0g, and twice that)",
              report.steps(),
              report.maxLogitDifference(),
              report.maxShortfall(),
              spec.precision().label(),
              tolerance()));
    }
  }

  /**
   * Whether only its choices are held to the tolerance. A trained model can make much of what
   * rounding keys and values to 8 bits does: logits of SmolLM2-135M move by 14 at the token after
   * its first, in Transformers too, and the best one stays the best.
   */
  private boolean choicesOnly() {
    return large && !spec.exactInWindow();
  }

  private double tolerance() {
    return large ? ArmSpec.limit(spec.tolerance(), spread, config().layers()) : spec.tolerance();
  }

  /** An operation will generate so many tokens from the prompt. */
  public void timingGeneration(int steps) {
    int given = prompt[0].length;
    device.warmUp(() -> generate(steps));
    metrics.countSteps(decoder, given - 1 + steps / 2);
    set(given + steps - 1, steps, steps, metrics.cost().generation(given, steps));
  }

  /** An operation will generate so many tokens after the first one that follows the prompt. */
  public void timingStepsAfterPrompt(int steps) {
    int given = prompt[0].length;
    device.warmUp(() -> generate(1 + steps));
    metrics.countSteps(decoder, given + steps / 2);
    set(given + steps, steps, steps, metrics.cost().steps(given + 1, steps));
  }

  /** An operation will be one of so many tokens, on average; the first has so many before it. */
  public void timingToken(int before, int tokens) {
    int middle = before + tokens / 2;
    device.warmUp(() -> metrics.countSteps(decoder, middle));
    metrics.countSteps(decoder, middle);
    set(before + tokens, 1, 1, metrics.cost().steps(before + 1, tokens).times(1.0 / tokens));
  }

  /**
   * An operation will pass a prompt of so many tokens, but for the first ones, which a cache has
   * already, and choose the next one.
   */
  public void timingPass(int promptLength, int kept) {
    device.warmUp(() -> metrics.countPass(decoder, promptLength, kept));
    metrics.countPass(decoder, promptLength, kept);
    int cached = spec.policy().isPresent() ? kept : 0;
    set(promptLength, promptLength, 1, metrics.cost().pass(promptLength, cached));
  }

  /**
   * Sets the metrics of an operation.
   *
   * @param length of the text that its last token sees
   */
  private void set(int length, int tokens, int passes, Work work) {
    // Past the window every policy attends to keys and values of tokens that are gone.
    boolean exact =
        spec.policy().isEmpty() || (spec.exactInWindow() && length <= config().blockSize());
    RowMetrics.set("exact", exact ? 1 : 0);
    metrics.set(tokens, passes, work);
  }

  /** A whole generation from the prompt, greedy; what is timed. */
  public long[][] generate(int steps) {
    return decoder.generate(prompt, steps, Sampler.greedy());
  }

  /**
   * Checks timed tokens: those inside the window must be the uncached model's greedy choices, if
   * the arm is exact there, and every generation must give the same.
   *
   * @throws IllegalStateException if they are not
   */
  public void checkTokens(long[][] tokens) {
    if (expectedTokens == null) {
      metrics.peakMemory(); // once, before this check, which takes some
      expectedTokens = tokens;
      double shortfall = Equivalence.greedyShortfall(reference, prompt, tokens);
      if (spec.boundedInWindow() && !(Equivalence.explaining(shortfall) <= tolerance())) {
        throw new IllegalStateException(
            "the timed answer is wrong: a token falls short of the best one by %.3g"
                .formatted(shortfall));
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
    RowMetrics.set("tokenHash", (double) crc.getValue()); // 32 bits: a double holds them exactly
    metrics.readAgain();
  }

  @Override
  public void close() {
    try {
      if (decoder != null) {
        decoder.close();
      }
    } finally {
      try {
        if (metrics != null) {
          metrics.close();
        }
      } finally {
        session.close();
      }
    }
  }
}
