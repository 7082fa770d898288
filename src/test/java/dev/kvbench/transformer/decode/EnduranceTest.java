package dev.kvbench.transformer.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.script.ScriptOptions;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decoding for as long as one likes: native and heap memory stay where they are. Ten seconds here;
 * an hour, on a machine that has nothing else to do, with
 *
 * <pre>
 *   ./mvnw verify -pl src -Dtest=EnduranceTest -Dkvbench.endurance.seconds=3600
 * </pre>
 *
 * which leaves the memory by time in {@code src/target/endurance.csv}.
 */
@Tag("endurance")
class EnduranceTest {
  private static final Logger LOG = LoggerFactory.getLogger(EnduranceTest.class);
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final long SECONDS = Long.getLong("kvbench.endurance.seconds", 10);

  /** Points of the curve, however long it takes. */
  private static final int SAMPLES = 24;

  private static final int BATCH = 2;
  private static final int STEPS = 100; // three windows

  /** Allocators keep what they may need again, and the JIT still compiles: no leak of a token. */
  private static final double SLACK_MIB = 8;

  private record Sample(double seconds, long tokens, double nativeMib, double heapMib) {}

  @Test
  void memoryStaysWhereItIs() throws IOException {
    assumeTrue(Files.isReadable(STATUS), "only Linux tells a process its resident memory");
    List<Sample> samples = new ArrayList<>();
    try (Models model = new Models(new TransformerConfig(2, 2, 32, 32, 65), 1)) {
      List<Decoder> decoders = new ArrayList<>();
      decoders.add(Decoder.uncached(model.transformer));
      for (CachePolicy policy : CachePolicy.values()) {
        decoders.add(Decoder.cached(model.transformer, policy, BATCH));
      }
      ScriptOptions options = ScriptOptions.fastest(Precision.FLOAT32);
      decoders.add(ScriptDecoder.uncached(model.weights, options));
      for (CachePolicy policy : List.of(CachePolicy.SHIFT, CachePolicy.RING, CachePolicy.HOP)) {
        decoders.add(ScriptDecoder.cached(model.weights, policy, options));
      }
      long begin = System.nanoTime();
      long tokens = 0;
      while (samples.size() < SAMPLES) {
        for (Decoder decoder : decoders) {
          decoder.generate(new long[BATCH][1], STEPS, Sampler.greedy());
          tokens += (long) BATCH * STEPS;
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (seconds >= (double) SECONDS * (samples.size() + 1) / SAMPLES) {
          samples.add(sample(seconds, tokens));
        }
      }
      decoders.forEach(Decoder::close);
    }
    keep(samples);
    Sample settled = samples.get(SAMPLES / 4 - 1); // by then everything was called and compiled
    Sample last = samples.get(SAMPLES - 1);
    LOG.info("{} s: {} then {}", last.seconds(), settled, last);
    assertThat(last.tokens()).isGreaterThan(2 * settled.tokens());
    assertFlat("native", samples.stream().map(Sample::nativeMib).toList());
    assertFlat("heap", samples.stream().map(Sample::heapMib).toList());
  }

  /** The least of the last quarter is no more than the most of the second: a leak only grows. */
  private static void assertFlat(String what, List<Double> mib) {
    double before =
        mib.subList(SAMPLES / 4, SAMPLES / 2).stream().mapToDouble(m -> m).max().orElseThrow();
    double after =
        mib.subList(3 * SAMPLES / 4, SAMPLES).stream().mapToDouble(m -> m).min().orElseThrow();
    assertThat(after).as(what + " MiB, by time: " + mib).isLessThan(before + SLACK_MIB);
  }

  /** Memory outside of the heap is what is resident and not heap, as far as that is touched. */
  private static Sample sample(double seconds, long tokens) throws IOException {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    double heap = (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0;
    return new Sample(seconds, tokens, resident("RssAnon:"), heap);
  }

  private static double resident(String line) throws IOException {
    return Files.readAllLines(STATUS).stream()
            .filter(fact -> fact.startsWith(line))
            .mapToLong(fact -> Long.parseLong(fact.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElseThrow()
        / 1024.0;
  }

  private static void keep(List<Sample> samples) throws IOException {
    StringBuilder csv = new StringBuilder("seconds,tokens,resident MiB,heap MiB\n");
    for (Sample sample : samples) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%.1f,%d,%.1f,%.1f%n",
              sample.seconds(),
              sample.tokens(),
              sample.nativeMib(),
              sample.heapMib()));
    }
    Files.writeString(Files.createDirectories(Path.of("target")).resolve("endurance.csv"), csv);
  }
}
