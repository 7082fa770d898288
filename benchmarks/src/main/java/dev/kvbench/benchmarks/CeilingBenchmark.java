package dev.kvbench.benchmarks;

import dev.kvbench.benchmarks.arm.TorchSession;
import dev.kvbench.transformer.script.CeilingScript;
import dev.kvbench.transformer.tensor.Precision;
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
 * What can this machine do at most? The time to read as much memory as a decode step reads, to
 * multiply matrices, and of calls and operations that do nothing. Divided into a decoder's bytes
 * and operations they give the share of the machine that it uses.
 *
 * <p>A score is the time of one reading of all {@code bytes}, of one product of two square matrices
 * (2·size³ operations), of one native call, of one operation inside a script.
 *
 * <p>To run only this: {@code java -jar benchmarks.jar CeilingBenchmark -p threads=1,2}
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class CeilingBenchmark extends TorchBenchmark {
  /** Enough to make the call's own cost small. */
  private static final int TIMES = 20;

  /** Bytes to read; the article's model has 12.65 MB of matrices in float32. */
  @Param("12649472")
  public long bytes;

  /** Rows and columns of the matrices. */
  @Param("1024")
  public int size;

  /** Number format. */
  @Param("float32")
  public String dtype;

  private TorchSession torch;
  private CeilingScript ceilings;

  @Setup(Level.Trial)
  public void setUp() {
    torch = new TorchSession(device, threads);
    ceilings = new CeilingScript(torch.manager(), bytes, size, Precision.of(dtype));
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public double read() {
    return ceilings.read(TIMES);
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public double matmul() {
    return ceilings.matmul(TIMES);
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public double smallOperation() {
    return ceilings.small(TIMES);
  }

  @Benchmark
  public void nativeCall() {
    ceilings.nothing();
  }

  @TearDown(Level.Trial)
  public void tearDown() {
    ceilings.close();
    torch.close();
  }
}
