package dev.kvbench.results.compare;

import dev.kvbench.results.io.IncomparableException;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.RowMatching;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.Fingerprint;
import dev.kvbench.results.run.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The same code on two machines, side by side: a ratio for each row, with its interval, and no
 * verdict, for nothing is wrong with a slower machine.
 *
 * @param a the one machine, in words
 * @param b the other
 * @param differing facts that are not the same on both
 * @param ratios of the rows of both, in the order of the first
 * @param onlyA keys of rows that the other has not
 * @param onlyB likewise
 * @param remarks on what was read
 */
public record MachineComparison(
    String a,
    String b,
    List<Fingerprint.Difference> differing,
    List<Ratio> ratios,
    List<String> onlyA,
    List<String> onlyB,
    List<String> remarks) {

  /**
   * One row.
   *
   * @param row its name, taken from the first machine
   * @param a geometric mean of the forks' medians there, in {@code unit}
   * @param b likewise
   * @param unit of the two
   * @param ratio b / a
   * @param low lower end of the ratio's confidence interval; NaN where there is none
   * @param high upper end of it
   * @param forksA independent repetitions
   * @param forksB independent repetitions
   * @param notes on what the machines computed differently
   */
  public record Ratio(
      Row row,
      double a,
      double b,
      String unit,
      double ratio,
      double low,
      double high,
      int forksA,
      int forksB,
      List<String> notes) {}

  /**
   * Sets two machines side by side.
   *
   * @param gate whose metric, ignored parameters, exact metrics and alpha hold; it judges nothing
   * @param allowed facts of the code, by section and name, that may differ
   * @throws IncomparableException where the code differs, a side is of several machines, or the two
   *     have no row in common
   * @throws InputException for values that nothing can be said of, naming file and row
   */
  public static MachineComparison of(
      List<Source> a, List<Source> b, Gate gate, Set<String> allowed) {
    requireOneMachine(a);
    requireOneMachine(b);
    List<String> remarks = new ArrayList<>(code(a, b, allowed));
    Set<String> ignored = new HashSet<>(gate.ignoredParams());
    RowMatching.machinesOwn(List.of(rows(a), rows(b)))
        .forEach(
            (param, values) -> {
              ignored.add(param);
              remarks.add(param + ": " + String.join(" | ", values));
            });
    RowMatching names = Side.names(a, b, ignored);
    Side before = Side.of(a, names);
    Side after = Side.of(b, names);
    ExactMetric.requireKnown(gate.exact().keySet(), before);
    List<Ratio> ratios = new ArrayList<>();
    List<String> onlyA = new ArrayList<>();
    before
        .rows()
        .forEach(
            (key, rows) -> {
              List<Side.Located> others = after.rows().get(key);
              if (others == null) {
                onlyA.add(key);
              } else {
                ratios.add(ratio(rows, others, gate));
              }
            });
    List<String> onlyB = new ArrayList<>(after.rows().keySet());
    onlyB.removeAll(before.rows().keySet());
    if (ratios.isEmpty()) {
      throw new IncomparableException(
          a.get(0).path()
              + " and "
              + b.get(0).path()
              + " have no row in common; first rows: "
              + onlyA.get(0)
              + " | "
              + onlyB.get(0)
              + "; --ignore-param NAME leaves out what only the machines differ in");
    }
    List<Fingerprint.Difference> differing = EnvironmentCheck.differences(a.get(0), b.get(0));
    if (differing.isEmpty()) {
      remarks.add(
          isOneMachine(a.get(0), b.get(0))
              ? "as far as the environments tell, this is one machine"
              : "the environments do not say whether this is one machine");
    }
    return new MachineComparison(
        name(a.get(0)), name(b.get(0)), differing, ratios, onlyA, onlyB, remarks);
  }

  /** Sources by the machine that they are of, in the order of the first of each. */
  public static List<List<Source>> byMachine(List<Source> sources) {
    List<List<Source>> machines = new ArrayList<>();
    for (Source source : sources) {
      Optional<List<Source>> known =
          machines.stream()
              .filter(own -> EnvironmentCheck.differences(own.get(0), source).isEmpty())
              .findFirst();
      if (known.isPresent()) {
        known.get().add(source);
      } else {
        machines.add(new ArrayList<>(List.of(source)));
      }
    }
    return machines;
  }

  private static void requireOneMachine(List<Source> side) {
    for (Source other : side.subList(1, side.size())) {
      List<Fingerprint.Difference> differences = EnvironmentCheck.differences(side.get(0), other);
      if (!differences.isEmpty()) {
        throw new IncomparableException(
            String.format(
                "%s and %s are of different machines (%s); the baseline of --machines is one",
                side.get(0).path(), other.path(), Fingerprint.words(differences)));
      }
    }
  }

  /** Refuses other code on the other machine, and says what nobody knows of it. */
  private static Set<String> code(List<Source> a, List<Source> b, Set<String> allowed) {
    Set<String> remarks = new LinkedHashSet<>();
    Source first = a.get(0);
    List<Source> others = new ArrayList<>(a.subList(1, a.size()));
    others.addAll(b);
    for (Source other : others) {
      if (first.environment().isEmpty() || other.environment().isEmpty()) {
        remarks.add("no environment.json: nobody knows whether the code is the same");
        continue;
      }
      Environment here = first.environment().get();
      Environment there = other.environment().get();
      List<Fingerprint.Difference> refused = new ArrayList<>();
      for (Fingerprint.Difference difference : Fingerprint.codeDifferences(here, there)) {
        if (allowed.contains(difference.key())) {
          remarks.add("different, and allowed: " + difference);
        } else {
          refused.add(difference);
        }
      }
      if (!refused.isEmpty()) {
        throw new IncomparableException(
            String.format(
                "%s and %s are of different code: %s; --machines compares machines, so measure one"
                    + " build on all of them, or --allow-environment %s",
                first.path(),
                other.path(),
                Fingerprint.words(refused),
                String.join(",", refused.stream().map(Fingerprint.Difference::key).toList())));
      }
      if (Fingerprint.code(List.of(here, there)) == Fingerprint.Sameness.UNKNOWN) {
        remarks.add(
            here.get("build", "git.dirty").filter("true"::equals).isPresent()
                ? "the builds had uncommitted changes: nobody knows whether they are the same"
                : "the environments do not say which code it was: nobody knows whether it is the"
                    + " same");
      }
    }
    return remarks;
  }

  private static boolean isOneMachine(Source a, Source b) {
    return a.environment().isPresent()
        && b.environment().isPresent()
        && Fingerprint.machine(List.of(a.environment().get(), b.environment().get()))
            == Fingerprint.Sameness.SAME;
  }

  private static List<Row> rows(List<Source> side) {
    return side.stream().flatMap(source -> source.rows().stream()).toList();
  }

  private static Ratio ratio(List<Side.Located> a, List<Side.Located> b, Gate gate) {
    Sample here = Sample.of(a, gate.metric());
    Sample there = Sample.of(b, gate.metric());
    if (!here.unit().name().equals(there.unit().name())) {
      throw new InputException(
          "%s: %s is in %s, on the other machine in %s"
              .formatted(
                  b.get(0).source().path(),
                  there.row().key(),
                  there.unit().name(),
                  here.unit().name()));
    }
    Change change = Change.between(here, there, Better.LOWER, gate.alpha());
    double ratio = Math.exp(change.worse());
    String unit = here.row().primary().unit();
    double factor = MetricUnit.of(unit).factor();
    ExactMetric.Findings findings = ExactMetric.compare(gate.exact(), a, b);
    List<String> notes = new ArrayList<>(findings.failures());
    notes.addAll(findings.remarks());
    return new Ratio(
        here.row(),
        here.value() / factor,
        there.value() / factor,
        unit,
        ratio,
        ratio * Math.exp(-change.halfWidth()),
        ratio * Math.exp(change.halfWidth()),
        here.forks(),
        there.forks(),
        notes);
  }

  private static String name(Source source) {
    return source
        .environment()
        .map(
            known ->
                known.get("machine", "cpu").orElse("CPU unknown")
                    + ", "
                    + known.get("machine", "cpu.availableToJvm").orElse("?")
                    + " cores"
                    + known
                        .get("machine", "gpu")
                        .filter(gpu -> !gpu.equals("none") && !gpu.equals("unknown"))
                        .map(gpu -> ", " + gpu)
                        .orElse("")
                    + " ("
                    + source.path()
                    + ")")
        .orElse("unknown machine (" + source.path() + ")");
  }
}
