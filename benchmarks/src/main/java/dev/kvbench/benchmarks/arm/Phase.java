package dev.kvbench.benchmarks.arm;

import dev.kvbench.transformer.tensor.Labels;
import java.util.Arrays;
import java.util.Optional;

/** What of a generation of a pretrained model is timed. */
public enum Phase {
  /** From the prompt to the last token, as the article times it. */
  GENERATE,
  /** The prompt and the first token. */
  PREFILL,
  /** The tokens after the first one. */
  DECODE;

  /** The phase of that name; empty where there is none, as in rows of others. */
  public static Optional<Phase> find(String label) {
    return Arrays.stream(values()).filter(phase -> Labels.of(phase).equals(label)).findFirst();
  }

  /** llama-bench's word: pp (a prompt is processed), tg (text is generated), @ d (so far in). */
  public String llamaBench(String promptLength, String steps) {
    return switch (this) {
      case GENERATE -> "pp" + promptLength + "+tg" + steps;
      case PREFILL -> "pp" + promptLength;
      case DECODE -> "tg" + steps + " @ d" + promptLength;
    };
  }
}
