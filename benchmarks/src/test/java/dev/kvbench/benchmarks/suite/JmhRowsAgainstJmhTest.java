package dev.kvbench.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.kvbench.results.jmh.JmhRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.SampleTimeResult;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.results.SingleShotResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.WorkloadParams;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.SampleBuffer;

/** Files of one fork each, pooled, against the file that JMH itself writes of all forks. */
class JmhRowsAgainstJmhTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "2, 1, SingleShotTime",
    "2, 2, SingleShotTime",
    "3, 5, SingleShotTime",
    "10, 4, SingleShotTime",
    "2, 1, SampleTime",
    "3, 4, SampleTime"
  })
  void pooledForksAreWhatJmhWritesOfAll(int forks, int iterations, Mode mode) throws IOException {
    Random random = new Random(forks * 31L + iterations);
    List<BenchmarkResult> all = new ArrayList<>();
    for (int fork = 0; fork < forks; fork++) {
      all.add(fork(iterations, mode, random));
    }
    JmhRows pooled = JmhRows.none();
    for (BenchmarkResult fork : all) {
      Path file = folder.resolve("fork.json");
      Files.write(file, json(iterations, mode, List.of(fork)));
      pooled = pooled.pooled(JmhRows.read(file));
    }
    JsonArray expected = tree(json(iterations, mode, all));
    JsonArray actual = JsonParser.parseString(pooled.toJson()).getAsJsonArray();
    assertAlike("$", actual, expected);
  }

  private static BenchmarkResult fork(int iterations, Mode mode, Random random) {
    List<IterationResult> results = new ArrayList<>();
    BenchmarkParams params = params(1, iterations, mode);
    for (int i = 0; i < iterations; i++) {
      IterationResult result = new IterationResult(params, params.getMeasurement(), null);
      if (mode == Mode.SampleTime) {
        SampleBuffer calls = new SampleBuffer();
        random.ints(50, 1, 1_000_000).forEach(calls::add);
        result.addResult(
            new SampleTimeResult(ResultRole.PRIMARY, "m", calls, TimeUnit.MILLISECONDS));
      } else {
        result.addResult(
            new SingleShotResult(
                ResultRole.PRIMARY, "m", 1_000_000 + random.nextInt(1_000_000), TimeUnit.SECONDS));
      }
      result.addResult(
          new ScalarResult("count", random.nextInt(9), "counts", AggregationPolicy.SUM));
      result.addResult(scalar("constant", 765302701));
      result.addResult(scalar("random", random.nextGaussian()));
      results.add(result);
    }
    return new BenchmarkResult(params, results);
  }

  private static ScalarResult scalar(String label, double value) {
    return new ScalarResult(label, value, "value", AggregationPolicy.AVG);
  }

  private static byte[] json(int iterations, Mode mode, List<BenchmarkResult> forks) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(json, true, StandardCharsets.UTF_8)) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, out)
          .writeOut(List.of(new RunResult(params(forks.size(), iterations, mode), forks)));
    }
    return json.toByteArray();
  }

  private static BenchmarkParams params(int forks, int iterations, Mode mode) {
    IterationParams warmup =
        new IterationParams(IterationType.WARMUP, 0, TimeValue.milliseconds(1), 1);
    IterationParams measured =
        new IterationParams(IterationType.MEASUREMENT, iterations, TimeValue.milliseconds(1), 1);
    WorkloadParams workload = new WorkloadParams();
    workload.put("steps", "8", 0);
    return new BenchmarkParams(
        "sample.Benchmark.m",
        "sample.generated.m",
        false,
        1,
        new int[] {1},
        List.of(),
        forks,
        0,
        warmup,
        measured,
        mode,
        workload,
        TimeUnit.SECONDS,
        1,
        "java",
        List.of("-Xmx1g"),
        "17",
        "vm",
        "17+1",
        "1.37",
        TimeValue.minutes(10));
  }

  private static JsonArray tree(byte[] json) {
    return JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonArray();
  }

  /** Equal but for the last digits of numbers. */
  private static void assertAlike(String path, JsonElement actual, JsonElement expected) {
    if (expected instanceof JsonObject object) {
      JsonObject other = actual.getAsJsonObject();
      assertThat(other.keySet()).as(path).isEqualTo(object.keySet());
      object.asMap().forEach((name, e) -> assertAlike(path + "." + name, other.get(name), e));
    } else if (expected instanceof JsonArray array) {
      assertThat(actual.getAsJsonArray()).as(path).hasSize(array.size());
      for (int i = 0; i < array.size(); i++) {
        assertAlike(path + "[" + i + "]", actual.getAsJsonArray().get(i), array.get(i));
      }
    } else if (expected instanceof JsonPrimitive number && number.isNumber()) {
      double value = number.getAsDouble();
      assertThat(actual.getAsDouble())
          .as(path)
          .isCloseTo(value, within(1e-9 * Math.max(1e-3, Math.abs(value))));
    } else {
      assertThat(actual).as(path).isEqualTo(expected);
    }
  }
}
