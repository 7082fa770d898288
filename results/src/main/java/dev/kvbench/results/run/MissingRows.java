package dev.kvbench.results.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The rows that a run did not measure, or not as often as it was asked to: among the facts of
 * section {@value #SECTION} of its environment there is one for each, of which some are named
 * {@code failed: ROW} and others {@code leftOut: ROW}.
 *
 * @param failed why a row failed, by the row in few words
 * @param leftOut how many forks of a row the time limit left out, in the same way
 */
public record MissingRows(Map<String, String> failed, Map<String, String> leftOut) {
  /** The section that holds the facts. */
  public static final String SECTION = "run";

  /** How a run ended that lacks nothing. */
  public static final String COMPLETE = "complete";

  /** The state of a run that goes on, or was stopped. */
  public static final String RUNNING = "running or stopped";

  private static final String FAILED = "failed: ";
  private static final String LEFT_OUT = "leftOut: ";

  /** Keeps copies, in their order. */
  public MissingRows {
    failed = Collections.unmodifiableMap(new LinkedHashMap<>(failed));
    leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
  }

  /** What a run's environment says. */
  public static MissingRows of(Environment environment) {
    Map<String, String> facts = environment.sections().getOrDefault(SECTION, Map.of());
    return new MissingRows(read(facts, FAILED), read(facts, LEFT_OUT));
  }

  /** Whether the run has ended by itself; one that says nothing of its state is taken to have. */
  public static boolean isOver(Environment environment) {
    return !environment.get(SECTION, "state").orElse("").startsWith("running");
  }

  private static Map<String, String> read(Map<String, String> facts, String kind) {
    Map<String, String> rows = new LinkedHashMap<>();
    facts.forEach(
        (name, value) -> {
          if (name.startsWith(kind)) {
            rows.put(name.substring(kind.length()), value);
          }
        });
    return rows;
  }

  /** This, and that a row failed; where another has its name there are the reasons of both. */
  public MissingRows withFailed(String row, String reason) {
    return new MissingRows(with(failed, row, reason), leftOut);
  }

  /** This, and that the time limit left out forks of a row, in the same way. */
  public MissingRows withLeftOut(String row, String forks) {
    return new MissingRows(failed, with(leftOut, row, forks));
  }

  /** Nothing is missing. */
  public static MissingRows none() {
    return new MissingRows(Map.of(), Map.of());
  }

  private static Map<String, String> with(Map<String, String> rows, String row, String value) {
    Map<String, String> more = new LinkedHashMap<>(rows);
    more.merge(row, value, (one, other) -> one + "; " + other);
    return more;
  }

  /** How the run ended and what it lacks, as facts of section {@value #SECTION}. */
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "state",
        COMPLETE
            + (failed.isEmpty() ? "" : ", with failed rows")
            + (leftOut.isEmpty() ? "" : ", cut by the time limit"));
    leftOut.forEach((row, forks) -> facts.put(LEFT_OUT + row, forks));
    failed.forEach((row, reason) -> facts.put(FAILED + row, reason));
    return facts;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return failed.isEmpty() && leftOut.isEmpty();
  }
}
