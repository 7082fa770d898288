package dev.kvbench.benchmarks.suite;

import dev.kvbench.benchmarks.arm.Parameters;
import dev.kvbench.benchmarks.arm.PretrainedSource;
import dev.kvbench.benchmarks.session.Invocation;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.tensor.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Multiplies a suite out into rows, against the benchmarks and parameters that there are. */
public final class Plan {
  private static final SortedSet<BenchmarkListEntry> ALL = benchmarks(List.of(".*"), List.of());

  private Plan() {}

  /**
   * A row twice.
   *
   * @param asked as the suite says it, the same on every machine: {@code auto} is still auto
   * @param row as it is measured here
   */
  record Entry(PlannedRow asked, PlannedRow row) {
    private static Entry of(PlannedRow asked) {
      return new Entry(asked, asked.withParams(resolved(asked.params())));
    }
  }

  /**
   * All rows of a suite, in the order of the file but for comparable rows, which are neighbours.
   * libtorch must have been started.
   *
   * @param overrides values that replace the suite's, by parameter
   * @param forks replaces the suite's number, if not null
   * @throws InputException naming what is unknown or impossible
   */
  public static List<PlannedRow> rows(
      Suite suite, Map<String, List<String>> overrides, Integer forks) {
    return entries(asked(suite, overrides, Map.of(), forks), !overrides.isEmpty()).stream()
        .map(Entry::row)
        .toList();
  }

  /**
   * The rows that are asked for, the same on every machine, as the suite has them one after the
   * other: some may be the same row.
   *
   * @param only values of the rows to keep, as {@link RowFilter} has them
   */
  static List<PlannedRow> asked(
      Suite suite,
      Map<String, List<String>> overrides,
      Map<String, List<String>> only,
      Integer forks) {
    Set<String> all = new TreeSet<>();
    for (Suite.Group group : suite.groups()) {
      all.addAll(find(group.benchmark()).getParams().orElse(Map.of()).keySet());
    }
    refuseUnknown(overrides.keySet(), all, "suite " + suite.name());
    List<PlannedRow> rows = new ArrayList<>();
    for (Suite.Group group : suite.groups()) {
      BenchmarkListEntry entry = find(group.benchmark());
      Set<String> known = entry.getParams().orElse(Map.of()).keySet();
      refuseUnknown(group.params().keySet(), known, group.benchmark());
      Map<String, List<String>> values = new LinkedHashMap<>(group.params());
      overrides.forEach(
          (name, several) -> {
            if (!name.equals("steps") || overrides.containsKey("phase") || !isPrompt(group)) {
              values.put(name, several);
            }
          });
      for (Map<String, String> params : combinations(entry, values)) {
        rows.add(row(entry, group, params, forks == null ? group.forks() : forks));
      }
    }
    List<PlannedRow> kept = new RowFilter(only).of(suite.name(), rows);
    overrides.forEach((name, several) -> requireTaken(name, several, kept));
    check(kept);
    return kept;
  }

  /** Refuses rows that cannot run, and where others can, says how to leave them out. */
  private static void check(List<PlannedRow> rows) {
    List<InputException> refusals = new ArrayList<>();
    for (PlannedRow row : rows) {
      try {
        check(List.of(find(row.benchmark())), row.params());
      } catch (InputException e) {
        refusals.add(e);
      }
    }
    if (!refusals.isEmpty()) {
      InputException first = refusals.get(0);
      throw refusals.size() == rows.size()
          ? first
          : new InputException(first.getMessage() + "; --only leaves rows out", first);
    }
  }

  /** Whether it is of a prompt and its first token: it has no steps to be replaced. */
  private static boolean isPrompt(Suite.Group group) {
    return List.of("prefill").equals(group.params().get("phase"));
  }

  private static void requireTaken(String name, List<String> values, List<PlannedRow> rows) {
    if (rows.stream()
        .map(PlannedRow::params)
        .noneMatch(params -> params.containsKey(name) && values.contains(params.get(name)))) {
      throw new InputException(
          String.format("no row to be measured takes -p %s=%s", name, String.join(",", values)));
    }
  }

  /** The rows as they are measured here, each with what was asked for. */
  static List<Entry> entries(List<PlannedRow> asked, boolean overridden) {
    return arranged(asked.stream().map(Entry::of).toList(), overridden);
  }

  /** The rows as they are asked for on any machine, each once. */
  static List<PlannedRow> distinct(List<PlannedRow> asked, boolean overridden) {
    return arranged(asked.stream().map(row -> new Entry(row, row)).toList(), overridden).stream()
        .map(Entry::row)
        .toList();
  }

  /**
   * Refuses parameters that there are not.
   *
   * @param where there are those that are known
   */
  public static void refuseUnknown(Collection<String> names, Set<String> known, String where) {
    for (String name : names) {
      if (!known.contains(name)) {
        throw new InputException(
            "unknown parameter '%s' of %s; there are %s"
                .formatted(name, where, String.join(", ", new TreeSet<>(known))));
      }
    }
  }

  /**
   * Refuses values that a benchmark cannot run with, and a model that is for other benchmarks.
   * libtorch must have been started.
   *
   * @param benchmarks that take the values together: the model need be of the kind of one's own
   * @throws InputException with one line that names the parameter, or what measures such a model
   */
  public static void check(Collection<BenchmarkListEntry> benchmarks, Map<String, String> params) {
    if (benchmarks.stream().noneMatch(benchmark -> isFor(benchmark, params))) {
      String model = params.get("model");
      String right = benchmarkFor(params);
      throw new InputException(
          "%s is a model of the family %s; measure it by suite %s, or %s"
              .formatted(
                  model,
                  Labels.of(PretrainedSource.config(model).family()),
                  SuiteFile.suiteOf(right),
                  right));
    }
    Parameters.check(params);
  }

  /** The simple name of the benchmark whose own model is of the kind of this one. */
  private static String benchmarkFor(Map<String, String> params) {
    return ALL.stream()
        .filter(benchmark -> isFor(benchmark, params))
        .map(benchmark -> benchmark.getUserClassQName().replaceFirst(".*\\.", ""))
        .findFirst()
        .orElseThrow();
  }

  /** Whether the model, if there is one, is of the kind that the benchmark's own one is. */
  private static boolean isFor(BenchmarkListEntry benchmark, Map<String, String> params) {
    String model = params.get("model");
    String[] own = benchmark.getParams().orElse(Map.of()).get("model");
    return model == null || (own != null && isLlamaLike(model) == isLlamaLike(own[0]));
  }

  private static boolean isLlamaLike(String model) {
    return PretrainedSource.config(model).family().llamaLike();
  }

  /**
   * The rows of a benchmark: one value for each of its parameters, in every combination, some of
   * which may be such that they cannot run.
   *
   * @param chosen values that replace the benchmark's defaults, by parameter; names that it does
   *     not have are ignored. The last one changes first
   */
  public static List<Map<String, String>> combinations(
      BenchmarkListEntry benchmark, Map<String, ? extends Collection<String>> chosen) {
    Map<String, String[]> defaults = benchmark.getParams().orElse(Map.of());
    Map<String, Collection<String>> values = new LinkedHashMap<>(chosen);
    values.keySet().retainAll(defaults.keySet());
    defaults.forEach((name, several) -> values.putIfAbsent(name, List.of(several)));
    List<Map<String, String>> rows = List.of(Map.of());
    for (Map.Entry<String, Collection<String>> parameter : values.entrySet()) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> row : rows) {
        for (String value : parameter.getValue()) {
          Map<String, String> extended = new LinkedHashMap<>(row);
          extended.put(parameter.getKey(), value);
          longer.add(extended);
        }
      }
      rows = longer;
    }
    return rows;
  }

  /** The benchmarks whose names match, as JMH finds them. */
  public static SortedSet<BenchmarkListEntry> benchmarks(
      List<String> includes, List<String> excludes) {
    return BenchmarkList.defaultList()
        .find(
            OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
            includes,
            excludes);
  }

  /** A benchmark by its name, with or without the package. */
  static BenchmarkListEntry find(String benchmark) {
    for (BenchmarkListEntry entry : ALL) {
      if (entry.getUsername().equals(benchmark) || entry.getUsername().endsWith("." + benchmark)) {
        return entry;
      }
    }
    throw new InputException(
        "unknown benchmark '" + benchmark + "'; " + Invocation.PROGRAM + " -l lists them");
  }

  /** Says what auto means on this machine, so that a row tells what it was measured on. */
  private static Map<String, String> resolved(Map<String, String> params) {
    Map<String, String> resolved = new LinkedHashMap<>(params);
    resolved.computeIfPresent("device", (name, value) -> Torch.name(Torch.device(value)));
    resolved.computeIfPresent(
        "threads",
        (name, value) -> value.equals("auto") ? Integer.toString(Torch.threads()) : value);
    resolved.computeIfPresent(
        "weights", (name, value) -> PretrainedSource.resolved(params.get("model"), value));
    return resolved;
  }

  private static PlannedRow row(
      BenchmarkListEntry entry, Suite.Group group, Map<String, String> params, int forks) {
    String text = params.getOrDefault("steps", "1");
    double steps = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 1; // others are refused
    int warmup = group.warmup().iterations(steps);
    int measured = Math.max(1, group.measured().iterations(steps));
    return new PlannedRow(entry.getUsername(), params, forks, warmup, measured);
  }

  /**
   * Without the uncached rows that only parameters of the cache tell apart, which mean nothing to
   * them, and with rows of one setting next to each other, so that what is compared is measured
   * close in time.
   *
   * @param overridden whether the user replaced values: two groups that differed in them are then
   *     the same, and the first one's counts hold
   */
  private static List<Entry> arranged(List<Entry> entries, boolean overridden) {
    Map<Map<String, String>, List<Entry>> bySetting = new LinkedHashMap<>();
    Map<String, PlannedRow> seen = new HashMap<>();
    for (Entry entry : entries) {
      PlannedRow row = entry.row();
      PlannedRow twin = seen.putIfAbsent(row.line(), row);
      if (twin == null) {
        bySetting.computeIfAbsent(row.setting(), setting -> new ArrayList<>()).add(entry);
      } else if (!overridden && !row.equals(twin.withParams(row.params()))) {
        throw new InputException(
            "the suite has two groups with "
                + row.line()
                + " and different forks or tokens; a run holds one row of a kind");
      }
    }
    return bySetting.values().stream().flatMap(List::stream).toList();
  }
}
