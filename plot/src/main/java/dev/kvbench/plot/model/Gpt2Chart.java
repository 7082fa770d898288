package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.BarPicture;
import dev.kvbench.plot.picture.BarPicture.Bar;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Throughput;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * GPT-2 with a cache and without one, by who computes it: milliseconds a token as bars, those of
 * whole generations and those of the tokens after the first.
 */
final class Gpt2Chart implements Chart {
  /** The phases that are drawn, in this order. */
  private static final List<String> PHASES = List.of("generate", "decode");

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
    List<Row> rows =
        RowFacts.timed(run.rows(), "Gpt2Benchmark").stream()
            .filter(row -> phase(row) >= 0 && row.count("steps").isPresent())
            .sorted(Comparator.comparing(Gpt2Chart::phase).thenComparing(RowFacts::arm))
            .toList();
    if (rows.isEmpty()) {
      return List.of();
    }
    Set<String> differing = RowFacts.differing(rows, SAID);
    List<Bar> bars = rows.stream().map(row -> bar(row, differing)).toList();
    return List.of(
        new BarPicture(
            run.heading(
                "gpt2",
                "GPT-2: what a token costs, by who computes it",
                rows,
                List.of(
                    "red: cached; blue: uncached; " + Notes.PALE,
                    Notes.errorBarsOf(bars.stream().map(Bar::value).toList()))),
            Axis.of("milliseconds a token", "", false),
            bars));
  }

  private static int phase(Row row) {
    return PHASES.indexOf(row.param("phase").orElse(""));
  }

  private static Bar bar(Row row, Set<String> differing) {
    Estimate time = Throughput.secondsPerToken(row).orElseThrow().times(1e3);
    String engine = row.param("engine").orElse("");
    String prompt = row.param("promptLength").orElse("unknown");
    String name =
        row.method()
            + row.policy().map(policy -> " (" + policy + ")").orElse("")
            + ": "
            + ENGINES.getOrDefault(engine, engine)
            + row.param("dtype").filter(it -> !it.equals("float32")).map(it -> ", " + it).orElse("")
            + (phase(row) == 0
                ? ", " + row.params().get("steps") + " tokens from a prompt of " + prompt
                : ", tokens after a context of " + prompt)
            + RowFacts.words(row, differing);
    String label = Numbers.digits(time.value()) + " ms";
    return RowFacts.bar(row, name, label, time, OptionalDouble.empty());
  }
}
