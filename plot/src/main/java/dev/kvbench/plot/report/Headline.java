package dev.kvbench.plot.report;

import dev.kvbench.plot.ChartContext;
import dev.kvbench.plot.LossChart;
import dev.kvbench.results.Arm;
import dev.kvbench.results.Differing;
import dev.kvbench.results.Estimate;
import dev.kvbench.results.Row;
import dev.kvbench.results.Rung;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.Region;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a run says, in words: the same on the page and at the terminal. */
public final class Headline {
  private final ReportRun run;
  private final List<Row> rows;

  private Headline(ReportRun run) {
    this.run = run;
    this.rows = run.usable();
  }

  /** A sentence for each question that the run answers, the most important first; at least one. */
  public static List<String> of(ReportRun run) {
    Headline headline = new Headline(run);
    List<String> sentences =
        Stream.of(
                headline.generation(),
                headline.gpt2(),
                headline.ladder(),
                headline.decode(),
                headline.batch(),
                headline.crossover(),
                run.quality().map(Headline::quality),
                headline.training())
            .flatMap(Optional::stream)
            .toList();
    String machine = headline.machine();
    if (sentences.isEmpty()) {
      return List.of(
          machine
              + (headline.rows.isEmpty()
                  ? "nothing was measured that could be reported"
                  : "no cached row has an uncached partner: what a cache buys is not said"));
    }
    List<String> all = new ArrayList<>(sentences);
    all.set(0, machine + all.get(0));
    return List.copyOf(all);
  }

  private String machine() {
    ChartContext context = ChartContext.of(run.environment());
    return "On this machine ("
        + context.device()
        + ", "
        + context.threads()
        + (context.threads().equals("1") ? " thread" : " threads")
        + ") ";
  }

  private Optional<String> generation() {
    List<ArmPair> pairs = ArmPair.ofGenerations(rows);
    if (pairs.isEmpty()) {
      return Optional.empty();
    }
    List<ArmPair> within = pairs.stream().filter(pair -> pair.steps() <= window(pair)).toList();
    List<ArmPair> exact = within.stream().filter(ArmPair::exact).toList();
    List<ArmPair> telling = !exact.isEmpty() ? exact : !within.isEmpty() ? within : pairs;
    Set<String> differing = Differing.names(pairs.stream().map(ArmPair::setting).toList());
    List<ArmPair> best = bestOfEach(telling);
    ArmPair lead = best.get(0);
    StringBuilder words = new StringBuilder("a KV cache makes ");
    words.append(
        best.stream()
            .map(pair -> pair.steps() + " tokens " + faster(pair) + setting(pair, differing))
            .collect(Collectors.joining("; ")));
    run.crossovers().stream()
        .filter(pays -> pays.isOf(lead.policy(), lead.setting()))
        .findFirst()
        .ifPresent(pays -> words.append("; ").append(pays.words()));
    words.append("; ").append(past(pairs, lead));
    return Optional.of(words.toString());
  }

  /** Of each setting the longest generation, by the fastest policy; the highest ratio first. */
  private static List<ArmPair> bestOfEach(List<ArmPair> pairs) {
    Map<Object, ArmPair> best = new LinkedHashMap<>();
    for (ArmPair pair : pairs) {
      best.merge(
          pair.setting(),
          pair,
          (one, other) ->
              one.steps() != other.steps()
                  ? (one.steps() > other.steps() ? one : other)
                  : one.ratio().value() >= other.ratio().value() ? one : other);
    }
    return best.values().stream()
        .sorted(Comparator.comparing(pair -> -pair.ratio().value()))
        .limit(4)
        .toList();
  }

  private static String past(List<ArmPair> pairs, ArmPair lead) {
    long window = window(lead);
    String ofWindow = window == Long.MAX_VALUE ? "" : " of " + window + " tokens";
    return pairs.stream()
        .filter(pair -> pair.steps() > window(pair))
        .filter(pair -> pair.setting().equals(lead.setting()))
        .max(
            Comparator.comparing(ArmPair::steps)
                .thenComparing(pair -> pair.policy().equals(lead.policy())))
        .map(
            pair ->
                "past the window"
                    + ofWindow
                    + ", "
                    + pair.steps()
                    + " tokens are "
                    + faster(pair)
                    + " ("
                    + pair.policy()
                    + "), but the two arms compute different functions there")
        .orElse("past the window" + ofWindow + " nothing was measured");
  }

  private static long window(ArmPair pair) {
    return ArmPair.count(pair.setting(), "blockSize", Long.MAX_VALUE);
  }

  private static String faster(ArmPair pair) {
    Estimate ratio = pair.ratio();
    String words =
        ratio.value() >= 1 ? Words.times(ratio) + " faster" : Words.times(ratio) + " as fast";
    return words + (pair.isUnsure() ? " (the interval includes 1: no difference can be told)" : "");
  }

  /** What sets the pair apart from others, and what is to be known of its answer. */
  private static String setting(ArmPair pair, Set<String> differing) {
    List<String> words = new ArrayList<>();
    if (differing.contains("engine") && pair.setting().containsKey("engine")) {
      words.add("on the " + pair.setting().get("engine") + " engine");
    }
    differing.stream()
        .filter(name -> !name.equals("engine") && pair.setting().containsKey(name))
        .forEach(name -> words.add(name + " " + pair.setting().get(name)));
    words.add("policy " + pair.policy() + (pair.exact() ? "" : ", whose answer is approximate"));
    return " (" + String.join(", ", words) + ")";
  }

  private Optional<String> gpt2() {
    List<ArmPair> pairs =
        ArmPair.of(rows, "Gpt2Benchmark").stream()
            .filter(pair -> "generate".equals(pair.setting().get("phase")))
            .toList();
    if (pairs.isEmpty()) {
      return Optional.empty();
    }
    Set<String> differing = Differing.names(pairs.stream().map(ArmPair::setting).toList());
    ArmPair first = pairs.get(0);
    return Optional.of(
        "a KV cache makes "
            + first.setting().getOrDefault("steps", "the")
            + " tokens of "
            + first.setting().getOrDefault("model", "GPT-2")
            + " "
            + bestOfEach(pairs).stream()
                .map(pair -> faster(pair) + setting(pair, differing))
                .collect(Collectors.joining("; ")));
  }

  private Optional<String> ladder() {
    List<Rung> rungs = Rung.of(rows);
    List<String> arms = new ArrayList<>();
    for (Arm arm : List.of(Arm.CACHED, Arm.UNCACHED)) {
      fastest(rungs, arm)
          .ifPresent(
              best ->
                  arms.add(
                      "the "
                          + arm.word()
                          + " arm takes "
                          + Words.estimate(best.millisecondsPerToken(), " ms")
                          + " a token at its best with a right answer (rung "
                          + best.name()
                          + ", "
                          + best.dtype()
                          + ")"
                          + best.first(rungs)
                              .filter(first -> !first.equals(best))
                              .map(
                                  first ->
                                      ", from "
                                          + Words.figure(first.millisecondsPerToken().value())
                                          + " ms as published")
                              .orElse("")));
    }
    return arms.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", arms));
  }

  private static Optional<Rung> fastest(List<Rung> rungs, Arm arm) {
    return rungs.stream()
        .filter(rung -> rung.arm() == arm && rung.exact())
        .min(Comparator.comparing(rung -> rung.millisecondsPerToken().value()));
  }

  private Optional<String> decode() {
    return ArmPair.of(rows, "DecodeStepBenchmark").stream()
        .filter(ArmPair::exact)
        .max(
            Comparator.comparing((ArmPair pair) -> ArmPair.count(pair.setting(), "position", 0))
                .thenComparing(pair -> pair.ratio().value()))
        .map(
            pair ->
                "a KV cache makes one token with "
                    + ArmPair.count(pair.setting(), "position", 0)
                    + " before it "
                    + faster(pair)
                    + " (policy "
                    + pair.policy()
                    + ")");
  }

  private Optional<String> batch() {
    List<ArmPair> pairs =
        ArmPair.of(rows, "BatchBenchmark").stream()
            .sorted(Comparator.comparing(pair -> ArmPair.count(pair.setting(), "batchSize", 1)))
            .toList();
    if (pairs.isEmpty()) {
      return Optional.empty();
    }
    ArmPair last = pairs.get(pairs.size() - 1);
    String many = sequences(last) + " " + faster(last);
    return Optional.of(
        "a KV cache makes tokens of "
            + (pairs.size() == 1
                ? many
                : sequences(pairs.get(0)) + " " + faster(pairs.get(0)) + ", of " + many));
  }

  private static String sequences(ArmPair pair) {
    return Words.count(
        ArmPair.count(pair.setting(), "batchSize", 1), "sequence", "sequences side by side");
  }

  private Optional<String> crossover() {
    List<ArmPair> pairs = ArmPair.of(rows, "CrossoverBenchmark");
    if (pairs.isEmpty()) {
      return Optional.empty();
    }
    Map<String, List<ArmPair>> groups = new LinkedHashMap<>();
    for (ArmPair pair : pairs) {
      groups.computeIfAbsent(group(pair), any -> new ArrayList<>()).add(pair);
    }
    List<String> words = new ArrayList<>();
    groups.forEach((name, group) -> words.add(name + " " + ahead(group)));
    return Optional.of("the cached arm is ahead, " + String.join("; ", words));
  }

  private static String group(ArmPair pair) {
    String generation = pair.setting().getOrDefault("generation", "");
    return switch (generation) {
          case "short" -> "over the first tokens of a text";
          case "long" -> "with the window full";
          default -> generation;
        }
        + " ("
        + pair.setting().getOrDefault("engine", "engine unknown")
        + ", "
        + pair.policy()
        + ")";
  }

  private static String ahead(List<ArmPair> pairs) {
    Comparator<ArmPair> byRatio = Comparator.comparing(pair -> pair.ratio().value());
    ArmPair least = pairs.stream().min(byRatio).orElseThrow();
    ArmPair most = pairs.stream().max(byRatio).orElseThrow();
    long ahead = pairs.stream().filter(pair -> pair.ratio().value() > 1).count();
    long unsure = pairs.stream().filter(ArmPair::isUnsure).count();
    return "at "
        + ahead
        + " of "
        + Words.count(pairs.size(), "model size", "model sizes")
        + ", from "
        + model(least)
        + " to "
        + model(most)
        + (unsure == 0 ? "" : ", and at " + unsure + " of them the interval includes 1");
  }

  private static String model(ArmPair pair) {
    return Words.times(pair.ratio())
        + " at block "
        + pair.setting().getOrDefault("blockSize", "unknown")
        + ", embed "
        + pair.setting().getOrDefault("embedSize", "unknown");
  }

  private static String quality(Quality quality) {
    List<ArmQuality> cached =
        quality.arms().stream()
            .filter(arm -> !arm.isUncached())
            .filter(arm -> arm.dtype().equals(quality.reference().dtype()))
            .filter(arm -> Double.isFinite(past(arm).value()))
            .sorted(Comparator.comparing(arm -> past(arm).value()))
            .toList();
    if (cached.isEmpty()) {
      return "no cache policy's quality is a number";
    }
    ArmQuality best = cached.get(0);
    ArmQuality worst = cached.get(cached.size() - 1);
    String from = "past the window of " + quality.setting().blockSize() + " characters ";
    return from
        + "a cache costs between "
        + nats(best)
        + " and "
        + nats(worst)
        + " a character in likelihood against the uncached model";
  }

  private static Estimate past(ArmQuality arm) {
    return arm.in(Region.PAST).deltaNll();
  }

  private static String nats(ArmQuality arm) {
    Estimate past = past(arm);
    return Words.figure(past.value())
        + " nats"
        + (past.hasInterval() ? " [" + Words.ends(past) + "]" : "")
        + " ("
        + arm.policy()
        + ")";
  }

  private Optional<String> training() {
    List<LossChart.Point> losses = run.losses();
    if (losses.isEmpty()) {
      return Optional.empty();
    }
    LossChart.Point last = losses.get(losses.size() - 1);
    LossChart.Point first = losses.get(0);
    return Optional.of(
        "a training of "
            + last.step()
            + " steps brought the loss on held-out text "
            + (losses.size() == 1 ? "" : "from " + Words.figure(first.heldOut()) + " ")
            + "to "
            + Words.figure(last.heldOut())
            + " nats a token");
  }
}
