package dev.kvbench.plot.report;

import dev.kvbench.plot.ComparedPolicy;
import dev.kvbench.results.jmh.Differing;
import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * How many times faster a cache is, in words: of each setting the longest length, by the policy
 * that charts compare with. The policies of one setting differ by little more than noise, of which
 * the highest ratio would be the luckiest.
 */
final class SpeedupWords {
  /** So many settings are told in full, and so many that are left out are named. */
  private static final int FEW = 4;

  private static final String ENGINE = "engine";

  /** A pair that is told, of so many policies that were measured of its setting and length. */
  private record Told(ArmPair pair, long length, int policies) {}

  private final List<ArmPair> pairs;
  private final String param;
  private final ToLongFunction<ArmPair> length;
  private final Set<String> differing;

  /** The highest ratio first; empty without pairs. */
  private final List<Told> told;

  /**
   * Of some pairs.
   *
   * @param param that the length is, where settings have it
   */
  private SpeedupWords(List<ArmPair> pairs, String param, ToLongFunction<ArmPair> length) {
    this.pairs = pairs;
    this.param = param;
    this.length = length;
    this.differing = Differing.names(pairs.stream().map(this::setting).toList());
    List<ArmPair> exact = pairs.stream().filter(ArmPair::exact).toList();
    Map<SortedMap<String, String>, List<ArmPair>> bySetting = new LinkedHashMap<>();
    for (ArmPair pair : exact.isEmpty() ? pairs : exact) {
      bySetting.computeIfAbsent(setting(pair), any -> new ArrayList<>()).add(pair);
    }
    this.told =
        bySetting.values().stream()
            .map(this::ofOneSetting)
            .sorted(Comparator.comparing(one -> -one.pair().ratio().value()))
            .toList();
  }

  private static SpeedupWords over(List<ArmPair> pairs, String param) {
    return new SpeedupWords(pairs, param, pair -> ArmPair.count(pair.setting(), param, 0));
  }

  private SortedMap<String, String> setting(ArmPair pair) {
    SortedMap<String, String> setting = new TreeMap<>(pair.setting());
    setting.remove(param);
    return setting;
  }

  private Told ofOneSetting(List<ArmPair> own) {
    long longest = own.stream().mapToLong(length).max().orElseThrow();
    Map<String, ArmPair> byPolicy = new TreeMap<>();
    own.stream()
        .filter(pair -> length.applyAsLong(pair) == longest)
        .forEach(pair -> byPolicy.putIfAbsent(pair.policy(), pair));
    String policy = ComparedPolicy.among(byPolicy.keySet()).orElseThrow();
    return new Told(byPolicy.get(policy), longest, byPolicy.size());
  }

  /**
   * Of GenerateBenchmark, and from where on the cache pays; empty without a pair.
   *
   * @param fits of both arms' times
   */
  static Optional<String> ofGenerations(List<Row> rows, List<PaysFrom> fits) {
    List<ArmPair> all = ArmPair.ofGenerations(rows);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    List<ArmPair> within = all.stream().filter(pair -> pair.steps() <= window(pair)).toList();
    SpeedupWords words = new SpeedupWords(within.isEmpty() ? all : within, "steps", ArmPair::steps);
    return Optional.of(
        "a KV cache makes "
            + words.listed(steps -> steps + " tokens ")
            + words.fitted(fits)
            + "; "
            + past(all, words.told.get(0).pair()));
  }

  /** Of Gpt2Benchmark's whole generations; empty without a pair. */
  static Optional<String> ofGpt2(List<Row> rows) {
    List<ArmPair> pairs =
        ArmPair.of(rows, "Gpt2Benchmark").stream()
            .filter(pair -> "generate".equals(pair.setting().get("phase")))
            .toList();
    SpeedupWords words = over(pairs, "steps");
    return pairs.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "a KV cache makes "
                + words.listed(
                    steps ->
                        steps
                            + " tokens of "
                            + pairs.get(0).setting().getOrDefault("model", "GPT-2")
                            + " "));
  }

  /** Of DecodeStepBenchmark; empty without a pair. */
  static Optional<String> ofSteps(List<Row> rows) {
    List<ArmPair> pairs = ArmPair.of(rows, "DecodeStepBenchmark");
    return pairs.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "a KV cache makes one token with "
                + over(pairs, "position").listed(position -> position + " before it "));
  }

  /** Of BatchBenchmark, the fewest and the most sequences of each setting; empty without a pair. */
  static Optional<String> ofBatches(List<Row> rows) {
    String param = "batchSize";
    List<ArmPair> pairs = ArmPair.of(rows, "BatchBenchmark");
    SpeedupWords words = over(pairs, param);
    List<String> sentences = new ArrayList<>();
    for (Told most : words.told) {
      ArmPair pair = most.pair();
      Optional<ArmPair> fewest =
          pairs.stream()
              .filter(other -> words.setting(other).equals(words.setting(pair)))
              .filter(other -> other.policy().equals(pair.policy()))
              .min(Comparator.comparing(words.length::applyAsLong))
              .filter(other -> !other.equals(pair));
      sentences.add(
          fewest.map(one -> words.sequences(one) + " " + faster(one) + ", of ").orElse("")
              + words.sequences(pair)
              + " "
              + faster(pair)
              + words.label(most));
    }
    return sentences.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "a KV cache makes tokens of "
                + sentences.stream().limit(FEW).collect(Collectors.joining("; of "))
                + more(sentences.size(), "of " + sentences.get(sentences.size() - 1))
                + words.approximate());
  }

  private String sequences(ArmPair pair) {
    return Words.count(length.applyAsLong(pair), "sequence", "sequences side by side");
  }

  /** The first few that are told, the last one, and what is not told at all. */
  private String listed(LongFunction<String> lengthInWords) {
    StringBuilder words = new StringBuilder();
    long before = -1;
    int shown = Math.min(FEW, told.size());
    for (int i = 0; i < shown; i++) {
      Told one = told.get(i);
      words.append(i == 0 ? "" : i == told.size() - 1 ? " and " : ", ");
      words.append(one.length() == before ? "" : lengthInWords.apply(one.length()));
      words.append(faster(one.pair())).append(label(one));
      before = one.length();
    }
    Told least = told.get(told.size() - 1);
    String last = lengthInWords.apply(least.length()) + faster(least.pair()) + label(least);
    return words + more(told.size(), last) + approximate();
  }

  private static String more(int all, String last) {
    return all <= FEW ? "" : "; and " + (all - FEW) + " more, of which the least: " + last;
  }

  /** Which policies are not told of because they compute something else. */
  private String approximate() {
    long longest = told.stream().mapToLong(Told::length).max().orElse(0);
    List<String> names =
        pairs.stream()
            .filter(pair -> !pair.exact() && told.stream().allMatch(one -> one.pair().exact()))
            .filter(pair -> length.applyAsLong(pair) <= longest)
            .map(pair -> "policy " + pair.policy() + engine(pair) + others(pair, ", "))
            .distinct()
            .toList();
    return names.isEmpty()
        ? ""
        : "; left out, for the answer is approximate: "
            + names.stream().limit(FEW).collect(Collectors.joining(" and "))
            + (names.size() <= FEW ? "" : " and " + (names.size() - FEW) + " more");
  }

  /** From where on the settings that are told pay. */
  private String fitted(List<PaysFrom> fits) {
    List<String> words = new ArrayList<>();
    for (Told one : told.subList(0, Math.min(FEW, told.size()))) {
      ArmPair pair = one.pair();
      fits.stream()
          .filter(fit -> fit.isOf(pair.policy(), pair.setting()))
          .findFirst()
          .ifPresent(
              fit ->
                  words.add(
                      (told.size() == 1 ? "" : label(one).strip() + " ")
                          + fit.words()
                          + doubts(pair, fit)));
    }
    return words.isEmpty() ? "" : "; fitted: " + String.join("; ", words);
  }

  /** Lengths from that one on, at which the times alone do not say that the cache is ahead. */
  private String doubts(ArmPair pair, PaysFrom fit) {
    String lengths =
        pairs.stream()
            .filter(other -> fit.isOf(other.policy(), other.setting()))
            .filter(other -> other.exact() == pair.exact())
            .filter(other -> other.steps() >= fit.tokens().orElse(Integer.MAX_VALUE))
            .filter(other -> other.isUnsure() || other.ratio().value() <= 1)
            .map(ArmPair::steps)
            .distinct()
            .sorted()
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    return lengths.isEmpty()
        ? ""
        : ", though at " + lengths + " tokens no gain was measured for sure";
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
  private String label(Told one) {
    ArmPair pair = one.pair();
    return engine(pair)
        + " (policy "
        + pair.policy()
        + (one.policies() > 1 ? ", one of " + one.policies() : "")
        + others(pair, ", ")
        + (pair.exact() ? "" : ", whose answer is approximate")
        + ")";
  }

  private String engine(ArmPair pair) {
    return differing.contains(ENGINE) && pair.setting().containsKey(ENGINE)
        ? " on the " + pair.setting().get(ENGINE) + " engine"
        : "";
  }

  private String others(ArmPair pair, String before) {
    return differing.stream()
        .filter(name -> !name.equals(ENGINE) && pair.setting().containsKey(name))
        .map(name -> before + name + " " + pair.setting().get(name))
        .collect(Collectors.joining());
  }
}
