package dev.kvbench.plot;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The rows of one chart of CrossoverBenchmark: they differ in block size, embed size and arm only.
 *
 * @param generation what the tokens were timed in, for example {@code short}
 * @param setting what sets the chart apart from others of that generation, by parameter
 */
public record CrossoverGroup(String generation, Map<String, String> setting, List<Row> rows) {
  /** The simple name of the benchmark class. */
  public static final String BENCHMARK = "CrossoverBenchmark";

  private static final String GENERATION = "generation";
  private static final String POLICY = "policy";

  private static final Map<String, String> TITLES =
      Map.of(
          "short", "Where a KV cache pays: the first tokens of a text",
          "long", "Where a KV cache pays: tokens with the window full");

  /** A group for each generation and each other setting of the cached rows in microseconds. */
  static List<CrossoverGroup> of(List<Row> rows) {
    return ofAnyUnit(ArmLines.rows(rows, BENCHMARK, "us/op"));
  }

  /** A group for each generation and each other setting of the cached rows. */
  public static List<CrossoverGroup> ofAnyUnit(List<Row> rows) {
    List<Row> own =
        rows.stream()
            .filter(row -> row.className().equals(BENCHMARK))
            .filter(row -> Arm.ofMethod(row.method()).isPresent())
            .filter(row -> row.params().containsKey(GENERATION))
            .filter(row -> ArmLines.counts(row, CrossoverGrid.BLOCK))
            .filter(row -> ArmLines.counts(row, CrossoverGrid.EMBED))
            .toList();
    List<Row> cached = own.stream().filter(row -> row.method().equals(Arm.CACHED.word())).toList();
    Set<String> axes = Set.of(CrossoverGrid.BLOCK, CrossoverGrid.EMBED, GENERATION);
    Set<String> shared = new TreeSet<>(ArmLines.differing(own, axes));
    shared.remove(POLICY); // it is of no effect on the uncached arm
    Set<String> differing = new TreeSet<>(shared);
    if (ArmLines.differing(cached, axes).contains(POLICY)) {
      differing.add(POLICY);
    }
    Map<List<Object>, CrossoverGroup> groups = new LinkedHashMap<>();
    for (Row row : cached) {
      String generation = row.params().get(GENERATION);
      Map<String, String> setting = values(row, differing);
      groups.computeIfAbsent(
          List.of(generation, setting),
          any -> {
            Stream<Row> same = cached.stream().filter(o -> values(o, differing).equals(setting));
            Stream<Row> partners =
                own.stream()
                    .filter(o -> o.method().equals(Arm.UNCACHED.word()))
                    .filter(o -> values(o, shared).equals(values(row, shared)));
            return new CrossoverGroup(
                generation,
                setting,
                Stream.concat(same, partners)
                    .filter(o -> o.params().get(GENERATION).equals(generation))
                    .toList());
          });
    }
    return List.copyOf(groups.values());
  }

  /** The name of the chart's files. */
  String fileName() {
    List<String> parts = new ArrayList<>(List.of("crossover", generation));
    parts.addAll(setting.values());
    return String.join("-", parts).replaceAll("[^A-Za-z0-9.-]+", "-");
  }

  String title() {
    return TITLES.getOrDefault(generation, "Where a KV cache pays: " + generation);
  }

  private static Map<String, String> values(Row row, Set<String> params) {
    Map<String, String> values = new LinkedHashMap<>();
    params.forEach(param -> values.put(param, row.params().getOrDefault(param, "unknown")));
    return values;
  }
}
