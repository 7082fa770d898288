package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.BarPicture;
import dev.kvbench.plot.picture.BarPicture.Bar;
import dev.kvbench.plot.picture.Heading;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Throughput;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * GPT-2 with a cache and without one, by who computes it: milliseconds a token as bars, those of
 * whole generations and those of the tokens after the first.
 */
final class Gpt2Chart implements Chart {
  /** What engines are called; others by their own names. */
  private static final Map<String, String> ENGINES =
      Map.of(
          "eager", "Java, operation by operation",
          "script", "Java, TorchScript",
          "transformers", "Python, Hugging Face Transformers");

  /** What a bar's name says in words of its own, or does not need to. */
  private static final Set<String> SAID =
      Set.of("phase", "steps", "promptLength", "engine", "dtype", "policy");

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    List<Row> timed = RowFacts.timed(run.rows(), "Gpt2Benchmark");
    List<Row> rows =
        Stream.of("generate", "decode")
            .flatMap(
                phase ->
                    Stream.of(Arm.values())
                        .flatMap(arm -> timed.stream().filter(row -> RowFacts.arm(row) == arm))
                        .filter(row -> phase.equals(row.params().get("phase")))
                        .filter(row -> row.count("steps").isPresent()))
            .toList();
    if (rows.isEmpty()) {
      return List.of();
    }
    Set<String> differing = RowFacts.differing(rows, SAID);
    boolean policies = policies(rows) > 1;
    List<Bar> bars =
        rows.stream()
            .map(row -> bar(row, name(row, policies) + RowFacts.words(row, differing)))
            .toList();
    Heading heading =
        run.heading(
            "gpt2",
            "GPT-2: what a token costs, by who computes it",
            rows,
            List.of(
                "red: cached; blue: uncached; " + Notes.PALE,
                Notes.errorBarsOf(bars.stream().map(Bar::value).toList())));
    return List.of(new BarPicture(heading, Axis.of("milliseconds a token", "", false), bars));
  }

  private static Bar bar(Row row, String name) {
    Estimate time = Throughput.secondsPerToken(row).orElseThrow().times(1e3);
    return new Bar(
        name,
        Numbers.digits(time.value()) + " ms",
        time,
        RowFacts.arm(row),
        RowFacts.isApproximate(row),
        OptionalDouble.empty());
  }

  /** Cache policies that kvbench measured: a peer has one of its own. */
  private static long policies(List<Row> rows) {
    return rows.stream()
        .filter(row -> !"transformers".equals(row.params().get("engine")))
        .map(RowFacts::policy)
        .filter(policy -> !policy.isEmpty())
        .distinct()
        .count();
  }

  private static String engine(Row row) {
    String engine = row.params().getOrDefault("engine", "");
    return ENGINES.getOrDefault(engine, engine);
  }

  private static String name(Row row, boolean policies) {
    Map<String, String> params = row.params();
    String policy = RowFacts.policy(row);
    String dtype = params.getOrDefault("dtype", "float32");
    String what =
        params.get("phase").equals("generate")
            ? params.get("steps") + " tokens from a prompt of " + params.get("promptLength")
            : "tokens after a context of " + params.get("promptLength");
    return Stream.of(
            row.method()
                + (policies && !policy.isEmpty() ? " (" + policy + ")" : "")
                + ": "
                + engine(row),
            dtype.equals("float32") ? "" : dtype,
            what)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }
}
