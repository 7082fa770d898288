package dev.kvbench.results.compare;

import dev.kvbench.results.io.AtomicFile;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.JsonNode;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.RowMatching;
import dev.kvbench.results.run.Fingerprint;
import dev.kvbench.results.run.Source;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * By how much a row of two runs of the same code may differ, from runs of the same code.
 *
 * <p>For k runs with means m_1 … m_k of a row's forks (logarithms), whose standard deviation is s,
 * a further pair of runs differs by less than t(0.975, k - 1) · s · √2 in 95 % of cases; the floor
 * is that, as a fraction. Runs apart in time see the machine drift, which the forks of one run,
 * taken minutes apart, do not.
 *
 * @param metric the secondary metric that it is of; none for the primary one
 * @param machine facts of the machine that it was measured on; empty where no run tells
 * @param rows the floor by the row's key
 */
public record NoiseFloor(
    Optional<String> metric, SortedMap<String, String> machine, SortedMap<String, Double> rows) {
  /** Two give a t of 12.7, which would call anything noise. */
  public static final int LEAST_RUNS = 3;

  /** From here on a floor is warned of. */
  private static final double HIGH = 0.1;

  private static final int SCHEMA = 3;
  private static final String MACHINE = "machine.";
  private static final String PRIMARY = "primary";
  private static final String REMEDY = "give a file that calibrate wrote";

  public NoiseFloor {
    machine = Collections.unmodifiableSortedMap(new TreeMap<>(machine));
    rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
  }

  /** Nothing is known. */
  public static NoiseFloor none() {
    return new NoiseFloor(Optional.empty(), new TreeMap<>(), new TreeMap<>());
  }

  /**
   * Compares runs of the same code with each other.
   *
   * @param metric a secondary metric; none for the primary one
   * @throws InputException for fewer than {@value #LEAST_RUNS} runs, a row that one of them lacks,
   *     or one that is no measurement
   */
  public static NoiseFloor of(List<Source> runs, Optional<String> metric) {
    if (runs.size() < LEAST_RUNS) {
      throw new InputException(
          "calibrate needs at least " + LEAST_RUNS + " runs of the same code, not " + runs.size());
    }
    RowMatching names = SourceRows.names(runs, List.of(), Set.of());
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (Source run : runs) {
      SourceRows.rows(List.of(run), names)
          .forEach(
              (key, row) ->
                  values
                      .computeIfAbsent(key, any -> new ArrayList<>())
                      .add(Sample.of(row, metric).value()));
    }
    SortedMap<String, Double> floors = new TreeMap<>();
    values.forEach(
        (key, of) -> {
          if (of.size() < runs.size()) {
            throw new InputException(
                "only %d of %d runs hold %s; calibrate takes repeated runs of the same rows"
                    .formatted(of.size(), runs.size(), key));
          }
          double floor = floor(of);
          if (!(floor < Double.POSITIVE_INFINITY)) {
            throw new InputException(
                key + " differs beyond all bounds between runs that should be of the same code");
          }
          floors.put(key, floor);
        });
    return new NoiseFloor(metric, machine(runs), floors);
  }

  /** A word on rows whose floor would let through what a gate is there for. */
  public Optional<String> warning() {
    List<Double> high = rows.values().stream().filter(floor -> floor > HIGH).sorted().toList();
    return high.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ("the floor of %d of %d rows is above %s, at most %s: no slow-down below it is ever"
                    + " called one; calibrate on a quieter machine, or with more forks a run")
                .formatted(
                    high.size(),
                    rows.size(),
                    Numbers.percent(HIGH),
                    Numbers.percent(high.get(high.size() - 1))));
  }

  /** What the first run that knows says of its machine; others on another one are refused. */
  private static SortedMap<String, String> machine(List<Source> runs) {
    SortedMap<String, String> machine = new TreeMap<>();
    runs.stream()
        .flatMap(run -> run.environment().stream())
        .findFirst()
        .ifPresent(environment -> machine.putAll(Fingerprint.facts(environment)));
    machine.keySet().removeIf(key -> !key.startsWith(MACHINE));
    return machine;
  }

  /** A word where it is used for results of another machine than its own. */
  Optional<String> foreign(List<Source> judged) {
    SortedMap<String, String> other = machine(judged);
    if (machine.isEmpty() || other.isEmpty()) {
      return Optional.empty();
    }
    String differing =
        machine.entrySet().stream()
            .filter(fact -> !fact.getValue().equals(other.get(fact.getKey())))
            .map(fact -> fact.getKey() + ": " + fact.getValue() + " | " + other.get(fact.getKey()))
            .collect(Collectors.joining("; "));
    if (differing.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "the noise floors are of another machine than the results ("
            + differing
            + "); calibrate on this one");
  }

  private static double floor(List<Double> values) {
    if (values.stream().distinct().count() == 1) {
      return 0; // as of counts, which may be 0 and then have no logarithm
    }
    int runs = values.size();
    double mean = values.stream().mapToDouble(Math::log).sum() / runs;
    double squares = values.stream().mapToDouble(v -> Math.pow(Math.log(v) - mean, 2)).sum();
    double t = TDistribution.of(runs - 1.0).inverseSurvivalProbability(0.025);
    return Math.expm1(t * Math.sqrt(2 * squares / (runs - 1)));
  }

  /** The floor of a row by its names, as a fraction; 0 where none is known. */
  double of(Set<String> keys) {
    return keys.stream().mapToDouble(key -> rows.getOrDefault(key, 0.0)).max().orElse(0);
  }

  boolean has(Set<String> keys) {
    return rows.keySet().containsAll(keys);
  }

  /** Writes the file, whole or not at all. */
  public void write(Path file) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("schema", SCHEMA);
    root.put("metric", metric.orElse(PRIMARY));
    root.put("machine", machine);
    root.put("noiseFloor", rows);
    AtomicFile.write(file, JsonNode.pretty(root).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws InputException if it is not that
   */
  public static NoiseFloor read(Path file) {
    SortedMap<String, Double> floors = new TreeMap<>();
    JsonNode root = JsonNode.read(file, REMEDY);
    root.requireSchema(SCHEMA);
    root.member("noiseFloor")
        .members()
        .forEach(
            (key, value) -> {
              double floor = value.number();
              if (!(floor >= 0 && floor < Double.POSITIVE_INFINITY)) {
                throw value.expected("a fraction from 0 on");
              }
              floors.put(key, floor);
            });
    SortedMap<String, String> machine = new TreeMap<>();
    root.member("machine").members().forEach((key, value) -> machine.put(key, value.string()));
    String metric = root.member("metric").string();
    return new NoiseFloor(
        metric.equals(PRIMARY) ? Optional.empty() : Optional.of(metric), machine, floors);
  }
}
