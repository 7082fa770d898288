package dev.kvbench.plot.report;

import dev.kvbench.plot.model.RowFacts;
import dev.kvbench.plot.model.RunData;
import dev.kvbench.plot.model.Subtitle;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.Region;
import dev.kvbench.results.stats.ArmPair;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Throughput;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** What a run says, in one sentence. */
public final class Headline {
  /** Parameters that are a row's length, the first that it has. */
  private static final List<String> LENGTHS =
      List.of("steps", "position", "promptLength", "blockSize");

  private Headline() {}

  /** The sentence, without its full stop. */
  public static String of(RunData run) {
    List<Row> rows = run.usable().rows();
    List<ArmPair> pairs = ArmPair.of(rows);
    if (!pairs.isEmpty()) {
      return speedup(run, chosen(pairs));
    }
    if (run.quality().isPresent()) {
      return quality(run.quality().get());
    }
    if (run.losses().size() == 1) {
      return "A training of %s ended with a loss on held-out text of %s nats a token"
          .formatted(
              Numbers.of(last(run.losses()).step(), "step"),
              Numbers.digits(last(run.losses()).heldOut()));
    }
    if (!run.losses().isEmpty()) {
      return "A training of %s brought the loss on held-out text from %s to %s nats a token"
          .formatted(
              Numbers.of(last(run.losses()).step(), "step"),
              Numbers.digits(run.losses().get(0).heldOut()),
              Numbers.digits(last(run.losses()).heldOut()));
    }
    boolean cached = Arm.CACHED.isIn(rows);
    boolean uncached = Arm.UNCACHED.isIn(rows);
    if (cached && uncached) {
      return "No cached row stands beside an uncached one of its setting: what a cache buys is not"
          + " said";
    }
    return "Rows measured: "
        + rows.size()
        + (cached
            ? ", none without a cache"
            : uncached ? ", none with a cache" : ", of neither arm");
  }

  private static <T> T last(List<T> all) {
    return all.get(all.size() - 1);
  }

  /**
   * Of kvbench's own pairs, where there are any; of the benchmark and number format that come
   * first; of answers that are the uncached model's, where there are any, the longest; of its
   * policies the one that charts compare with; and of what is left that with the fastest uncached
   * arm, for a speed-up over a slow one says little.
   */
  private static ArmPair chosen(List<ArmPair> all) {
    List<ArmPair> ours = all.stream().filter(pair -> !pair.cached().isPeer()).toList();
    List<ArmPair> from = ours.isEmpty() ? all : ours;
    Row first = from.get(0).cached();
    List<ArmPair> own =
        from.stream()
            .filter(pair -> pair.cached().benchmark().equals(first.benchmark()))
            .filter(pair -> pair.cached().param("dtype").equals(first.param("dtype")))
            .toList();
    List<ArmPair> exact = own.stream().filter(pair -> !pair.cached().isApproximate()).toList();
    List<ArmPair> some = exact.isEmpty() ? own : exact;
    int longest = some.stream().mapToInt(pair -> length(pair.cached())).max().orElseThrow();
    List<ArmPair> longOnes = some.stream().filter(p -> length(p.cached()) == longest).toList();
    String policy = RowFacts.comparedPolicy(longOnes.stream().map(ArmPair::cached).toList());
    return longOnes.stream()
        .filter(pair -> pair.cached().policy().orElse("").equals(policy))
        .min(Comparator.comparing(pair -> seconds(pair.uncached())))
        .orElseThrow();
  }

  /** Of a rate, too, less is faster. */
  private static double seconds(Row row) {
    return Throughput.secondsPerOperation(row).orElseThrow().value();
  }

  private static int length(Row row) {
    return LENGTHS.stream().flatMapToInt(it -> row.count(it).stream()).findFirst().orElse(0);
  }

  private static String speedup(RunData run, ArmPair pair) {
    Row row = pair.cached();
    Estimate ratio = pair.speedup();
    return "A KV cache makes "
        + what(row)
        + " "
        + Numbers.times(ratio.value())
        + " as fast "
        + interval(ratio)
        + (pair.isUnsure() ? ", which includes no difference" : "")
        + ": "
        + RowFacts.armName(row, Set.of())
        + " against uncached"
        + row.param("rung").map(rung -> ", rung " + rung).orElse("")
        + (row.isApproximate() ? ", whose answers differ" : "")
        + "; "
        + Subtitle.of(run.environment(), List.of(row, pair.uncached()))
            .replace("  ·  ", ", ")
            .replace('\u00a0', ' ');
  }

  private static String what(Row row) {
    if (row.count("steps").isPresent()) {
      return length(row)
          + (RowFacts.isReadTokenByToken(row) ? " tokens read one by one" : " tokens");
    }
    return row.param("position")
        .map(position -> "a token after " + position + " others")
        .or(() -> row.param("promptLength").map(length -> "a prompt of " + length + " tokens"))
        .or(() -> row.param("generation").map(kind -> "a token (" + kind + " texts)"))
        .orElse("a token");
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
        : "Past the window of %d tokens a cache costs between %s and %s a token in"
                .formatted(quality.setting().blockSize(), nats(cached.get(0)), nats(last(cached)))
            + " likelihood against the uncached model";
  }

  private static Estimate past(ArmQuality arm) {
    return arm.in(Region.PAST).deltaNll();
  }

  private static String nats(ArmQuality arm) {
    Estimate past = past(arm);
    String interval = past.hasInterval() ? " " + interval(past) : "";
    return Numbers.digits(past.value()) + " nats" + interval + " (" + arm.policy() + ")";
  }
}
