package dev.kvbench.plot.report;

import dev.kvbench.plot.CrossoverGroup;
import dev.kvbench.results.jmh.Row;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** At which model sizes a cache is ahead, in a sentence for each of the charts of it. */
final class CrossoverSentences {
  private CrossoverSentences() {}

  /** The sentences on most models first; none without a pair. */
  static List<String> of(List<Row> rows) {
    return CrossoverGroup.ofAnyUnit(rows).stream()
        .map(group -> Map.entry(group, ArmPair.of(group.rows(), CrossoverGroup.BENCHMARK)))
        .filter(group -> !group.getValue().isEmpty())
        .sorted(Comparator.comparing(group -> -group.getValue().size()))
        .map(
            group ->
                subject(group.getKey(), group.getValue().get(0)) + " " + ahead(group.getValue()))
        .toList();
  }

  private static String subject(CrossoverGroup group, ArmPair first) {
    String others =
        group.setting().entrySet().stream()
            .filter(param -> !param.getKey().equals("engine") && !param.getKey().equals("policy"))
            .map(param -> ", " + param.getKey() + " " + param.getValue())
            .collect(Collectors.joining());
    return switch (group.generation()) {
          case "short" -> "over the first tokens of a text";
          case "long" -> "with the window full";
          default -> group.generation();
        }
        + " ("
        + first.setting().getOrDefault("engine", "engine unknown")
        + ", "
        + first.policy()
        + others
        + ") a KV cache";
  }

  private static String ahead(List<ArmPair> pairs) {
    Comparator<ArmPair> byRatio = Comparator.comparing(pair -> pair.ratio().value());
    ArmPair least = pairs.stream().min(byRatio).orElseThrow();
    ArmPair most = pairs.stream().max(byRatio).orElseThrow();
    long ahead = pairs.stream().filter(pair -> pair.ratio().value() > 1).count();
    long unsure = pairs.stream().filter(ArmPair::isUnsure).count();
    if (pairs.size() == 1) {
      return "makes a token " + model(most);
    }
    return "is ahead at "
        + ahead
        + " of "
        + pairs.size()
        + " model sizes: from "
        + model(least)
        + " to "
        + model(most)
        + (unsure == 0 ? "" : "; at " + unsure + " of the sizes the interval includes 1");
  }

  private static String model(ArmPair pair) {
    return Words.faster(pair.ratio())
        + " at block "
        + pair.setting().getOrDefault("blockSize", "unknown")
        + ", embed "
        + pair.setting().getOrDefault("embedSize", "unknown");
  }
}
