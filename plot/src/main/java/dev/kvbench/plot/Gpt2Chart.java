package dev.kvbench.plot;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Metric;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;

/**
 * GPT-2 with a cache and without one, by who computes it: milliseconds a token as bars, those of
 * whole generations and those of the tokens after the first.
 */
final class Gpt2Chart {
  static final String TITLE = "GPT-2: what a token costs, by who computes it";
  static final String AXIS = "milliseconds a token";
  private static final String BENCHMARK = "Gpt2Benchmark";

  /** What engines are called; others by their own names. */
  private static final Map<String, String> ENGINES =
      Map.of(
          "eager", "Java, operation by operation",
          "script", "Java, TorchScript",
          "transformers", "Python, Hugging Face Transformers");

  /** What a bar's name says in words of its own, or does not need to. */
  private static final Set<String> SAID =
      Set.of("phase", "steps", "promptLength", "engine", "dtype", "policy");

  private Gpt2Chart() {}

  /** Empty where no row of Gpt2Benchmark of these phases holds a time in milliseconds. */
  static Optional<XYChart> draw(List<Row> rows, ChartContext context) {
    List<Bars.Bar> bars = bars(rows);
    if (bars.isEmpty()) {
      return Optional.empty();
    }
    List<String> subtitle =
        List.of(
            context.inWords(),
            "red: cached; blue: uncached; pale: the answer is not the uncached model's",
            Subtitle.barsOf(bars.stream().map(Bars.Bar::value).toList()));
    return Optional.of(Bars.draw(new Heading(TITLE, subtitle), bars, AXIS));
  }

  static List<Bars.Bar> bars(List<Row> rows) {
    List<Row> own =
        Stream.of("generate", "decode")
            .flatMap(
                phase ->
                    ArmLines.rows(rows, BENCHMARK, "ms/op").stream()
                        .filter(row -> phase.equals(row.params().get("phase")))
                        .filter(row -> ArmLines.counts(row, "steps"))
                        .filter(row -> ArmLines.count(row, "steps") > 0)
                        .sorted(Comparator.comparing(Gpt2Chart::isCached)))
            .toList();
    Set<String> differing = ArmLines.differing(own, SAID);
    boolean policies = policies(own) > 1;
    List<Bars.Bar> bars = new ArrayList<>();
    for (Row row : own) {
      Estimate time = perToken(row);
      Metric exact = row.secondary().get("exact");
      Arm arm = Arm.ofMethod(row.method()).orElseThrow();
      bars.add(
          new Bars.Bar(
              name(row, policies) + ArmLines.setting(row, differing),
              String.format(Locale.ROOT, "%.3g ms", time.value()),
              time,
              arm,
              exact == null || exact.score() >= 1));
    }
    return bars;
  }

  private static boolean isCached(Row row) {
    return row.method().equals(Arm.CACHED.word());
  }

  private static Estimate perToken(Row row) {
    double steps = ArmLines.count(row, "steps");
    Estimate all = Estimates.of(row);
    return new Estimate(all.value() / steps, all.low() / steps, all.high() / steps, all.forks());
  }

  /** Cache policies that kvbench measured: a peer has one of its own. */
  private static long policies(List<Row> rows) {
    return rows.stream()
        .filter(Gpt2Chart::isCached)
        .filter(row -> !"transformers".equals(row.params().get("engine")))
        .map(row -> row.params().getOrDefault("policy", ""))
        .distinct()
        .count();
  }

  static String name(Row row, boolean policies) {
    Map<String, String> params = row.params();
    String engine = params.getOrDefault("engine", "");
    String what =
        params.get("phase").equals("generate")
            ? params.get("steps") + " tokens from a prompt of " + params.get("promptLength")
            : "tokens after a context of " + params.get("promptLength");
    return Stream.of(
            row.method()
                + (policies && isCached(row) ? " (" + params.get("policy") + ")" : "")
                + ": "
                + ENGINES.getOrDefault(engine, engine),
            params.getOrDefault("dtype", "float32").equals("float32") ? "" : params.get("dtype"),
            what)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }
}
