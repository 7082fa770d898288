package dev.kvbench.plot;

import dev.kvbench.plot.model.RunData;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.quality.Agreement;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.QualityFile;
import dev.kvbench.results.quality.QualitySetting;
import dev.kvbench.results.quality.Region;
import dev.kvbench.results.quality.RegionQuality;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.RunDirectory;
import dev.kvbench.results.stats.Estimate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Made-up rows and runs, the same at every call, and the committed ones. */
public final class Samples {
  /** Of the article's model on a CPU. */
  public static final Environment ENVIRONMENT =
      Environment.of(
          Map.of(
              "machine", Map.of("cpu", "Test CPU", "gpu", "Test GPU"),
              "engine", Map.of("device", "cpu", "threads", "2", "name", "script"),
              "model",
                  Map.of(
                      "layers", "4",
                      "heads", "4",
                      "embedSize", "256",
                      "blockSize", "1024",
                      "dtype", "float32"),
              "build", Map.of("git.commit", "0123456789abcdef", "git.dirty", "false")));

  private Samples() {}

  /**
   * A row of a benchmark of ours, an iteration a fork.
   *
   * @param method class and method, for example {@code GenerateBenchmark.cached}
   * @param params name, value, name, value
   */
  public static Row row(String method, String unit, double[] forks, Object... params) {
    List<List<Double>> raw = DoubleStream.of(forks).mapToObj(List::of).toList();
    Map<String, String> usual =
        Map.of(
            "layers", "4",
            "heads", "4",
            "blockSize", "1024",
            "embedSize", "256",
            "device", "cpu",
            "engine", "script",
            "policy", "ring",
            "batchSize", "1",
            "threads", "2");
    return with(
        new Row(
            "dev.kvbench.benchmarks." + method,
            "ss",
            1,
            1,
            forks.length,
            new TreeMap<>(usual),
            new Metric(forks[0], Double.NaN, unit, raw),
            new TreeMap<>()),
        params);
  }

  /** A generation; three forks, the middle one in the middle by ratio. */
  public static Row generation(String arm, int steps, double seconds, Object... params) {
    Row row = row("GenerateBenchmark." + arm, "s/op", forks(seconds), "steps", steps);
    return with(row, params);
  }

  /** One token after some others. */
  public static Row step(String arm, String policy, int position, double micros) {
    Row row = row("DecodeStepBenchmark." + arm, "us/op", forks(micros), "position", position);
    return with(row, "policy", policy);
  }

  /** One token of a model. */
  public static Row crossover(String arm, String generation, int block, int embed, double micros) {
    Row row = row("CrossoverBenchmark." + arm, "us/op", forks(micros), "generation", generation);
    return with(row, "blockSize", block, "embedSize", embed);
  }

  /** Forks 2 % apart whose geometric mean is the value. */
  public static double[] forks(double value) {
    return new double[] {value / 1.02, value, value * 1.02};
  }

  /** The row with parameters given as name, value, name, value. */
  public static Row with(Row row, Object... params) {
    TreeMap<String, String> all = new TreeMap<>(row.params());
    for (int i = 0; i < params.length; i += 2) {
      all.put(params[i].toString(), params[i + 1].toString());
    }
    return row.withParams(all);
  }

  /** The row with a secondary metric. */
  public static Row metric(Row row, String name, double score) {
    TreeMap<String, Metric> all = new TreeMap<>(row.secondary());
    all.put(name, new Metric(score, Double.NaN, "value", List.of()));
    return row.withSecondary(all);
  }

  /** A row of another project's, of batches of ten calls. */
  public static Row foreign() {
    Metric seconds = new Metric(1, Double.NaN, "s/op", List.of());
    return new Row("Foreign.run", "ss", 4, 10, 1, new TreeMap<>(), seconds, new TreeMap<>());
  }

  /** A run of these rows. */
  public static RunData run(Row... rows) {
    return run(List.of(rows));
  }

  /** A run of these rows. */
  public static RunData run(List<Row> rows) {
    return RunData.of(Path.of("run"), ENVIRONMENT, rows);
  }

  /** A run with a fact more. */
  public static RunData run(String section, String name, String value, Row... rows) {
    return RunData.of(
        Path.of("run"), ENVIRONMENT.with(section, Map.of(name, value)), List.of(rows));
  }

  /** A run of benchmarks that is committed. */
  public static RunData reference(String name) {
    RunDirectory run = RunDirectory.open(Path.of("../results/reference", name));
    return RunData.of(run.path(), run.environment(), run.rows());
  }

  /** A quality run that is committed. */
  public static RunData qualityReference(String name) {
    RunDirectory run = RunDirectory.open(Path.of("../results/reference", name), QualityFile.NAME);
    Quality quality = QualityFile.read(run.path().resolve(QualityFile.NAME));
    return RunData.ofQuality(run.path(), run.environment(), quality);
  }

  /** Both arms, in the window and past it. */
  public static List<Row> generations() {
    return List.of(
        generation("uncached", 64, 1),
        generation("uncached", 2048, 90),
        metric(generation("cached", 64, 0.1), "exact", 1),
        metric(generation("cached", 2048, 3), "exact", 0));
  }

  /** A quality run of three policies, of which two differ by less than a line's thickness. */
  public static RunData quality() {
    List<ArmQuality> arms =
        List.of(
            arm("uncached", "float32", 0, 1400),
            arm("ring", "float32", 0.5, 150),
            arm("shift", "float32", 0.501, 190),
            arm("hop", "float32", 0.04, 210),
            arm("ring", "bfloat16", 0.5, 180));
    return RunData.ofQuality(
        Path.of("quality"),
        ENVIRONMENT.with("corpus", Map.of("label", "play.txt")),
        new Quality(new QualitySetting(64, 4, 64, 32, 288, 10_000, 1), arms));
  }

  /** An arm that is worse past the window by some nats. */
  private static ArmQuality arm(String policy, String dtype, double past, double micros) {
    List<Double> nll =
        IntStream.rangeClosed(1, 320).mapToObj(p -> 1.6 + (p <= 64 ? 0 : past)).toList();
    List<RegionQuality> regions = new ArrayList<>();
    for (Region region : Region.of(64, 4)) {
      double delta = region.name().equals(Region.WINDOW) ? 0 : past;
      Estimate all = new Estimate(delta, delta - 0.01, delta + 0.01, 64);
      String name = region.name();
      regions.add(new RegionQuality(name, region.from(), region.to(), all, all, all, all, 1));
    }
    return new ArmQuality(
        policy,
        dtype,
        Agreement.EXACT,
        0,
        1e-4,
        regions,
        new ArmQuality.Positions(nll, nll, nll, nll, nll),
        new ArmQuality.GreedyMatch(new Estimate(33, 30, 40, 64), 33, 0),
        new ArmQuality.Cost(micros, micros, micros, 21));
  }

  /** A training of three evaluations. */
  public static RunData training() {
    return RunData.ofLosses(
        Path.of("training"),
        ENVIRONMENT.with(
            "training", Map.of("corpus", "play.txt", "training.batchSize", "12", "layers", "2")),
        List.of(
            new RunData.Loss(0, Double.NaN, 4.2),
            new RunData.Loss(250, 2.5, 2.4),
            new RunData.Loss(500, 2.0, 2.1)));
  }
}
