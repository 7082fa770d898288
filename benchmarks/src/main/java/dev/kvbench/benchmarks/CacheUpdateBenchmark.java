package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.ArticleDepth;
import dev.kvbench.benchmarks.arm.RowMetrics;
import dev.kvbench.benchmarks.arm.TorchSession;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.cache.CacheWriter;
import dev.kvbench.transformer.tensor.Article;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to put one token's keys and values into a full window, under each policy? What
 * moves all slots grows with the window, what writes over one does not.
 *
 * <p>A score is the time of one token's keys and values of all layers, all heads of a layer at
 * once, called from Java. Of policy hop it is the writing alone, averaged over many tokens, without
 * the pass that computes anew what is written; of int8 and paged it has in it the copy that is
 * attended to, which they make for each token.
 *
 * <p>To run only this: {@code java -jar benchmarks.jar CacheUpdateBenchmark -p policy=shift,ring}
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class CacheUpdateBenchmark extends TorchBenchmark {
  /** Enough to make the wait at the end small. */
  private static final int TOKENS = 64;

  /** Longest context, in tokens; the window is full. */
  @Param({"64", "256", "1024"})
  public int blockSize;

  /** Width of a token's vector. */
  @Param("" + Article.EMBED_SIZE)
  public int embedSize;

  /** What the cache does. */
  @Param({"article", "growing", "shift", "ring", "sinks", "hop", "int8", "paged"})
  public String policy;

  /** Sequences side by side. */
  @Param("1")
  public int batchSize;

  private TorchSession torch;
  private CacheWriter writer;

  @Setup(Level.Trial)
  public void setUp(ArticleDepth depth) {
    torch = new TorchSession(device, threads);
    CachePolicy cache = CachePolicy.of(policy);
    writer = new CacheWriter(depth.config(embedSize, blockSize), cache, batchSize, torch.manager());
    RowMetrics.setBursty(cache);
  }

  @Benchmark
  @OperationsPerInvocation(TOKENS)
  public float write() {
    return writer.write(TOKENS);
  }

  @TearDown(Level.Trial)
  public void tearDown() {
    writer.close();
    torch.close();
  }
}
