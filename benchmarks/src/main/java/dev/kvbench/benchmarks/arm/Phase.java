package dev.kvbench.benchmarks.arm;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What of a generation Gpt2Benchmark times. */
public enum Phase {
  /** From the prompt to the last token, as the article times it. */
  GENERATE,
  /** The prompt and the first token. */
  PREFILL,
  /** The tokens after the first one. */
  DECODE;

  /** The name as a parameter value. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The phase of that name.
   *
   * @throws IllegalArgumentException listing the names there are
   */
  public static Phase of(String label) {
    return Arrays.stream(values())
        .filter(phase -> phase.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown phase '"
                        + label
                        + "'; there are "
                        + Arrays.stream(values())
                            .map(Phase::label)
                            .collect(Collectors.joining(", "))));
  }
}
