package dev.kvbench.results.jmh;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The two ways of generating that the experiment compares. */
public enum Arm {
  UNCACHED,
  CACHED;

  /** The word for the arm, which is also the name of its benchmark method. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The arm that a benchmark method of this name measures. */
  public static Optional<Arm> ofMethod(String method) {
    return Arrays.stream(values()).filter(arm -> arm.word().equals(method)).findFirst();
  }

  /** Whether some row is of the arm. */
  public boolean isIn(List<Row> rows) {
    return rows.stream().anyMatch(row -> row.isOf(this));
  }
}
