package dev.kvbench.results.run;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
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

  /** What facts have in place of a value that could not be found out. */
  private static final String NOT_KNOWN = "unknown";

  private Fingerprint() {}

  /** Whether machine, system, JVM and engine are the same. */
  public static Sameness machine(List<Environment> all) {
    return ofAll(all, (a, b) -> sameness(facts(a), facts(b), "machine.cpu"));
  }

  /** Whether the measured code is the same; of uncommitted changes nobody knows what they are. */
  public static Sameness code(List<Environment> all) {
    return ofAll(
        all,
        (a, b) -> {
          Sameness committed = sameness(code(a), code(b), "build.git.commit");
          boolean clean = isClean(a) && isClean(b);
          return committed == Sameness.SAME && !clean ? Sameness.UNKNOWN : committed;
        });
  }

  private static boolean isClean(Environment environment) {
    return environment.get("build", "git.dirty").filter("false"::equals).isPresent();
  }

  /** Of every two of them: one difference is enough, and then one that is not known. */
  private static Sameness ofAll(
      List<Environment> all, BiFunction<Environment, Environment, Sameness> ofTwo) {
    Set<Sameness> found = EnumSet.noneOf(Sameness.class);
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        found.add(ofTwo.apply(all.get(i), all.get(j)));
      }
    }
    return found.contains(Sameness.DIFFERS)
        ? Sameness.DIFFERS
        : found.contains(Sameness.UNKNOWN) ? Sameness.UNKNOWN : Sameness.SAME;
  }

  /** By facts that both have; without the telling one nothing is known to be the same. */
  private static Sameness sameness(Map<String, String> a, Map<String, String> b, String telling) {
    List<Difference> differences = differences(a, b);
    if (differences.stream().anyMatch(d -> isKnown(d.a()) && isKnown(d.b()))) {
      return Sameness.DIFFERS;
    }
    boolean told = isKnown(a.getOrDefault(telling, MISSING));
    return told && differences.isEmpty() ? Sameness.SAME : Sameness.UNKNOWN;
  }

  private static boolean isKnown(String value) {
    return !value.equals(MISSING) && !value.equals(NOT_KNOWN);
  }

  /** The facts by section and name, sorted. */
  public static Map<String, String> facts(Environment environment) {
    Map<String, String> facts = new TreeMap<>();
    environment
        .sections()
        .forEach(
            (section, names) -> {
              if (SECTIONS.contains(section)) {
                names.forEach((name, value) -> facts.put(section + "." + name, value));
              }
            });
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
    List<Difference> differences = new ArrayList<>();
    for (String key : keys) {
      String x = before.getOrDefault(key, MISSING);
      String y = after.getOrDefault(key, MISSING);
      if (!x.equals(y)) {
        differences.add(new Difference(key, x, y));
      }
    }
    return differences;
  }

  /** Differences in one line. */
  public static String words(List<Difference> differences) {
    return differences.stream().map(Difference::toString).collect(Collectors.joining("; "));
  }
}
