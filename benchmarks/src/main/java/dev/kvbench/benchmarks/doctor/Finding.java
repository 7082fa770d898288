package dev.kvbench.benchmarks.doctor;

import java.util.Locale;
import java.util.Optional;

/**
 * One thing that was looked at.
 *
 * @param verdict whether it keeps suites from running
 * @param subject what was looked at, in a word or two
 * @param fact what there is
 * @param remedy what to do; empty where there is nothing to do
 */
record Finding(Verdict verdict, String subject, String fact, String remedy) {
  private static final String MARK = "kvbench-finding";

  enum Verdict {
    /** As it should be. */
    OK,
    /** Suites run, but something is not as it could be. */
    NOTE,
    /** Suites do not run, or their figures must not be believed. */
    PROBLEM
  }

  static Finding ok(String subject, String fact) {
    return new Finding(Verdict.OK, subject, fact, "");
  }

  static Finding note(String subject, String fact, String remedy) {
    return new Finding(Verdict.NOTE, subject, fact, remedy);
  }

  static Finding problem(String subject, String fact, String remedy) {
    return new Finding(Verdict.PROBLEM, subject, fact, remedy);
  }

  boolean isProblem() {
    return verdict == Verdict.PROBLEM;
  }

  /** For a person: verdict, subject and fact in columns, and below what to do. */
  String text() {
    String text =
        String.format("%-8s %-10s  %s", verdict.name().toLowerCase(Locale.ROOT), subject, fact);
    return remedy.isEmpty() ? text : text + System.lineSeparator() + " ".repeat(21) + "→ " + remedy;
  }

  /** For {@link #parse}: one line, whatever the texts are. */
  String line() {
    return String.join(
        "\t",
        MARK,
        verdict.name(),
        subject,
        fact.replaceAll("\\s+", " "),
        remedy.replaceAll("\\s+", " "));
  }

  /** A finding that another process has printed; empty for other lines. */
  static Optional<Finding> parse(String line) {
    String[] parts = line.split("\t", -1);
    return parts.length == 5 && parts[0].equals(MARK)
        ? Optional.of(new Finding(Verdict.valueOf(parts[1]), parts[2], parts[3], parts[4]))
        : Optional.empty();
  }
}
