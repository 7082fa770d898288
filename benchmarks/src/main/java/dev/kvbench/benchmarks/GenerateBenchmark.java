package dev.kvbench.benchmarks;

import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.CachePolicy;
import dev.kvbench.transformer.Decoder;
import dev.kvbench.transformer.Equivalence;
import dev.kvbench.transformer.Sampler;
import dev.kvbench.transformer.Torch;
import dev.kvbench.transformer.Transformer;
import dev.kvbench.transformer.TransformerConfig;
import dev.kvbench.transformer.Weights;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * The article's experiment: how long does it take to generate {@code steps} tokens from token 0,
 * with the KV cache and without it?
 *
 * <p>One invocation is one whole generation, cache allocation and greedy sampling included; it ends
 * when the host has read the tokens. Weights, decoders and the check of the answers are set up
 * outside of it.
 *
 * <p>To run it by itself: {@code java -jar benchmarks.jar GenerateBenchmark -p steps=100,500 -p
 * policy=shift,article}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime) // a generation takes seconds: every one is a sample
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 5, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED") // the unit of repetition
@Warmup(iterations = 5)
@Measurement(iterations = 3)
public class GenerateBenchmark {
  /** New tokens a generation. The article: 100, 500, 1000, 5000, 10000. */
  @Param({"32", "128", "512"})
  public int steps;

  /** Longest context, in tokens; past it the arms are different functions. */
  @Param("1024")
  public int blockSize;

  /** Width of a token's vector; 4 layers and 4 heads are fixed. */
  @Param("256")
  public int embedSize;

  /** auto takes CUDA where it works. */
  @Param("auto")
  public String device;

  /** What the cache does; of no effect on the uncached arm. */
  @Param("shift")
  public String policy;

  /** Sequences generated side by side. */
  @Param("1")
  public int batchSize;

  /** libtorch's intra-op threads; auto is its own choice, the physical cores. */
  @Param("auto")
  public String threads;

  /** Seed of the weights. */
  @Param("1337")
  public long seed;

  private NDManager manager;
  private Transformer transformer;
  private Decoder decoder;
  private boolean exactInWindow;
  private long[][] prompt;
  private long[][] tokens;
  private long[][] expectedTokens;

  @Setup(Level.Trial)
  public void setUp(BenchmarkParams benchmark) {
    Parent.endWithIt();
    Gauges.clear();
    Torch.start(Parameters.threads(threads));
    manager = NDManager.newBaseManager(Torch.device(device));
    TransformerConfig config = TransformerConfig.article(blockSize, embedSize);
    transformer = new Transformer(Weights.initialise(config, seed, manager));
    prompt = new long[batchSize][1];
    if (benchmark.getBenchmark().endsWith(".uncached")) {
      decoder = Decoder.uncached(transformer);
      decoder.prepare(steps);
      exactInWindow = true;
      refuseUnless(Equivalence.compareUncached(transformer, batchSize, steps), "uncached");
      Gauges.set("exact", 1);
    } else {
      CachePolicy cache = CachePolicy.of(policy);
      decoder = Decoder.cached(transformer, cache, batchSize);
      Equivalence.Report report = Equivalence.compare(transformer, cache, batchSize, steps);
      exactInWindow = cache.exactInWindow();
      if (exactInWindow) {
        refuseUnless(report, policy);
      }
      Gauges.set("exact", exactInWindow && steps <= blockSize ? 1 : 0);
      Gauges.set("maxLogitDifference", report.maxLogitDifference());
    }
  }

  private static void refuseUnless(Equivalence.Report report, String arm) {
    if (!report.agrees()) {
      throw new IllegalStateException(
          String.format(
              "not timed, for its answer is wrong: over %d tokens %s differs from the uncached"
                  + " model by up to %.3g in its logits, and its choices fall short by %.3g (%.0g"
                  + " is rounding)",
              report.steps(),
              arm,
              report.maxLogitDifference(),
              report.maxShortfall(),
              Equivalence.TOLERANCE));
    }
  }

  @Benchmark
  public long[][] cached() {
    return generate();
  }

  @Benchmark
  public long[][] uncached() {
    return generate();
  }

  private long[][] generate() {
    tokens = decoder.generate(prompt, steps, Sampler.greedy());
    return tokens;
  }

  /**
   * Looks at the timed tokens themselves: those inside the window must be the uncached model's
   * greedy choices, if the arm is exact there, and every generation must give the same.
   */
  @TearDown(Level.Iteration)
  public void checkTokens() {
    if (expectedTokens == null) {
      expectedTokens = tokens;
      double shortfall = Equivalence.greedyShortfall(transformer, prompt, tokens);
      if (exactInWindow && !(shortfall <= Equivalence.TOLERANCE)) {
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
  }

  @TearDown(Level.Trial)
  public void tearDown() {
    decoder.close();
    manager.close();
  }
}
