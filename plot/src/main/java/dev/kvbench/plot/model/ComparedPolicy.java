package dev.kvbench.plot.model;

import java.util.Collection;
import java.util.Optional;

/**
 * The one cache policy that stands for several, where a chart or a sentence has room for one: the
 * same everywhere, and chosen by its name, for a choice by its times would be one by luck.
 */
public final class ComparedPolicy {
  private static final String COMPARED = "ring";

  private ComparedPolicy() {}

  /** The ring where it is among them, otherwise the first by name; empty where there is none. */
  public static Optional<String> among(Collection<String> policies) {
    return policies.contains(COMPARED)
        ? Optional.of(COMPARED)
        : policies.stream().min(String::compareTo);
  }
}
