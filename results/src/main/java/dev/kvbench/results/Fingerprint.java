package dev.kvbench.results;

import java.util.ArrayList;
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

  private Fingerprint() {}

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
      String x = before.getOrDefault(key, "missing");
      String y = after.getOrDefault(key, "missing");
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
