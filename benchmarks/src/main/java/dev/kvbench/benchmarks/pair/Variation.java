package dev.kvbench.benchmarks.pair;

import dev.kvbench.results.io.InputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameter that the two sides of a pair have different values of. */
public record Variation(String name, List<String> values) {
  /**
   * Of {@code NAME=VALUE,VALUE}.
   *
   * @throws InputException if it is not that
   */
  public static Variation of(String option) {
    if (!option.matches("[^=]+=[^,]*,[^,]*")) {
      throw new InputException("--vary takes NAME=VALUE,VALUE, not '" + option + "'");
    }
    String[] sides = option.split("=", 2);
    return new Variation(sides[0], List.of(sides[1].split(",", -1)));
  }

  /** The one parameter that two values are given of; none where there are several such, or none. */
  public static Optional<Variation> among(Map<String, List<String>> overrides) {
    List<Variation> pairs =
        overrides.entrySet().stream()
            .filter(override -> override.getValue().size() == 2)
            .map(override -> new Variation(override.getKey(), List.copyOf(override.getValue())))
            .toList();
    return pairs.size() == 1 ? Optional.of(pairs.get(0)) : Optional.empty();
  }

  /** A side's value by the parameter's name, 0 being base and 1 the candidate. */
  public Map<String, String> of(int side) {
    return Map.of(name, values.get(side));
  }

  /** As {@code --vary} takes it. */
  public String option() {
    return name + "=" + String.join(",", values);
  }

  @Override
  public String toString() {
    return name + ": base " + values.get(0) + ", candidate " + values.get(1);
  }
}
