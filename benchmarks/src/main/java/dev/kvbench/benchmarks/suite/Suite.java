package dev.kvbench.benchmarks.suite;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A suite as its file says it, before parameters are multiplied out.
 *
 * @param name the file's name without its ending
 * @param description one line for people
 * @param time how long it takes, where the file says so, and on what
 * @param text the file, word for word
 * @param groups rows of one benchmark each
 */
public record Suite(
    String name, String description, Optional<String> time, String text, List<Group> groups) {

  /**
   * Rows of one benchmark: the product of its parameters' values.
   *
   * @param benchmark {@code Class.method} or fully qualified
   * @param params values by parameter, in the file's order
   * @param forks JVMs a row
   * @param warmup how much a fork does before it measures
   * @param measured how much a fork measures
   */
  record Group(
      String benchmark,
      Map<String, List<String>> params,
      int forks,
      Amount warmup,
      Amount measured) {}

  /**
   * So many iterations of a row, or as many as make so many tokens: the JIT compiles after so many
   * calls however they are grouped into generations, and a short generation needs more repetitions
   * for a steady figure.
   */
  record Amount(int count, boolean inTokens) {
    /** Iterations of a row that generates so many tokens in each. */
    int iterations(double tokensEach) {
      return inTokens ? (int) Math.round(count / tokensEach) : count;
    }
  }
}
