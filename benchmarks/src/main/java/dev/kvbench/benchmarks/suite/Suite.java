package dev.kvbench.benchmarks.suite;

import java.util.List;
import java.util.Map;

/**
 * A suite as its file says it, before parameters are multiplied out.
 *
 * @param name the file's name without its ending
 * @param description one line for people
 * @param text the file, word for word
 * @param groups rows of one benchmark each
 */
record Suite(String name, String description, String text, List<Group> groups) {

  /**
   * Rows of one benchmark: the product of its parameters' values.
   *
   * @param benchmark {@code Class.method} or fully qualified
   * @param params values by parameter, in the file's order
   * @param forks JVMs a row
   * @param warmupTokens tokens to decode in a fork before it measures
   * @param measuredTokens tokens to decode, measured, in a fork
   */
  record Group(
      String benchmark,
      Map<String, List<String>> params,
      int forks,
      int warmupTokens,
      int measuredTokens) {}
}
