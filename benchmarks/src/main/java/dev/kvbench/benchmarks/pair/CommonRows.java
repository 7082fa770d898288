package dev.kvbench.benchmarks.pair;

import dev.kvbench.results.io.InputException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What two jars can both measure of a suite. Each jar has its own suites and benchmarks, so that a
 * change may remove rows or add some: neither is a failure of the other side, and both are told.
 *
 * @param base the side with the planned rows that both have
 * @param candidate the same of the other side
 * @param missing rows that only base has
 * @param added rows that only the candidate has
 */
record CommonRows(PairSide base, PairSide candidate, List<String> missing, List<String> added) {

  /**
   * Asks both jars what rows their suite has.
   *
   * @param suite a suite's name, or the path of a file
   * @param overrides values that replace the suite's, by parameter
   * @throws InputException where they have no planned row in common
   */
  static CommonRows of(
      PairSide base, PairSide candidate, String suite, Map<String, List<String>> overrides) {
    Set<String> before = base.listed(suite, overrides);
    Set<String> after = candidate.listed(suite, overrides);
    List<Integer> both =
        IntStream.range(0, base.rows().size())
            .boxed()
            .filter(i -> before.contains(base.line(i)) && after.contains(candidate.line(i)))
            .toList();
    if (both.isEmpty()) {
      throw new InputException("the two jars have no row of suite " + suite + " in common");
    }
    return new CommonRows(
        base.only(both), candidate.only(both), without(before, after), without(after, before));
  }

  private static List<String> without(Set<String> rows, Set<String> others) {
    return rows.stream().filter(row -> !others.contains(row)).toList();
  }
}
