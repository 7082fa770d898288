package dev.kvbench.plot.report;

import dev.kvbench.plot.model.ComparedPolicy;
import dev.kvbench.plot.model.RunData;
import dev.kvbench.plot.model.Subtitle;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Exactness;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.Region;
import dev.kvbench.results.stats.ArmPair;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run says, in one sentence. */
public final class Headline {
  /** What is most asked for first, and the parameter that is its length. */
  private static final List<Map.Entry<String, String>> BENCHMARKS =
      List.of(
          Map.entry("GenerateBenchmark", "steps"),
          Map.entry("Gpt2Benchmark", "steps"),
          Map.entry("LadderBenchmark", "steps"),
          Map.entry("DecodeStepBenchmark", "position"),
          Map.entry("BatchBenchmark", "steps"),
          Map.entry("CrossoverBenchmark", "blockSize"));

  private Headline() {}

  /** The sentence, without its full stop. */
  public static String of(RunData run) {
    RunData usable = run.usable();
    List<ArmPair> pairs = ArmPair.of(usable.rows());
    for (Map.Entry<String, String> benchmark : BENCHMARKS) {
      List<ArmPair> own = pairs.stream().filter(p -> p.cached().isOf(benchmark.getKey())).toList();
      if (!own.isEmpty()) {
        return speedup(run, chosen(own, benchmark.getValue()), benchmark.getValue());
      }
    }
    if (run.quality().isPresent()) {
      return quality(run.quality().get());
    }
    if (!run.losses().isEmpty()) {
      return training(run.losses());
    }
    if (usable.rows().isEmpty()) {
      return "Nothing was measured that could be reported";
    }
    return usable.rows().stream().anyMatch(row -> row.arm().isPresent())
        ? "No cached row has an uncached partner: what a cache buys is not said"
        : count(usable.rows().size(), "row")
            + " of "
            + count(usable.rows().stream().map(Row::benchmark).distinct().count(), "benchmark");
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /**
   * Of answers that are the uncached model's, where there are any, the longest; of its policies the
   * one that charts compare with; and of what is left that with the fastest uncached arm, for a
   * speed-up over a slow one says little.
   */
  private static ArmPair chosen(List<ArmPair> pairs, String length) {
    List<ArmPair> exact =
        pairs.stream().filter(pair -> pair.cached().exactness() != Exactness.APPROXIMATE).toList();
    List<ArmPair> some = exact.isEmpty() ? pairs : exact;
    int longest =
        some.stream().mapToInt(pair -> pair.cached().count(length).orElse(0)).max().orElseThrow();
    List<ArmPair> longestOnes =
        some.stream().filter(pair -> pair.cached().count(length).orElse(0) == longest).toList();
    String policy =
        ComparedPolicy.among(
                longestOnes.stream().map(pair -> pair.cached().policy().orElse("")).toList())
            .orElseThrow();
    return longestOnes.stream()
        .filter(pair -> pair.cached().policy().orElse("").equals(policy))
        .min(Comparator.comparing(pair -> Estimates.of(pair.uncached()).value()))
        .orElseThrow();
  }

  private static String speedup(RunData run, ArmPair pair, String length) {
    Row row = pair.cached();
    Estimate ratio = pair.speedup();
    String policy = row.policy().orElse("");
    return "A KV cache makes "
        + what(row, length)
        + " "
        + Numbers.times(ratio.value())
        + (ratio.value() >= 1 ? " faster " : " as fast ")
        + interval(ratio)
        + (pair.isUnsure() ? ", which includes no difference" : "")
        + ": cached"
        + (policy.isEmpty() ? "" : " (" + policy + ")")
        + " against uncached"
        + Optional.ofNullable(row.params().get("rung")).map(r -> ", rung " + r).orElse("")
        + (row.exactness() == Exactness.APPROXIMATE ? ", whose answers differ" : "")
        + "; "
        + Subtitle.of(run.environment(), List.of(pair.cached(), pair.uncached()))
            .replace("  ·  ", ", ")
            .replace('\u00a0', ' ');
  }

  private static String what(Row row, String length) {
    int count = row.count(length).orElse(0);
    return switch (length) {
      case "steps" -> count + " tokens";
      case "position" -> "a token after " + count + " others";
      default -> "a token (" + row.params().getOrDefault("generation", "any") + " texts)";
    };
  }

  private static String interval(Estimate ratio) {
    return ratio.hasInterval()
        ? "[" + Numbers.interval(ratio.low(), ratio.high()) + "]"
        : "(no interval: one fork)";
  }

  /** A ratio of times with its interval. */
  static String times(Estimate ratio) {
    return Numbers.times(ratio.value()) + " " + interval(ratio);
  }

  private static String quality(Quality quality) {
    List<ArmQuality> cached =
        quality.arms().stream()
            .filter(arm -> !arm.isUncached())
            .filter(arm -> arm.dtype().equals(quality.reference().dtype()))
            .filter(arm -> Double.isFinite(past(arm).value()))
            .sorted(Comparator.comparing(arm -> past(arm).value()))
            .toList();
    return cached.isEmpty()
        ? "No cache policy's quality is a number"
        : "Past the window of "
            + quality.setting().blockSize()
            + " characters a cache costs between "
            + nats(cached.get(0))
            + " and "
            + nats(cached.get(cached.size() - 1))
            + " a character in likelihood against the uncached model";
  }

  private static Estimate past(ArmQuality arm) {
    return arm.in(Region.PAST).deltaNll();
  }

  private static String nats(ArmQuality arm) {
    Estimate past = past(arm);
    String interval =
        past.hasInterval() ? " [" + Numbers.interval(past.low(), past.high()) + "]" : "";
    return Numbers.digits(past.value()) + " nats" + interval + " (" + arm.policy() + ")";
  }

  private static String training(List<RunData.Loss> losses) {
    RunData.Loss last = losses.get(losses.size() - 1);
    return "A training of "
        + last.step()
        + " steps brought the loss on held-out text from "
        + Numbers.digits(losses.get(0).heldOut())
        + " to "
        + Numbers.digits(last.heldOut())
        + " nats a token";
  }
}
