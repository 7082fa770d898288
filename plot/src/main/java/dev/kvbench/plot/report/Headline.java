package dev.kvbench.plot.report;

import dev.kvbench.plot.ChartContext;
import dev.kvbench.plot.LossChart;
import dev.kvbench.results.Arm;
import dev.kvbench.results.Differing;
import dev.kvbench.results.Estimate;
import dev.kvbench.results.Estimates;
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
    List<String> sentences = new ArrayList<>();
    headline.generation().ifPresent(sentences::add);
    headline.gpt2().ifPresent(sentences::add);
    headline.ladder().ifPresent(sentences::add);
    headline.decode().ifPresent(sentences::add);
    headline.batch().ifPresent(sentences::add);
    sentences.addAll(headline.crossover());
    run.quality().map(Headline::quality).ifPresent(sentences::add);
    headline.training().ifPresent(sentences::add);
    String machine = headline.machine();
    if (sentences.isEmpty()) {
      return List.of(
          machine
              + (headline.rows.isEmpty()
                  ? "nothing was measured that could be reported"
                  : "no cached row has an uncached partner: what a cache buys is not said"));
    }
    sentences.set(0, machine + sentences.get(0));
    return sentences.stream()
        .map(words -> Character.toUpperCase(words.charAt(0)) + words.substring(1))
        .toList();
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
    long steps = 0;
    for (ArmPair pair : best) {
      words.append(steps == 0 ? "" : pair.equals(best.get(best.size() - 1)) ? " and " : ", ");
      words.append(pair.steps() == steps ? "" : pair.steps() + " tokens ");
      words.append(faster(pair)).append(setting(pair, differing));
      steps = pair.steps();
    }
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
    return Words.faster(pair.ratio())
        + (pair.isUnsure() ? " (the interval includes 1: no difference can be told)" : "");
  }

  /** What sets the pair apart from others, and what is to be known of its answer. */
  private static String setting(ArmPair pair, Set<String> differing) {
    List<String> words = new ArrayList<>(List.of("policy " + pair.policy()));
    differing.stream()
        .filter(name -> !name.equals("engine") && pair.setting().containsKey(name))
        .forEach(name -> words.add(name + " " + pair.setting().get(name)));
    if (!pair.exact()) {
      words.add("whose answer is approximate");
    }
    boolean engine = differing.contains("engine") && pair.setting().containsKey("engine");
    return (engine ? " on the " + pair.setting().get("engine") + " engine" : "")
        + " ("
        + String.join(", ", words)
        + ")";
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
                .collect(Collectors.joining(", ")));
  }

  private Optional<String> ladder() {
    List<Rung> rungs = Rung.of(rows);
    Optional<Rung> cached = fastest(rungs, Arm.CACHED);
    Optional<Rung> uncached = fastest(rungs, Arm.UNCACHED);
    List<String> words = new ArrayList<>();
    if (cached.isPresent()
        && uncached.isPresent()
        && steps(cached.get()).equals(steps(uncached.get()))) {
      Estimate ratio = Estimates.ratio(uncached.get().row(), cached.get().row());
      words.add(
          "with both arms at their best a KV cache makes "
              + steps(cached.get())
              + " tokens "
              + Words.faster(ratio));
    }
    Stream.of(cached, uncached)
        .flatMap(Optional::stream)
        .forEach(best -> words.add(atBest(best, rungs)));
    return words.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", words));
  }

  private static String steps(Rung rung) {
    return rung.row().params().get("steps");
  }

  private static String atBest(Rung best, List<Rung> rungs) {
    String from =
        best.first(rungs)
            .filter(first -> !first.equals(best))
            .map(first -> " instead of " + Words.figure(first.millisecondsPerToken().value()))
            .orElse("");
    return "the fastest "
        + best.arm().word()
        + " rung with a right answer ("
        + best.name()
        + ", "
        + best.dtype()
        + ") takes "
        + Words.estimate(best.millisecondsPerToken(), " ms")
        + " a token"
        + (from.isEmpty() ? "" : from + " as published");
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

  /** A sentence for each kind of token, engine and policy; those of most models first. */
  private List<String> crossover() {
    Map<String, List<ArmPair>> groups = new LinkedHashMap<>();
    for (ArmPair pair : ArmPair.of(rows, "CrossoverBenchmark")) {
      groups.computeIfAbsent(group(pair), any -> new ArrayList<>()).add(pair);
    }
    return groups.entrySet().stream()
        .sorted(Comparator.comparing(group -> -group.getValue().size()))
        .map(group -> group.getKey() + " " + ahead(group.getValue()))
        .toList();
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
        + ") a KV cache";
  }

  private static String ahead(List<ArmPair> pairs) {
    Comparator<ArmPair> byRatio = Comparator.comparing(pair -> pair.ratio().value());
    ArmPair least = pairs.stream().min(byRatio).orElseThrow();
    ArmPair most = pairs.stream().max(byRatio).orElseThrow();
    long ahead = pairs.stream().filter(pair -> pair.ratio().value() > 1).count();
    long unsure = pairs.stream().filter(ArmPair::isUnsure).count();
    if (pairs.size() == 1) {
      return "makes a token " + model(most);
    }
    return "is ahead at "
        + ahead
        + " of "
        + pairs.size()
        + " model sizes: from "
        + model(least)
        + " to "
        + model(most)
        + (unsure == 0 ? "" : "; at " + unsure + " of the sizes the interval includes 1");
  }

  private static String model(ArmPair pair) {
    return Words.faster(pair.ratio())
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
