package dev.kvbench.benchmarks.doctor;

import java.util.Locale;
import java.util.Optional;

/**
 * What an engine's two arms gave for a small model on a device.
 *
 * @param device cpu or cuda
 * @param engine eager or script
 * @param dtype number format
 * @param difference of logits to the eager uncached model in float32 on the CPU, at most
 * @param tolerance what rounding explains
 * @param trouble why there is no answer, or what is wrong with it; empty for a right one
 */
record Answer(
    String device,
    String engine,
    String dtype,
    double difference,
    double tolerance,
    String trouble) {
  private static final String MARK = "kvbench-answer";
  private static final String BETWEEN = "\t";

  boolean agrees() {
    return trouble.isEmpty();
  }

  /** For {@link #parse}. */
  String line() {
    return String.join(
        BETWEEN,
        MARK,
        device,
        engine,
        dtype,
        Double.toString(difference),
        Double.toString(tolerance),
        trouble.replaceAll("\\s+", " "));
  }

  /** An answer that another process has printed; empty for other lines. */
  static Optional<Answer> parse(String line) {
    String[] parts = line.split(BETWEEN, -1);
    return parts.length == 7 && parts[0].equals(MARK)
        ? Optional.of(
            new Answer(
                parts[1],
                parts[2],
                parts[3],
                Double.parseDouble(parts[4]),
                Double.parseDouble(parts[5]),
                parts[6]))
        : Optional.empty();
  }

  Finding finding() {
    String who = String.format("%s, engine %s, %s", device, engine, dtype);
    return agrees()
        ? Finding.ok(
            "answers",
            String.format(
                Locale.ROOT,
                "%s: both arms agree, within %.1g (%.0g is rounding)",
                who,
                difference,
                tolerance))
        : Finding.problem(
            "answers",
            who + ": " + trouble,
            "believe no figure of it; choose another device, engine or dtype, and please report it"
                + " with all of this");
  }
}
