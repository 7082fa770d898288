package dev.kvbench.plot.report;

import dev.kvbench.plot.model.RowFacts;
import dev.kvbench.plot.model.RunData;
import dev.kvbench.results.compare.Gate;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.DisturbedForks;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.MachineFacts;
import dev.kvbench.results.run.MissingRows;
import dev.kvbench.results.run.ShardPlan;
import dev.kvbench.results.stats.ArmPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a run cannot say, and what must be known before it is believed, a sentence each. */
public final class Limits {
  /** So many rows are named one by one. */
  private static final int FEW = 4;

  private final Environment environment;
  private final List<String> limits = new ArrayList<>();

  private Limits(Environment environment) {
    this.environment = environment;
  }

  /** The sentences, without full stops; none where nothing is known against the run. */
  public static List<String> of(RunData run) {
    Limits limits = new Limits(run.environment());
    limits.addMissing();
    limits.addSome("no figure of a row: ", run.faults());
    List<Row> rows = run.usable().rows();
    if (!rows.isEmpty()) {
      limits.addForks(rows);
      limits.addPairs(rows, run.rows());
    }
    limits.addOrigin();
    return limits.limits;
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation would be another dependency
  private void add(boolean holds, String sentence, Object... parts) {
    if (holds) {
      limits.add(sentence.formatted(parts));
    }
  }

  private void addMissing() {
    Map<String, String> shard = environment.sections().getOrDefault(ShardPlan.SECTION, Map.of());
    add(
        !shard.isEmpty(),
        "shard %s of %s: rows of the others are not here; merge joins them",
        shard.getOrDefault("number", "unknown"),
        shard.getOrDefault("of", "unknown"));
    String state = environment.get("run", "state").orElse(MissingRows.COMPLETE);
    MissingRows missing = MissingRows.of(environment);
    boolean over = MissingRows.isOver(environment);
    add(!over, "this run is still going on, or was stopped: rows may be missing");
    add(
        over && missing.isEmpty() && !state.equals(MissingRows.COMPLETE),
        "rows or forks may be missing, for this run says of itself: %s",
        state);
    addSome("left out for the time limit: ", named(missing.leftOut()));
    addSome("failed: ", named(missing.failed()));
    environment
        .sections()
        .getOrDefault("peers", Map.of())
        .forEach(
            (name, sentence) ->
                add(
                    name.startsWith("leftOut"),
                    "left out of what the peer measures: %s",
                    sentence));
  }

  private static List<String> named(Map<String, String> rows) {
    return rows.entrySet().stream()
        .map(row -> (row.getKey().isEmpty() ? "" : row.getKey() + ": ") + row.getValue())
        .toList();
  }

  /** A few in full. */
  private void addSome(String what, List<String> sentences) {
    sentences.stream().limit(FEW).forEach(sentence -> limits.add(what + sentence));
    int more = sentences.size() - FEW;
    add(more > 0, "and so of %d more rows", more);
  }

  private void addForks(List<Row> rows) {
    int most = rows.stream().mapToInt(Limits::forks).max().orElseThrow();
    long single = rows.stream().filter(row -> forks(row) == 1).count();
    int needed = Gate.standard().leastForks();
    add(
        single > 0,
        "one fork of %d of %d rows: no interval there, so noise cannot be told from a difference",
        single,
        rows.size());
    add(
        most > 1 && most < needed,
        "%d forks: no verdict at 5 %% on whether another run differs; compare needs %d a side",
        most,
        needed);
  }

  private static int forks(Row row) {
    return row.primary().rawData().isEmpty() ? row.forks() : row.primary().rawData().size();
  }

  private void addPairs(List<Row> rows, List<Row> measured) {
    if (rows.stream().noneMatch(row -> row.arm().isPresent())) {
      return; // of neither arm, as another project's: there is no model to differ from
    }
    List<ArmPair> pairs = ArmPair.of(rows);
    add(
        pairs.isEmpty() && Arm.CACHED.isIn(measured) && Arm.UNCACHED.isIn(measured),
        "no cached row stands beside an uncached one of the same setting: no speed-up");
    long unsure = pairs.stream().filter(ArmPair::isUnsure).count();
    add(
        unsure > 0,
        "the interval of %d of %d speed-ups includes 1: noise alone may have decided which arm is"
            + " ahead; a quieter machine, one thread or more forks would tell",
        unsure,
        pairs.size());
    long approximate = rows.stream().filter(Row::isApproximate).count();
    add(
        rows.stream().anyMatch(RowFacts::isReadTokenByToken),
        "the host reads every token of TokenLatencyBenchmark before the next one is begun, which"
            + " takes time: of a generation in one call a token takes less");
    add(
        approximate > 0,
        "%d of %d rows compute something else than the uncached model; what that costs in quality a"
            + " quality run says",
        approximate,
        rows.size());
  }

  private void addOrigin() {
    add(
        environment.get("build", "git.dirty").orElse("").contains("true"),
        "the measured code had uncommitted changes: its commit does not say all of it");
    add(
        environment.get("build", "git.commit").isEmpty(),
        "the commit of the measured code is not known");
    String busy = environment.get("machine", "busyCoresAtStart").orElse("");
    add(
        busy.matches("\\d+(\\.\\d+)?") && Double.parseDouble(busy) > MachineFacts.BUSY_CORES,
        "other work kept %s cores busy at the start",
        busy);
    limits.addAll(DisturbedForks.sentences(environment));
  }
}
