package dev.kvbench.results.run;

import dev.kvbench.results.io.IncomparableException;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.JmhRows;
import dev.kvbench.results.jmh.Row;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Joins the shards of a suite: runs of the same code in the same environment, of other rows. */
public final class Merge {
  private Merge() {}

  /**
   * What came of it.
   *
   * @param gaps what the shards were to measure and did not, a line each
   */
  public record Merged(RunDirectory run, List<String> gaps) {}

  /** A run that is joined with others. */
  private record Part(RunDirectory run, Environment environment, ShardPlan shard) {
    static Part of(RunDirectory run) {
      Environment environment = run.environment();
      return new Part(run, environment, ShardPlan.read(run, environment));
    }

    int number() {
      return shard.numbers().isEmpty() ? 0 : shard.numbers().get(0);
    }

    String state() {
      return environment.get("run", "state").orElse("state unknown");
    }

    /** The folder's name, and of a merged run those that it was merged from. */
    String origin() {
      return run.path().toAbsolutePath().normalize().getFileName()
          + environment.get("run", "mergedFrom").map(from -> " (" + from + ")").orElse("");
    }
  }

  /**
   * Makes a run directory with the rows of all runs: those of shards in the order of the run that
   * was not shared out, others in the order of the runs.
   *
   * @param root folder that it is made in
   * @param incomplete whether shards may be missing
   * @throws InputException where two runs hold the same row or are the same shard, or one of them
   *     cannot be read; then nothing is made
   * @throws IncomparableException where runs differ in machine, software, code or plan, or a shard
   *     is missing
   */
  public static Merged of(List<RunDirectory> runs, Path root, Instant now, boolean incomplete) {
    List<Part> parts =
        runs.stream().map(Part::of).sorted(Comparator.comparingInt(Part::number)).toList();
    parts.forEach(part -> requireSame(parts.get(0), part));
    ShardPlan plan = joinedPlan(parts);
    if (!incomplete && !plan.missing().isEmpty()) {
      throw new IncomparableException(missing(plan));
    }
    List<String> order = plan.rows().stream().map(ShardPlan.ShardRow::line).toList();
    List<Row> rows =
        parts.stream()
            .flatMap(part -> part.run().rows().stream())
            .sorted(Comparator.comparingInt(row -> order.indexOf(row.line())))
            .toList();
    String results = ordered(parts, rows).toJson();
    Environment environment =
        MergedEnvironment.of(
            parts.stream().map(Part::environment).toList(),
            parts.stream().map(Part::origin).toList(),
            rows.size(),
            plan);
    String suite = environment.get("suite", "name").orElse("runs").replace("; ", "-");
    RunDirectory merged = RunDirectory.create(root, suite + "-merged", now);
    merged.write(RunDirectory.ENVIRONMENT, environment.toJson());
    if (!plan.missing().isEmpty()) {
      plan.write(merged);
    }
    merged.write(RunDirectory.JMH_JSON, results); // last: with it the directory is a run
    return new Merged(merged, gaps(parts, plan, rows));
  }

  private static void requireSame(Part first, Part other) {
    String both = first.run().path() + " and " + other.run().path();
    List<Fingerprint.Difference> differences =
        new ArrayList<>(Fingerprint.differences(first.environment(), other.environment()));
    differences.addAll(Fingerprint.codeDifferences(first.environment(), other.environment()));
    if (!differences.isEmpty()) {
      throw new IncomparableException(
          "%s differ in %s; merge joins shards of one suite only"
              .formatted(both, Fingerprint.words(differences)));
    }
    ShardPlan a = first.shard();
    ShardPlan b = other.shard();
    if (a.of() != b.of() || !a.rows().equals(b.rows())) {
      throw new IncomparableException(
          ("%s are of different plans (rows, parameters, --forks, what auto is there): %s | %s;"
                  + " merge each suite on its own")
              .formatted(both, a.label(), b.label()));
    }
  }

  /** All shards that are there as one; each may be there once. */
  private static ShardPlan joinedPlan(List<Part> parts) {
    Map<Integer, Part> owners = new HashMap<>();
    for (Part part : parts) {
      for (int number : part.shard().numbers()) {
        Part other = owners.put(number, part);
        if (other != null) {
          throw new InputException(
              "%s (%s) and %s (%s) are both shard %d of %d; give one of them"
                  .formatted(
                      other.run().path(),
                      other.state(),
                      part.run().path(),
                      part.state(),
                      number,
                      part.shard().of()));
        }
      }
    }
    return parts.get(0).shard().withNumbers(owners.keySet());
  }

  private static String missing(ShardPlan plan) {
    List<Integer> missing = plan.missing();
    return "%s missing: run %s; or join what is there with --incomplete"
        .formatted(
            plan.withNumbers(missing).label(),
            missing.stream()
                .map(number -> "`%s --shard %d/%d`".formatted(plan.command(), number, plan.of()))
                .collect(Collectors.joining(", ")));
  }

  private static JmhRows ordered(List<Part> parts, List<Row> order) {
    Map<String, Path> owners = new HashMap<>();
    JmhRows all = JmhRows.none();
    for (Part part : parts) {
      JmhRows own = JmhRows.read(part.run().jmhJson());
      for (String key : own.rows().keySet()) {
        Path other = owners.put(key, part.run().path());
        if (other != null) {
          throw new InputException(
              "%s and %s both hold %s; merge joins runs of different rows (compare pools repeated ones)"
                  .formatted(other, part.run().path(), key));
        }
      }
      all.rows().putAll(own.rows());
    }
    JmhRows ordered = JmhRows.none();
    order.forEach(row -> ordered.rows().put(row.key(), all.rows().get(row.key())));
    return ordered;
  }

  /**
   * What shards were to measure and did not, a line each: shards that did not come to their end,
   * rows that are not there, and rows with fewer forks than planned.
   */
  private static List<String> gaps(List<Part> parts, ShardPlan plan, List<Row> measured) {
    List<String> gaps = new ArrayList<>();
    for (Part part : parts) {
      if (!plan.rows().isEmpty() && !part.state().equals(MissingRows.COMPLETE)) {
        gaps.add(
            "%s (%s) did not end as complete: %s"
                .formatted(part.run().path(), part.shard().label(), part.state()));
      }
    }
    Map<String, Integer> forks = new HashMap<>();
    measured.forEach(row -> forks.merge(row.line(), row.forks(), Integer::sum));
    for (ShardPlan.ShardRow row : plan.rows()) {
      int done = forks.getOrDefault(row.line(), 0);
      if (plan.numbers().contains(row.shard()) && done < row.forks()) {
        gaps.add(
            done == 0
                ? "not measured: " + row.line()
                : "measured with %d of %d forks: %s".formatted(done, row.forks(), row.line()));
      }
    }
    return gaps;
  }
}
