package dev.kvbench.benchmarks.show;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Differing;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.ArmPair;
import dev.kvbench.results.stats.Throughput;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.cost.CostModel;
import dev.kvbench.transformer.cost.GenerationTime;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;

/**
 * From how many tokens on a cache pays, between and beyond the lengths that were measured: the time
 * of each arm is fitted as a function of the length, and the curves are crossed.
 */
final class FittedCrossover {
  /** Two lengths would be met by any two parameters, and the error would say nothing. */
  private static final int LENGTHS = 3;

  /**
   * The curves are looked at length by length, and nobody measures a longer one: what a file says
   * beyond it is left out of the fit too.
   */
  private static final long LONGEST = 1_000_000;

  private record Curve(Arm arm, String policy, SortedMap<String, String> setting) {}

  private record Fit(
      Curve cached,
      GenerationTime fast,
      GenerationTime slow,
      OptionalInt from,
      long shortest,
      long longest) {
    boolean isBelow() {
      return from.isPresent() && from.getAsInt() < shortest;
    }
  }

  private final Map<Curve, SortedMap<Long, Double>> curves = new LinkedHashMap<>();
  private final Set<String> differing;

  private FittedCrossover(List<Row> rows) {
    for (Row row : ArmPair.merged(rows)) {
      if (SpeedupTable.isGeneration(row) && row.count("steps").getAsInt() <= LONGEST) {
        curves
            .computeIfAbsent(curve(row), curve -> new TreeMap<>())
            .put(
                (long) row.count("steps").getAsInt(),
                Throughput.secondsPerOperation(row).orElseThrow().value());
      }
    }
    differing = Differing.names(curves.keySet().stream().map(Curve::setting).toList());
    curves.values().removeIf(curve -> curve.size() < LENGTHS);
  }

  private static Curve curve(Row row) {
    return new Curve(
        row.arm().orElseThrow(),
        row.policy().orElse(""),
        row.withoutParams(Set.of("steps", "policy")).params());
  }

  /** One sentence for each cached arm that has an uncached one beside it. */
  static List<String> of(List<Row> rows) {
    FittedCrossover fitted = new FittedCrossover(rows);
    return fitted.fits().stream().map(fitted::sentence).toList();
  }

  private List<Fit> fits() {
    List<Fit> fits = new ArrayList<>();
    curves.forEach(
        (cached, seconds) -> {
          Curve uncached = new Curve(Arm.UNCACHED, "", cached.setting);
          if (cached.arm == Arm.CACHED && isKnown(cached) && curves.containsKey(uncached)) {
            fits.add(fit(cached, seconds, curves.get(uncached)));
          }
        });
    return fits;
  }

  /** Results may come from another version, with policies and models that this one cannot count. */
  private static boolean isKnown(Curve curve) {
    try {
      cost(curve, Optional.of(CachePolicy.of(curve.policy)));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** FLOPs of a generation of so many tokens. */
  private static LongToDoubleFunction cost(Curve curve, Optional<CachePolicy> policy) {
    CostModel cost =
        new CostModel(
            TransformerConfig.article(
                Integer.parseInt(curve.setting.getOrDefault("blockSize", "")),
                Integer.parseInt(curve.setting.getOrDefault("embedSize", ""))),
            policy);
    return tokens -> cost.steps(1, tokens).flops();
  }

  private static Fit fit(
      Curve cached, SortedMap<Long, Double> with, SortedMap<Long, Double> without) {
    Optional<CachePolicy> policy = Optional.of(CachePolicy.of(cached.policy));
    GenerationTime fast = GenerationTime.fit(cost(cached, policy), with);
    GenerationTime slow = GenerationTime.fit(cost(cached, Optional.empty()), without);
    long longest = Math.min(with.lastKey(), without.lastKey());
    return new Fit(
        cached,
        fast,
        slow,
        fast.fasterThan(slow, Math.toIntExact(longest)),
        Math.max(with.firstKey(), without.firstKey()),
        longest);
  }

  private String sentence(Fit fit) {
    OptionalInt from = fit.from;
    String pays =
        from.isEmpty()
            ? "the cache does not pay up to " + fit.longest + " tokens"
            : from.getAsInt() == 1
                ? "the cache pays from the first token on"
                : "the cache pays from " + from.getAsInt() + " tokens on";
    return String.format(
        Locale.ROOT,
        "fitted%s: %s%s; the curves miss the measured times by up to %.0f %% (cached) and %.0f %%"
            + " (uncached)",
        label(fit.cached),
        pays,
        fit.isBelow() ? ", which is shorter than what was measured" : "",
        100 * fit.fast.worstError(),
        100 * fit.slow.worstError());
  }

  private String label(Curve cached) {
    StringBuilder label = new StringBuilder(" for policy ").append(cached.policy);
    differing.forEach(
        name -> label.append(", ").append(name).append(' ').append(cached.setting.get(name)));
    return label.toString();
  }
}
