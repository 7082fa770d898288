package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.ArmSpec;
import dev.kvbench.benchmarks.arm.Phase;
import dev.kvbench.benchmarks.arm.PretrainedSource;
import dev.kvbench.benchmarks.arm.RowMetrics;
import dev.kvbench.benchmarks.arm.TimedArm;
import dev.kvbench.transformer.decode.Sampler;
import dev.kvbench.transformer.device.HostMemory;
import dev.kvbench.transformer.tensor.Labels;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * How long does a model that is trained elsewhere take to continue a text, with the KV cache and
 * without it? Subclasses say which, by their parameter {@code model}.
 *
 * <p>One invocation is, by {@code phase}, a whole generation, the prompt with its first token, or
 * the tokens after that; greedy; it ends when the host has read the tokens. Weights, decoders and
 * the check of the answers are set up outside of it.
 */
@BenchmarkMode(Mode.SingleShotTime) // a generation takes seconds: every one is a sample
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    jvmArgsAppend = {
      "--enable-native-access=ALL-UNNAMED",
      // A heap that is cleared often and given back, or the garbage of the set-up is most of what
      // peakRssBytes tells.
      "-XX:+UseSerialGC",
      "-Xmn16m",
      "-XX:MinHeapFreeRatio=10",
      "-XX:MaxHeapFreeRatio=20"
    })
@Warmup(iterations = 2)
@Measurement(iterations = 3)
public abstract class PretrainedBenchmark extends ArmBenchmark {
  /** What the article's generation begins with, "Once upon a time", as GPT-2's tokens. */
  private static final long[] PROMPT = {7454, 2402, 257, 640};

  /** trained where they are on this machine, or random ones; auto takes what there is. */
  @Param("auto")
  public String weights;

  /** What is timed: generate, prefill or decode. */
  @Param("generate")
  public String phase;

  /** Tokens of the prompt: the article's are 4, more repeat them. */
  @Param("4")
  public int promptLength;

  /** New tokens; the article: 1000. For prefill 1. */
  @Param("64")
  public int steps;

  /** Who calls libtorch; see {@link GenerateBenchmark}. */
  @Param("script")
  public String engine;

  /** What the cache does; of no effect on the uncached arm. */
  @Param("ring")
  public String policy;

  private Phase timed;
  private long[][] prompt;
  private long[][] tokens;

  @Setup(Level.Trial)
  public void setUp(BenchmarkParams benchmark) {
    timed = Labels.parse(Phase.class, "phase", phase);
    String model = benchmark.getParam("model");
    PretrainedSource source = new PretrainedSource(model, weights, seed, promptLength + steps);
    arm = new TimedArm(device, threads, source::open);
    int vocabulary = arm.config().vocabularySize(); // a small one has the remainders
    prompt = new long[1][promptLength];
    Arrays.setAll(prompt[0], i -> PROMPT[i % PROMPT.length] % vocabulary);
    arm.setPrompt(prompt);
    decoder = arm.open(ArmSpec.of(benchmark, promptLength + steps));
    arm.checkPrefill(promptLength, 0); // the way the text is fed
    switch (timed) {
      case GENERATE -> arm.timingGeneration(steps);
      case PREFILL -> arm.timingPass(promptLength, 0);
      case DECODE -> arm.timingStepsAfterPrompt(steps);
    }
    RowMetrics.set("trainedWeights", source.isTrained() ? 1 : 0);
    HostMemory.release();
  }

  @Setup(Level.Iteration)
  public void feed() {
    if (timed == Phase.DECODE) {
      decoder.start(prompt, 1 + steps, Sampler.greedy());
      decoder.advance(1);
      decoder.latest(1); // waits for it
    }
  }

  @Override
  long[][] run() {
    if (timed == Phase.DECODE) {
      decoder.advance(steps);
      tokens = decoder.latest(steps);
    } else {
      tokens = arm.generate(steps);
    }
    return tokens;
  }

  @TearDown(Level.Iteration)
  public void checkTokens() {
    arm.checkTokens(timed == Phase.DECODE ? decoder.latest(1 + steps) : tokens);
  }
}
