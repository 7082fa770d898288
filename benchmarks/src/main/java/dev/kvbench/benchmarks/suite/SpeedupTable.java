package dev.kvbench.benchmarks.suite;

import dev.kvbench.results.Estimate;
import dev.kvbench.results.Estimates;
import dev.kvbench.results.Metric;
import dev.kvbench.results.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The run in a table: both arms side by side, and what the cache buys. */
final class SpeedupTable {
  private static final List<String> HEAD =
      List.of(
          "steps",
          "cached s",
          "uncached s",
          "speed-up",
          "95 % interval",
          "cached tok/s",
          "uncached tok/s",
          "cached answer");

  private SpeedupTable() {}

  /** One line for each cached row, and for each uncached row that no cached one stands beside. */
  static String of(List<Row> all) {
    List<Row> rows =
        all.stream()
            .filter(row -> row.className().equals("GenerateBenchmark"))
            .sorted(
                Comparator.comparing((Row row) -> row.params().getOrDefault("policy", ""))
                    .thenComparing(row -> Integer.parseInt(row.params().get("steps"))))
            .toList();
    List<String> extra = differing(rows);
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(extra);
    head.addAll(HEAD);
    lines.add(head);
    Map<Object, Row> uncached = new TreeMap<>(Comparator.comparing(Object::toString));
    rows.stream()
        .filter(row -> row.method().equals("uncached"))
        .forEach(row -> uncached.put(setting(row), row));
    Set<Object> shown = new HashSet<>();
    for (Row cached : rows) {
      if (cached.method().equals("cached")) {
        Row partner = uncached.get(setting(cached));
        shown.add(setting(cached));
        lines.add(line(extra, cached, Optional.of(cached), Optional.ofNullable(partner)));
      }
    }
    uncached.forEach(
        (setting, row) -> {
          if (!shown.contains(setting)) {
            lines.add(line(extra, row, Optional.empty(), Optional.of(row)));
          }
        });
    return aligned(lines);
  }

  private static List<String> line(
      List<String> extra, Row either, Optional<Row> cached, Optional<Row> uncached) {
    List<String> line = new ArrayList<>();
    extra.forEach(
        name ->
            line.add(name.equals("policy") && cached.isEmpty() ? "" : either.params().get(name)));
    line.add(either.params().get("steps"));
    line.add(cached.map(SpeedupTable::seconds).orElse("–"));
    line.add(uncached.map(SpeedupTable::seconds).orElse("–"));
    if (cached.isPresent() && uncached.isPresent()) {
      Estimate ratio = Estimates.ratio(uncached.get(), cached.get());
      line.add(number(ratio.value()) + "×");
      line.add(
          ratio.hasInterval()
              ? number(ratio.low()) + "–" + number(ratio.high())
              : "none: " + ratio.forks() + " fork");
    } else {
      line.add("–");
      line.add("–");
    }
    line.add(cached.map(SpeedupTable::tokensPerSecond).orElse("–"));
    line.add(uncached.map(SpeedupTable::tokensPerSecond).orElse("–"));
    line.add(cached.map(SpeedupTable::answer).orElse("–"));
    return line;
  }

  private static String seconds(Row row) {
    return number(Estimates.of(row).value());
  }

  private static String tokensPerSecond(Row row) {
    double tokens =
        Double.parseDouble(row.params().get("steps"))
            * Double.parseDouble(row.params().getOrDefault("batchSize", "1"));
    return number(tokens / Estimates.of(row).value());
  }

  private static String answer(Row row) {
    Metric exact = row.secondary().get("exact");
    return exact == null ? "unknown" : exact.score() == 1 ? "exact" : "approximate";
  }

  /** Parameters, other than steps, that differ between rows that stand in the table. */
  private static List<String> differing(List<Row> rows) {
    Map<String, Set<String>> values = new TreeMap<>();
    for (Row row : rows) {
      row.params()
          .forEach(
              (name, value) -> {
                if (!name.equals("policy") || row.method().equals("cached")) {
                  values.computeIfAbsent(name, n -> new TreeSet<>()).add(value);
                }
              });
    }
    values.remove("steps");
    return values.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What an uncached row must share with a cached one to stand beside it. */
  private static Map<String, String> setting(Row row) {
    Map<String, String> setting = new TreeMap<>(row.params());
    setting.remove("policy");
    return setting;
  }

  /** Three significant digits, without an exponent. */
  private static String number(double value) {
    int decimals = 2 - (int) Math.floor(Math.log10(Math.abs(value)));
    return String.format(Locale.ROOT, "%." + Math.max(0, Math.min(6, decimals)) + "f", value);
  }

  private static String aligned(List<List<String>> lines) {
    StringBuilder table = new StringBuilder();
    for (List<String> line : lines) {
      for (int column = 0; column < line.size(); column++) {
        int at = column;
        int width = lines.stream().mapToInt(l -> l.get(at).length()).max().orElse(0);
        table.append(column == 0 ? "" : "  ");
        table.append(" ".repeat(width - line.get(column).length())).append(line.get(column));
      }
      table.append(System.lineSeparator());
    }
    return table.toString();
  }
}
