package dev.kvbench.benchmarks.cli;

import dev.kvbench.results.io.InputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameter that the two sides of a pair have different values of. */
record Variation(String name, List<String> values) {
  private static final int SIDES = 2;

  /**
   * Of {@code NAME=VALUE,VALUE}.
   *
   * @throws InputException if it is not that
   */
  static Variation of(String option) {
    int equals = option.indexOf('=');
    List<String> values = List.of(option.substring(equals + 1).split(",", -1));
    if (equals < 1 || values.size() != SIDES) {
      throw new InputException(
          "--vary takes NAME=VALUE,VALUE with two values, not '" + option + "'");
    }
    return new Variation(option.substring(0, equals), values);
  }

  /** The one parameter that two values are given of; none where there are several such, or none. */
  static Optional<Variation> among(Map<String, List<String>> overrides) {
    List<Variation> pairs =
        overrides.entrySet().stream()
            .filter(override -> override.getValue().size() == SIDES)
            .map(override -> new Variation(override.getKey(), List.copyOf(override.getValue())))
            .toList();
    return pairs.size() == 1 ? Optional.of(pairs.get(0)) : Optional.empty();
  }

  /** A side's value by the parameter's name, 0 being base and 1 the candidate. */
  Map<String, String> of(int side) {
    return Map.of(name, values.get(side));
  }

  /** As {@code --vary} takes it. */
  String option() {
    return name + "=" + String.join(",", values);
  }

  @Override
  public String toString() {
    return name + ": base " + values.get(0) + ", candidate " + values.get(1);
  }
}
