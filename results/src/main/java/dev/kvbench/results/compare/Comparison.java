package dev.kvbench.results.compare;

import dev.kvbench.results.io.IncomparableException;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.RowMatching;
import dev.kvbench.results.run.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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

  /** Exit code: nothing got worse. */
  public static final int PASSED = 0;

  /** Exit code: something got worse, or could not be measured. */
  public static final int REGRESSION = 1;

  /** Exit code: the sides cannot be compared, wholly or in part. */
  public static final int INCOMPARABLE = 3;

  /** Exit code under strict rules: something is not known. */
  public static final int UNDECIDED = 4;

  /**
   * Judges all rows.
   *
   * @param remarks to be told with the verdicts
   * @throws InputException for values that nothing can be said of, naming file and row
   * @throws IncomparableException where the two sides have no row in common
   */
  public static Comparison of(
      List<Source> baseline, List<Source> candidate, Gate gate, List<String> remarks) {
    RowMatching names = Side.names(baseline, candidate, gate.ignoredParams());
    Side before = Side.of(baseline, names);
    Side after = Side.of(candidate, names);
    ExactMetric.requireKnown(gate.exact().keySet(), before);
    Map<String, RowPair> pairs = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    before
        .rows()
        .forEach(
            (key, measurements) -> {
              List<Side.Located> others = after.rows().get(key);
              if (others == null) {
                missing.add(key);
              } else {
                pairs.put(key, pair(gate, measurements, others));
              }
            });
    List<String> added = new ArrayList<>(after.rows().keySet());
    added.removeAll(before.rows().keySet());
    if (pairs.isEmpty()) {
      throw new IncomparableException(
          baseline.get(0).path()
              + " and "
              + candidate.get(0).path()
              + " have no row in common; first rows: "
              + missing.get(0)
              + " | "
              + (added.isEmpty() ? "none" : added.get(0)));
    }
    List<String> all = new ArrayList<>(remarks);
    withoutFloor(gate, pairs).ifPresent(all::add);
    gate.floors().foreign(candidate).ifPresent(all::add);
    return new Comparison(
        gate, verdicts(gate, List.copyOf(pairs.values())), missing, added, List.of(), all);
  }

  /** What a measurement without any result says. */
  public static Comparison ofNothing(Gate gate) {
    return new Comparison(gate, List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /**
   * The same with what became of rows that were to be measured and are on neither side.
   *
   * @param failed with the reason
   * @param unmeasured left out, so that nothing is known of them
   */
  public Comparison with(List<String> failed, List<String> unmeasured, List<String> moreRemarks) {
    List<String> allMissing = new ArrayList<>(missing);
    allMissing.addAll(unmeasured);
    List<String> allRemarks = new ArrayList<>(remarks);
    allRemarks.addAll(moreRemarks);
    return new Comparison(gate, rows, allMissing, added, List.copyOf(failed), allRemarks);
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

  private static Optional<String> withoutFloor(Gate gate, Map<String, RowPair> pairs) {
    if (gate.floors().rows().isEmpty()) {
      return Optional.empty();
    }
    long without =
        pairs.values().stream().filter(pair -> !gate.floors().has(pair.baseline().keys())).count();
    return without == 0
        ? Optional.empty()
        : Optional.of("no noise floor is known of " + without + " of " + pairs.size() + " rows");
  }

  private static RowPair pair(
      Gate gate, List<Side.Located> baseline, List<Side.Located> candidate) {
    Sample before = Sample.of(baseline, gate.metric());
    Sample after = Sample.of(candidate, gate.metric());
    if (!before.unit().name().equals(after.unit().name())) {
      throw new InputException(
          candidate.get(0).source().path()
              + ": "
              + after.row().key()
              + " is in "
              + after.unit().name()
              + ", in the baseline in "
              + before.unit().name());
    }
    Better better =
        gate.better()
            .or(before.unit()::better)
            .orElseThrow(
                () ->
                    new InputException(
                        "the unit '"
                            + before.unit().name()
                            + "' does not tell whether more is better; give --better"));
    return new RowPair(
        before,
        after,
        better,
        Change.between(before, after, better, gate.alpha()),
        Math.max(gate.threshold(), gate.floors().of(before.keys())),
        ExactMetric.compare(gate.exact(), baseline, candidate));
  }

  private static List<RowVerdict> verdicts(Gate gate, List<RowPair> pairs) {
    double[] adjusted =
        Holm.adjust(pairs.stream().mapToDouble(pair -> pair.change().p()).toArray());
    List<RowVerdict> verdicts = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      verdicts.add(gate.judge(pairs.get(i), adjusted[i], pairs.size()));
    }
    return verdicts;
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
    if (!missing.isEmpty()) {
      return INCOMPARABLE;
    }
    return strict && count(Verdict.INCONCLUSIVE) > 0 ? UNDECIDED : PASSED;
  }

  /** The whole in one sentence. */
  public String summary() {
    List<String> verdicts =
        Arrays.stream(Verdict.values())
            .filter(verdict -> count(verdict) > 0)
            .map(verdict -> count(verdict) + " " + verdict.name().toLowerCase(Locale.ROOT))
            .toList();
    List<String> parts = new ArrayList<>();
    parts.add(
        rows.size()
            + (rows.size() == 1 ? " row: " : " rows: ")
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
}
