package dev.kvbench.results.compare;

import dev.kvbench.results.io.IncomparableException;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.RowMatching;
import dev.kvbench.results.run.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The verdicts on a candidate.
 *
 * @param gate the rule
 * @param rows of both sides, in the baseline's order
 * @param missing keys that the baseline has and the candidate lacks, each of which is a failure
 * @param added keys that only the candidate has
 * @param failed rows that could not be measured, with the reason, each of which is a failure
 * @param remarks on what was read
 */
public record Comparison(
    Gate gate,
    List<RowVerdict> rows,
    List<String> missing,
    List<String> added,
    List<String> failed,
    List<String> remarks) {

  /** Of the rows, for which {@link #sight} speaks. */
  private static final double MOST = 0.9;

  /** Exit code: nothing got worse. */
  public static final int PASSED = 0;

  /** Exit code: something got worse, or could not be measured. */
  public static final int REGRESSION = 1;

  /** Exit code: the sides cannot be compared, wholly or in part. */
  public static final int INCOMPARABLE = 3;

  /** Exit code under strict rules: something is not known. */
  public static final int UNDECIDED = 4;

  /**
   * Judges all rows. One of which nothing can be said, for what its file says of it, is a failure
   * and stops no other.
   *
   * @param remarks to be told with the verdicts
   * @throws InputException for a rule that fits no row
   * @throws IncomparableException where the two sides have no row in common
   */
  public static Comparison of(
      List<Source> baseline, List<Source> candidate, Gate gate, List<String> remarks) {
    RowMatching names = SourceRows.names(baseline, candidate, gate.ignoredParams());
    Map<String, List<SourceRows.Located>> before = SourceRows.rows(baseline, names);
    Map<String, List<SourceRows.Located>> after = SourceRows.rows(candidate, names);
    requireKnown(gate, before);
    List<String> common = before.keySet().stream().filter(after::containsKey).toList();
    List<String> missing = without(before.keySet(), after.keySet());
    List<String> added = without(after.keySet(), before.keySet());
    if (common.isEmpty()) {
      throw new IncomparableException(
          "%s and %s have no row in common; first rows: %s | %s"
              .formatted(
                  baseline.get(0).path(),
                  candidate.get(0).path(),
                  missing.get(0),
                  added.isEmpty() ? "none" : added.get(0)));
    }
    List<String> all = new ArrayList<>(remarks);
    List<String> failed = new ArrayList<>();
    List<RowPair> pairs = new ArrayList<>();
    for (String key : common) {
      if (gate.metric().isPresent() && !hasMetric(before.get(key), gate.metric().get())) {
        all.add("not compared, for it has no metric " + gate.metric().get() + ": " + key);
        continue;
      }
      Sample one;
      Sample other;
      try {
        one = Sample.of(before.get(key), gate.metric());
        other = Sample.of(after.get(key), gate.metric());
      } catch (InputException e) {
        failed.add(e.getMessage());
        continue;
      }
      if (!one.unit().name().equals(other.unit().name())) {
        failed.add(
            "%s is in %s, in the baseline in %s"
                .formatted(key, other.unit().name(), one.unit().name()));
        continue;
      }
      pairs.add(
          new RowPair(
              one,
              other,
              better(gate, one),
              Math.max(gate.threshold(), gate.floors().of(one.keys())),
              ExactMetric.compare(gate.exact(), before.get(key), after.get(key))));
    }
    withoutFloor(gate, pairs).ifPresent(all::add);
    gate.floors().foreign(candidate).ifPresent(all::add);
    return new Comparison(gate, gate.judge(pairs), missing, added, failed, all);
  }

  private static List<String> without(Set<String> keys, Set<String> others) {
    return keys.stream().filter(key -> !others.contains(key)).toList();
  }

  private static boolean hasMetric(List<SourceRows.Located> rows, String metric) {
    return rows.stream().allMatch(located -> Sample.metric(located.row(), metric).isPresent());
  }

  /** Refuses a rule that could never fail: of a metric that no row of the baseline has. */
  private static void requireKnown(Gate gate, Map<String, List<SourceRows.Located>> baseline) {
    Set<String> asked = new TreeSet<>(gate.exact().keySet());
    asked.removeAll(ExactMetric.DEFAULTS.keySet()); // which are for where they are
    gate.metric().ifPresent(asked::add);
    asked.removeIf(name -> baseline.values().stream().anyMatch(row -> hasMetric(row, name)));
    if (!asked.isEmpty()) {
      Set<String> known = new TreeSet<>();
      baseline.values().stream()
          .flatMap(List::stream)
          .forEach(one -> known.addAll(one.row().secondary().keySet()));
      throw new InputException(
          "no row of the baseline has the metric "
              + String.join(", ", asked)
              + (known.isEmpty() ? "; none has one" : "; there are " + String.join(", ", known)));
    }
  }

  /** What a measurement without any result says. */
  public static Comparison ofNothing(Gate gate) {
    return new Comparison(gate, List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /**
   * The same with what became of rows that were to be measured and are on neither side.
   *
   * @param moreFailed with the reason
   * @param unmeasured left out, so that nothing is known of them
   */
  public Comparison with(
      List<String> moreFailed, List<String> unmeasured, List<String> moreRemarks) {
    List<String> allFailed = new ArrayList<>(failed);
    allFailed.addAll(moreFailed);
    List<String> allMissing = new ArrayList<>(missing);
    allMissing.addAll(unmeasured);
    List<String> allRemarks = new ArrayList<>(remarks);
    allRemarks.addAll(moreRemarks);
    return new Comparison(gate, rows, allMissing, added, allFailed, allRemarks);
  }

  /** Rows that are called better or worse for what forks measured, which chance can do too. */
  public List<Row> changed() {
    return rows.stream().filter(RowVerdict::isChangeByMeasurement).map(RowVerdict::row).toList();
  }

  /**
   * The same after {@link #changed} rows were measured again: one keeps its verdict only if the
   * other comparison, by itself, gives it too. A row that the other has with fewer forks, or not at
   * all, keeps its verdict with a remark, so that a time limit does not hide a regression.
   */
  public Comparison confirmedBy(Comparison again) {
    Map<String, RowVerdict> others = new HashMap<>();
    again.rows.forEach(row -> others.put(row.row().key(), row));
    List<RowVerdict> confirmed =
        rows.stream().map(row -> row.confirmedBy(others.get(row.row().key()))).toList();
    return new Comparison(gate, confirmed, missing, added, failed, remarks);
  }

  private static Optional<String> withoutFloor(Gate gate, List<RowPair> pairs) {
    long without =
        pairs.stream().filter(pair -> !gate.floors().has(pair.baseline().keys())).count();
    return gate.floors().rows().isEmpty() || without == 0
        ? Optional.empty()
        : Optional.of("no noise floor is known of " + without + " of " + pairs.size() + " rows");
  }

  private static Better better(Gate gate, Sample sample) {
    return gate.better()
        .or(sample.unit()::better)
        .orElseThrow(
            () ->
                new InputException(
                    "the unit '"
                        + sample.unit().name()
                        + "' does not tell whether more is better; give --better"));
  }

  /** Rows of a verdict. */
  public long count(Verdict verdict) {
    return rows.stream().filter(row -> row.verdict() == verdict).count();
  }

  /**
   * What a process ends with. A regression or failure outweighs a missing row, and that a row
   * without verdict.
   *
   * @param strict whether a row without verdict is a failure
   */
  public int exitCode(boolean strict) {
    if (count(Verdict.REGRESSED) > 0 || !failed.isEmpty()) {
      return REGRESSION;
    }
    if (!missing.isEmpty() || rows.isEmpty()) {
      return INCOMPARABLE;
    }
    return strict && count(Verdict.INCONCLUSIVE) > 0 ? UNDECIDED : PASSED;
  }

  /** The whole in one sentence. */
  public String summary() {
    List<String> verdicts = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      if (count(verdict) > 0) {
        verdicts.add(count(verdict) + " " + verdict.name().toLowerCase(Locale.ROOT));
      }
    }
    List<String> parts = new ArrayList<>();
    parts.add(
        Numbers.of(rows.size(), "row")
            + ": "
            + (verdicts.isEmpty() ? "no verdict" : String.join(", ", verdicts)));
    if (!failed.isEmpty()) {
      parts.add(failed.size() + " failed");
    }
    if (!missing.isEmpty()) {
      parts.add(missing.size() + " missing from the candidate");
    }
    if (!added.isEmpty()) {
      parts.add(added.size() + " new");
    }
    return String.join("; ", parts);
  }

  /** What a green result is worth: which change for the worse it could have seen. */
  public String sight() {
    String change = gate.metric().isEmpty() ? "slow-down" : "change for the worse";
    double[] detectable = rows.stream().mapToDouble(RowVerdict::detectable).sorted().toArray();
    long seeing = Arrays.stream(detectable).filter(Double::isFinite).count();
    if (seeing == 0) {
      return "no " + change + " could have been seen, however large";
    }
    int most = (int) Math.min((double) seeing, Math.ceil(MOST * (double) detectable.length));
    return "a %s of %s or more could have been seen in %d of %s"
        .formatted(
            change,
            Numbers.percent(detectable[most - 1]),
            most,
            Numbers.of(detectable.length, "row"));
  }

  /** The exit code with its reason. */
  public String outcome(boolean strict) {
    int code = exitCode(strict);
    String why =
        switch (code) {
          case REGRESSION ->
              failed.isEmpty()
                  ? Numbers.of(count(Verdict.REGRESSED), "row") + " regressed"
                  : "%d regressed, %d failed".formatted(count(Verdict.REGRESSED), failed.size());
          case INCOMPARABLE ->
              missing.isEmpty()
                  ? "nothing could be compared"
                  : Numbers.of(missing.size(), "row") + " missing from the candidate";
          case UNDECIDED ->
              Numbers.of(count(Verdict.INCONCLUSIVE), "row") + " without verdict, and --strict";
          default -> "nothing was seen to get worse";
        };
    return "exit code " + code + ": " + why;
  }
}
