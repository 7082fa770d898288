package dev.kvbench.plot.report;

import dev.kvbench.plot.Rooflines;
import dev.kvbench.results.compare.Gate;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.MissingRows;
import dev.kvbench.results.run.ShardFacts;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/** What a run cannot say, and what is to be known before it is believed. */
final class Limits {
  /** Cores' worth of other work that is worth a word; an idle system has less. */
  private static final double BUSY = 0.25;

  /** An interval whose ends are so many times apart says nothing. */
  private static final double UNCLEAR = 10;

  /** So many rows are named one by one. */
  private static final int FEW = 4;

  private Limits() {}

  /**
   * In a sentence each.
   *
   * @param quality whether the report has a quality run
   */
  static List<String> of(ReportRun run, boolean quality) {
    List<String> limits = new ArrayList<>(state(run.environment()));
    List<String> faults = List.copyOf(run.unusable().values());
    faults.stream().limit(FEW).forEach(fault -> limits.add("no figure of a row: " + fault));
    if (faults.size() > FEW) {
      limits.add("and none of " + (faults.size() - FEW) + " more rows");
    }
    List<Row> rows = run.usable();
    if (!rows.isEmpty()) {
      limits.addAll(forks(rows));
      limits.addAll(pairs(rows));
      answers(rows, quality).ifPresent(limits::add);
      ceilings(rows).ifPresent(limits::add);
    }
    limits.addAll(origin(run.environment()));
    return limits;
  }

  private static List<String> state(Environment environment) {
    List<String> words = new ArrayList<>();
    String state = environment.get("run", "state").orElse("");
    Map<String, String> shard = environment.sections().get(ShardFacts.SECTION);
    if (shard != null) {
      String number = shard.getOrDefault("number", "unknown");
      words.add(
          (number.contains(",") ? "these are shards " : "this run is shard ")
              + number
              + " of "
              + shard.getOrDefault("of", "unknown")
              + ": rows of the others are not here; merge joins them");
    }
    MissingRows missing = MissingRows.of(environment);
    if (state.startsWith("running")) {
      words.add("this run is still going on, or was stopped: rows may be missing");
    } else if (missing.isEmpty() && !state.isEmpty() && !state.equals(MissingRows.COMPLETE)) {
      words.add("rows or forks may be missing, for this run says of itself: " + state);
    }
    words.addAll(
        some(
            missing.leftOut(),
            (row, forks) ->
                "left out for the time limit: " + forks + (row.isEmpty() ? "" : " of " + row)));
    words.addAll(
        some(
            missing.failed(),
            (row, reason) -> "failed: " + (row.isEmpty() ? "" : row + ": ") + reason));
    environment
        .sections()
        .getOrDefault("peers", Map.of())
        .forEach(
            (name, sentence) -> {
              if (name.startsWith("leftOut")) {
                words.add("left out of what the peer measures: " + sentence);
              }
            });
    return words;
  }

  /** A few rows in full. */
  private static List<String> some(Map<String, String> rows, BinaryOperator<String> sentence) {
    List<String> all =
        rows.entrySet().stream().map(row -> sentence.apply(row.getKey(), row.getValue())).toList();
    if (all.size() <= FEW) {
      return all;
    }
    List<String> some = new ArrayList<>(all.subList(0, FEW));
    some.add("and so of " + (all.size() - FEW) + " more rows, named under Environment, run");
    return some;
  }

  private static List<String> forks(List<Row> rows) {
    IntSummaryStatistics forks = rows.stream().mapToInt(Limits::forks).summaryStatistics();
    long single = rows.stream().filter(row -> forks(row) == 1).count();
    int needed = Gate.standard().leastForks();
    List<String> words = new ArrayList<>();
    if (single == rows.size()) {
      words.add("one fork of every row: no interval, so noise cannot be told from a difference");
    } else if (single > 0) {
      words.add(
          "one fork of "
              + single
              + " of "
              + rows.size()
              + " rows: no interval for these, nor for ratios of them");
    }
    if (single < rows.size() && forks.getMax() < needed) {
      words.add(
          forks.getMax()
              + " forks: no verdict possible at 5 % on whether another run differs; compare needs"
              + " at least "
              + needed
              + " a side");
    }
    return words;
  }

  private static int forks(Row row) {
    return row.primary().rawData().isEmpty() ? row.forks() : row.primary().rawData().size();
  }

  private static List<String> pairs(List<Row> rows) {
    List<ArmPair> pairs =
        Stream.concat(
                ArmPair.ofGenerations(rows).stream(),
                Stream.of(
                        "Gpt2Benchmark",
                        "DecodeStepBenchmark",
                        "BatchBenchmark",
                        "CrossoverBenchmark",
                        "LadderBenchmark")
                    .flatMap(benchmark -> ArmPair.of(rows, benchmark).stream()))
            .toList();
    if (pairs.isEmpty()) {
      return List.of("no cached row has an uncached partner of the same setting: no speed-up");
    }
    List<String> words = new ArrayList<>();
    long unsure = pairs.stream().filter(ArmPair::isUnsure).count();
    if (unsure > 0) {
      words.add(
          "the interval of "
              + unsure
              + " of "
              + Words.count(pairs.size(), "speed-up", "speed-ups")
              + " includes 1: there noise alone may have decided which arm is ahead");
    }
    long wide =
        pairs.stream()
            .filter(pair -> !pair.isUnsure() && pair.ratio().hasInterval())
            .filter(pair -> pair.ratio().high() > UNCLEAR * pair.ratio().low())
            .count();
    if (wide > 0) {
      words.add("the interval of " + Words.count(wide, "speed-up", "speed-ups") + " spans tenfold");
    }
    return words;
  }

  private static Optional<String> answers(List<Row> rows, boolean quality) {
    long approximate =
        rows.stream()
            .filter(row -> Arm.ofMethod(row.method()).equals(Optional.of(Arm.CACHED)))
            .filter(Limits::isApproximate)
            .count();
    return approximate == 0 || quality
        ? Optional.empty()
        : Optional.of(
            Words.count(approximate, "cached row computes", "cached rows compute")
                + " something else than the uncached model: what that costs in quality is the"
                + " question of a quality run, and none is part of this report");
  }

  private static boolean isApproximate(Row row) {
    Metric exact = row.secondary().get("exact");
    return exact != null && exact.score() < 1;
  }

  private static Optional<String> ceilings(List<Row> rows) {
    if (Rooflines.roofline(rows).isPresent()) {
      return Optional.empty();
    }
    List<String> missing =
        Rooflines.NEEDED.stream()
            .filter(name -> rows.stream().noneMatch(row -> row.secondary().containsKey(name)))
            .toList();
    return Optional.of(
        "no roofline: no cached or uncached row has "
            + (missing.isEmpty() ? "all of its metrics" : String.join(", ", missing)));
  }

  private static List<String> origin(Environment environment) {
    List<String> words = new ArrayList<>();
    if (environment.get("build", "git.dirty").orElse("").contains("true")) {
      words.add("the measured code had uncommitted changes: its commit does not say all of it");
    }
    if (environment.get("build", "git.commit").isEmpty()) {
      words.add("the commit of the measured code is not known");
    }
    environment
        .get("machine", "busyCoresAtStart")
        .filter(busy -> busy.matches("\\d+(\\.\\d+)?") && Double.parseDouble(busy) > BUSY)
        .ifPresent(busy -> words.add("other work kept " + busy + " cores busy when the run began"));
    return words;
  }
}
