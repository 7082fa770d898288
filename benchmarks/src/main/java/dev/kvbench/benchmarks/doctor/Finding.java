package dev.kvbench.benchmarks.doctor;

import java.util.Locale;

/**
 * One thing that was looked at.
 *
 * @param verdict whether it keeps suites from running
 * @param subject what was looked at, in a word or two
 * @param fact what there is
 * @param remedy what to do, or commands to do it, a line each; empty where there is nothing to do
 */
record Finding(Verdict verdict, String subject, String fact, String remedy) {
  enum Verdict {
    /** As it should be. */
    OK,
    /** Suites run, but something is not as it could be. */
    NOTE,
    /** Suites do not run, or must not be believed. */
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

  /** For a person: the verdict, the fact, and below it what to do. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format("%-7s  %s: %s", verdict.name().toLowerCase(Locale.ROOT), subject, fact));
    remedy
        .lines()
        .forEach(line -> text.append(System.lineSeparator()).append("         → ").append(line));
    return text.toString();
  }
}
