package dev.kvbench.results.compare;

import dev.kvbench.results.io.IncomparableException;
import dev.kvbench.results.run.DisturbedForks;
import dev.kvbench.results.run.Fingerprint;
import dev.kvbench.results.run.Source;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Refuses to compare times of different machines, JVMs or libraries: the difference would be
 * theirs, not the code's.
 */
public final class EnvironmentCheck {
  /** As many facts as a line can hold. */
  private static final int FEW = 5;

  private static final List<String> TELLING =
      List.of("machine.cpu:", "machine.gpu:", "os.name:", "jvm.version:");

  /** Stands for the whole {@code environment.json} where only some sources have one. */
  public static final String MISSING = "environment";

  /** The section of what a run found out about the machine by trying, for all of its forks. */
  public static final String PROFILE = "profile";

  /** Begins the names of those of its facts that are kernels. */
  private static final String KERNELS = "kernels.";

  private EnvironmentCheck() {}

  /**
   * Looks at all sources against the first one.
   *
   * @param allowed facts that may differ, by section and name, as messages name them
   * @return remarks on differences that are allowed, and on what cannot be known
   * @throws IncomparableException naming the facts that differ
   */
  public static List<String> require(
      List<Source> baseline, List<Source> candidate, Set<String> allowed) {
    List<Source> all = Stream.concat(baseline.stream(), candidate.stream()).toList();
    Source first = all.get(0);
    Set<String> remarks = new LinkedHashSet<>();
    Set<String> refused = new TreeSet<>();
    List<String> facts = new ArrayList<>();
    for (Source other : all.subList(1, all.size())) {
      for (Fingerprint.Difference difference : differences(first, other)) {
        String words = difference.toString();
        if (allowed.contains(difference.key())) {
          remarks.add("different, and allowed: " + words);
        } else if (refused.add(difference.key())) {
          facts.add(words);
        }
      }
    }
    if (!refused.isEmpty()) {
      throw new IncomparableException(
          "different environments: " + few(facts) + "; " + remedy(refused));
    }
    if (all.stream().allMatch(source -> source.environment().isEmpty())) {
      remarks.add("no environment.json: nobody knows whether the machines are the same");
    }
    notInTurns(baseline, candidate).ifPresent(remarks::add);
    all.forEach(other -> otherKernels(first, other).ifPresent(remarks::add));
    all.forEach(
        run ->
            run.environment().map(DisturbedForks::sentences).orElse(List.of()).stream()
                .map(sentence -> run.path() + ": " + sentence)
                .forEach(remarks::add));
    return List.copyOf(remarks);
  }

  /** A word where one side was measured wholly before the other; empty where times are unknown. */
  private static Optional<String> notInTurns(List<Source> baseline, List<Source> candidate) {
    boolean apart = isBefore(baseline, candidate) || isBefore(candidate, baseline);
    return apart
        ? Optional.of(
            "the sides were measured one after the other, not in turns: what the machine did"
                + " meanwhile looks like a change; measure with pair, or in the order A B B A")
        : Optional.empty();
  }

  /** A word where two runs, each by its own trial, chose other kernels for the same thing. */
  private static Optional<String> otherKernels(Source one, Source other) {
    Map<String, String> chosen = profile(one);
    return profile(other).entrySet().stream()
        .filter(kernels -> kernels.getKey().startsWith(KERNELS))
        .filter(kernels -> chosen.containsKey(kernels.getKey()))
        .filter(kernels -> !chosen.get(kernels.getKey()).equals(kernels.getValue()))
        .map(kernels -> chosen.get(kernels.getKey()) + " | " + kernels.getValue())
        .findFirst()
        .map(
            words ->
                "the runs chose other kernels ("
                    + words
                    + "): times and counted operations may differ for that alone; measure with"
                    + " pair, or pin them by -Dkvbench.machine");
  }

  private static Map<String, String> profile(Source run) {
    return run.environment()
        .map(environment -> environment.sections().get(PROFILE))
        .orElse(Map.of());
  }

  private static boolean isBefore(List<Source> some, List<Source> others) {
    List<Instant> ends = some.stream().flatMap(run -> time(run, "ended").stream()).toList();
    List<Instant> starts = others.stream().flatMap(run -> time(run, "started").stream()).toList();
    return ends.size() == some.size()
        && starts.size() == others.size()
        && !ends.isEmpty()
        && !starts.isEmpty()
        && Collections.max(ends).compareTo(Collections.min(starts)) <= 0;
  }

  private static Optional<Instant> time(Source run, String name) {
    try {
      return run.environment()
          .flatMap(environment -> environment.get("run", name))
          .map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty(); // of a run by hand, say
    }
  }

  /** All of a few; of another machine's many as many as a line can hold, the telling ones first. */
  private static String few(List<String> facts) {
    if (facts.size() <= FEW) {
      return String.join("; ", facts);
    }
    return facts.stream()
        .sorted(Comparator.comparing(fact -> TELLING.stream().noneMatch(fact::startsWith)))
        .limit(FEW)
        .collect(Collectors.joining("; ", "", "; and %d more".formatted(facts.size() - FEW)));
  }

  private static String remedy(Set<String> refused) {
    String allow =
        refused.size() <= FEW ? ", or --allow-environment " + String.join(",", refused) : "";
    return "measure on one machine (pair does)"
        + allow
        + "; report shows runs of several machines beside each other";
  }

  /** Facts of machine, JVM and libraries that two sources do not share. */
  static List<Fingerprint.Difference> differences(Source a, Source b) {
    List<Fingerprint.Difference> differences =
        new ArrayList<>(Fingerprint.differences(a.jvm(), b.jvm()));
    if (a.environment().isPresent() && b.environment().isPresent()) {
      differences.addAll(Fingerprint.differences(a.environment().get(), b.environment().get()));
    } else if (a.environment().isPresent() != b.environment().isPresent()) {
      differences.add(
          new Fingerprint.Difference(
              MISSING,
              a.environment().map(e -> "known").orElse("unknown"),
              b.environment().map(e -> "known").orElse("unknown")));
    }
    return differences;
  }
}
