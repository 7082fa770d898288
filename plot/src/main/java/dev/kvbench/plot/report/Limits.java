package dev.kvbench.plot.report;

import dev.kvbench.plot.model.RunData;
import dev.kvbench.results.compare.Gate;
import dev.kvbench.results.jmh.Exactness;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.MachineFacts;
import dev.kvbench.results.run.MissingRows;
import dev.kvbench.results.run.ShardPlan;
import dev.kvbench.results.stats.ArmPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a run cannot say, and what must be known before it is believed, a sentence each. */
final class Limits {
  /** So many rows are named one by one. */
  private static final int FEW = 4;

  private Limits() {}

  static List<String> of(RunData run) {
    List<String> limits = new ArrayList<>(completeness(run.environment()));
    limits.addAll(
        some(run.faults().stream().map(fault -> "no figure of a row: " + fault).toList()));
    List<Row> rows = run.usable().rows();
    if (!rows.isEmpty()) {
      limits.addAll(forks(rows));
      limits.addAll(pairs(rows));
    }
    limits.addAll(origin(run.environment()));
    return limits;
  }

  private static List<String> completeness(Environment environment) {
    List<String> limits = new ArrayList<>();
    Map<String, String> shard = environment.sections().get(ShardPlan.SECTION);
    if (shard != null) {
      limits.add(
          "shard "
              + shard.getOrDefault("number", "unknown")
              + " of "
              + shard.getOrDefault("of", "unknown")
              + ": rows of the others are not here; merge joins them");
    }
    String state = environment.get("run", "state").orElse("");
    MissingRows missing = MissingRows.of(environment);
    if (!MissingRows.isOver(environment)) {
      limits.add("this run is still going on, or was stopped: rows may be missing");
    } else if (missing.isEmpty() && !state.isEmpty() && !state.equals(MissingRows.COMPLETE)) {
      limits.add("rows or forks may be missing, for this run says of itself: " + state);
    }
    limits.addAll(named("left out for the time limit: ", missing.leftOut()));
    limits.addAll(named("failed: ", missing.failed()));
    environment
        .sections()
        .getOrDefault("peers", Map.of())
        .forEach(
            (name, sentence) -> {
              if (name.startsWith("leftOut")) {
                limits.add("left out of what the peer measures: " + sentence);
              }
            });
    return limits;
  }

  private static List<String> named(String what, Map<String, String> rows) {
    return some(
        rows.entrySet().stream()
            .map(row -> what + (row.getKey().isEmpty() ? "" : row.getKey() + ": ") + row.getValue())
            .toList());
  }

  /** A few in full. */
  private static List<String> some(List<String> sentences) {
    return sentences.size() <= FEW
        ? sentences
        : Stream.concat(
                sentences.stream().limit(FEW),
                Stream.of("and so of " + (sentences.size() - FEW) + " more rows"))
            .toList();
  }

  private static List<String> forks(List<Row> rows) {
    int most = rows.stream().mapToInt(Limits::forks).max().orElseThrow();
    long single = rows.stream().filter(row -> forks(row) == 1).count();
    int needed = Gate.standard().leastForks();
    List<String> limits = new ArrayList<>();
    if (single > 0) {
      limits.add(
          "one fork of "
              + single
              + " of "
              + rows.size()
              + " rows: no interval there, so noise cannot be told from a difference");
    }
    if (most > 1 && most < needed) {
      limits.add(
          most
              + " forks: no verdict at 5 % on whether another run differs; compare needs "
              + needed
              + " a side");
    }
    return limits;
  }

  private static int forks(Row row) {
    return row.primary().rawData().isEmpty() ? row.forks() : row.primary().rawData().size();
  }

  private static List<String> pairs(List<Row> rows) {
    if (rows.stream().noneMatch(row -> row.arm().isPresent())) {
      return List.of(); // of neither arm, as another project's: there is no model to differ from
    }
    List<ArmPair> pairs = ArmPair.of(rows);
    List<String> limits = new ArrayList<>();
    if (pairs.isEmpty()) {
      limits.add("no cached row has an uncached partner of the same setting: no speed-up");
    }
    long unsure = pairs.stream().filter(ArmPair::isUnsure).count();
    if (unsure > 0) {
      limits.add(
          "the interval of "
              + unsure
              + " of "
              + pairs.size()
              + " speed-ups includes 1: noise alone may have decided which arm is ahead");
    }
    long approximate =
        rows.stream().filter(row -> row.exactness() == Exactness.APPROXIMATE).count();
    if (approximate > 0) {
      limits.add(
          approximate
              + " of "
              + rows.size()
              + " rows compute something else than the uncached model; what that costs in quality a"
              + " quality run says");
    }
    return limits;
  }

  private static List<String> origin(Environment environment) {
    List<String> limits = new ArrayList<>();
    if (environment.get("build", "git.dirty").orElse("").contains("true")) {
      limits.add("the measured code had uncommitted changes: its commit does not say all of it");
    }
    if (environment.get("build", "git.commit").isEmpty()) {
      limits.add("the commit of the measured code is not known");
    }
    environment
        .get("machine", "busyCoresAtStart")
        .filter(
            busy ->
                busy.matches("\\d+(\\.\\d+)?")
                    && Double.parseDouble(busy) > MachineFacts.BUSY_CORES)
        .ifPresent(busy -> limits.add("other work kept " + busy + " cores busy at the start"));
    return limits;
  }
}
