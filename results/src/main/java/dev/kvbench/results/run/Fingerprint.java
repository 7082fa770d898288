package dev.kvbench.results.run;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The facts of an environment that a time depends on: machine, system, JVM, engine. What the code
 * is (section {@code build}) is not among them, for to compare code is why runs are compared; nor
 * is what was asked for (sections {@code suite}, {@code model}, {@code weights}, {@code run}),
 * which rows say themselves.
 */
public final class Fingerprint {
  private static final Set<String> SECTIONS = Set.of("machine", "os", "jvm", "engine", "jmh");

  /** Other from one run to the next on one and the same machine. */
  private static final Set<String> PASSING =
      Set.of(
          "machine.loadAverage1min",
          "machine.memory.availableMiB",
          "machine.busyCoresAtStart",
          // Of the rows that were asked for, whose parameters say it.
          "engine.name",
          "engine.device",
          "engine.threads");

  /**
   * A fact that is not the same on both sides.
   *
   * @param key section and name, {@code section.name}
   * @param a value on one side, {@code missing} where it has none
   * @param b value on the other
   */
  public record Difference(String key, String a, String b) {
    @Override
    public String toString() {
      return key + ": " + a + " | " + b;
    }
  }

  /** What environments say of something that may be the same in all of them. */
  public enum Sameness {
    SAME,
    DIFFERS,
    /** At least one does not say. */
    UNKNOWN
  }

  private static final String MISSING = "missing";

  /** What facts have in place of a value, or would have if they could be found out. */
  private static final Set<String> NOT_KNOWN = Set.of(MISSING, "unknown");

  private Fingerprint() {}

  /**
   * Whether machine, system, JVM and engine are the same: one fact of two known values is enough
   * for a difference, and without the processor's name nothing is known to be the same.
   */
  public static Sameness machine(List<Environment> all) {
    Sameness sameness = Sameness.SAME;
    for (Environment other : all) {
      if (NOT_KNOWN.contains(facts(other).getOrDefault("machine.cpu", MISSING))) {
        sameness = Sameness.UNKNOWN;
      }
      for (Difference difference : differences(all.get(0), other)) {
        if (!NOT_KNOWN.contains(difference.a) && !NOT_KNOWN.contains(difference.b)) {
          return Sameness.DIFFERS;
        }
        sameness = Sameness.UNKNOWN;
      }
    }
    return sameness;
  }

  /** The facts by section and name, sorted. */
  public static Map<String, String> facts(Environment environment) {
    Map<String, String> facts = new TreeMap<>();
    for (String section : SECTIONS) {
      environment
          .sections()
          .getOrDefault(section, Map.of())
          .forEach((name, value) -> facts.put(section + "." + name, value));
    }
    facts.keySet().removeAll(PASSING);
    return facts;
  }

  /** What differs, sorted by key. */
  public static List<Difference> differences(Environment a, Environment b) {
    return differences(facts(a), facts(b));
  }

  /** What differs in the code that was measured, sorted by key. */
  public static List<Difference> codeDifferences(Environment a, Environment b) {
    return differences(code(a), code(b));
  }

  private static Map<String, String> code(Environment environment) {
    Map<String, String> facts = new TreeMap<>();
    for (String name : List.of("git.commit", "git.dirty", "version")) {
      environment.get("build", name).ifPresent(value -> facts.put("build." + name, value));
    }
    return facts;
  }

  private static List<Difference> differences(
      Map<String, String> before, Map<String, String> after) {
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    return keys.stream()
        .map(
            key ->
                new Difference(
                    key, before.getOrDefault(key, MISSING), after.getOrDefault(key, MISSING)))
        .filter(difference -> !difference.a.equals(difference.b))
        .toList();
  }

  /** Differences in one line. */
  public static String words(List<Difference> differences) {
    return differences.stream().map(Difference::toString).collect(Collectors.joining("; "));
  }
}
