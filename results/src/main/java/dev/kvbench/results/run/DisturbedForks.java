package dev.kvbench.results.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run says of forks that other work on the machine disturbed: section {@value #SECTION} of
 * its environment.
 */
public final class DisturbedForks {
  /** The section that holds the facts. */
  public static final String SECTION = "disturbance";

  /** No fork. */
  public static final String NONE = "none";

  /** Of a system whose processor time cannot be read. */
  public static final String UNKNOWN = "unknown";

  private static final String AGAIN = "measuredAgain";
  private static final String LEFT = "disturbed";

  private DisturbedForks() {}

  /**
   * The facts of the section.
   *
   * @param rule in words
   * @param again how many forks were measured again, in words, or {@link #NONE}
   * @param left how many of those that count were disturbed and by how much, in words, or {@link
   *     #NONE} or {@link #UNKNOWN}
   * @param each what was done about a disturbed fork, by its name
   */
  public static Map<String, String> facts(
      String rule, String again, String left, Map<String, String> each) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("rule", rule);
    facts.put(AGAIN, again);
    facts.put(LEFT, left);
    facts.putAll(each);
    return facts;
  }

  /** What has to be known before the run is believed; nothing of a run that says nothing of it. */
  public static List<String> sentences(Environment run) {
    String again = run.get(SECTION, AGAIN).orElse(NONE);
    String left = run.get(SECTION, LEFT).orElse(NONE);
    List<String> sentences = new ArrayList<>();
    if (!again.equals(NONE)) {
      sentences.add(
          "disturbed by other work and measured again: "
              + again
              + "; section disturbance of environment.json names them");
    }
    if (left.equals(UNKNOWN)) {
      sentences.add("whether other work disturbed the forks, this system does not tell");
    } else if (!left.equals(NONE)) {
      sentences.add("disturbed by other work: " + left + "; intervals are wide for that");
    }
    return sentences;
  }
}
