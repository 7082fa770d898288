package dev.kvbench.results.run;

import dev.kvbench.results.io.Numbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a run says of forks that other work on the machine disturbed: section {@value #SECTION} of
 * its environment.
 *
 * @param unit what is counted: forks, or pairs of them
 * @param measured how many there are
 * @param again how many of them were measured again
 * @param disturbed how many of those that count were disturbed
 * @param cores that others took from the disturbed ones, added up over these
 * @param unknown of how many it is not known
 */
public record DisturbedForks(
    String unit, long measured, long again, long disturbed, double cores, long unknown) {
  /** The section that holds the facts. */
  public static final String SECTION = "disturbance";

  private static final String UNIT = "unit";
  private static final String MEASURED = "measured";
  private static final String AGAIN = "measuredAgain";
  private static final String DISTURBED = "disturbed";
  private static final String CORES = "coresTaken";
  private static final String UNKNOWN = "unknown";

  /** Of a run; nothing of one that says nothing of it. */
  static DisturbedForks of(Environment run) {
    return new DisturbedForks(
        run.get(SECTION, UNIT).orElse("forks"),
        (long) number(run, MEASURED),
        (long) number(run, AGAIN),
        (long) number(run, DISTURBED),
        number(run, CORES),
        (long) number(run, UNKNOWN));
  }

  private static double number(Environment run, String name) {
    return run.get(SECTION, name)
        .filter(value -> value.matches("\\d{1,9}(\\.\\d{1,9})?"))
        .map(Double::parseDouble)
        .orElse(0.0);
  }

  /** Of two runs that are taken for one. */
  DisturbedForks plus(DisturbedForks other) {
    return new DisturbedForks(
        unit,
        measured + other.measured,
        again + other.again,
        disturbed + other.disturbed,
        cores + other.cores,
        unknown + other.unknown);
  }

  /** The facts of the section. */
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(UNIT, unit);
    facts.put(MEASURED, Long.toString(measured));
    facts.put(AGAIN, Long.toString(again));
    facts.put(DISTURBED, Long.toString(disturbed));
    facts.put(CORES, String.format(Locale.ROOT, "%.3f", cores));
    facts.put(UNKNOWN, Long.toString(unknown));
    return facts;
  }

  /** What has to be known before a run is believed. */
  public static List<String> sentences(Environment run) {
    DisturbedForks forks = of(run);
    List<String> sentences = new ArrayList<>();
    if (forks.again > 0) {
      sentences.add(
          "disturbed by other work and measured again: %s; section %s of %s names them"
              .formatted(forks.share(forks.again), SECTION, RunDirectory.ENVIRONMENT));
    }
    if (forks.disturbed > 0) {
      sentences.add(
          "disturbed by other work: "
              + forks.share(forks.disturbed)
              + ", from which others took "
              + Numbers.digits(forks.cores / forks.disturbed)
              + " cores on average; intervals are wide for that");
    }
    if (forks.unknown > 0) {
      sentences.add(
          "not known whether other work disturbed them: "
              + forks.share(forks.unknown)
              + ", measured too shortly or on a system that does not tell");
    }
    return sentences;
  }

  private String share(long some) {
    return some + " of " + measured + " " + unit;
  }
}
