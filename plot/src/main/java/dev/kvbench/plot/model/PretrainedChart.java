package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Throughput;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * GPT-2 or a Llama with a cache and without one beside it, by who computes it: milliseconds a token
 * as bars, those of whole generations and those of the tokens after the first.
 */
final class PretrainedChart implements Chart {
  /** The phases that are drawn, in this order. */
  private static final List<String> PHASES = List.of("generate", "decode");

  /** What engines are called; others by their own names. */
  private static final Map<String, String> ENGINES =
      Map.of(
          "eager", "Java, call by call",
          "script", "Java, TorchScript",
          "transformers", "Python, Hugging Face Transformers");

  /** What a bar's name says in words of its own, or does not need to. */
  private static final Set<String> SAID =
      Set.of("phase", "steps", "promptLength", "engine", "dtype", "policy");

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    return run.rows().stream()
        .filter(RowFacts::isTimed)
        .filter(row -> phase(row) >= 0 && row.count("steps").isPresent())
        .sorted(
            Comparator.comparing(PretrainedChart::phase)
                .thenComparing(row -> row.count("promptLength").orElse(0)))
        .collect(Collectors.groupingBy(Row::className, TreeMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(own -> picture(run, own.getKey(), own.getValue()))
        .toList();
  }

  /** The chart of a benchmark class, by its name: {@code gpt2} of {@code Gpt2Benchmark}. */
  private static Picture picture(RunData run, String benchmark, List<Row> rows) {
    String key = benchmark.replaceFirst("Benchmark$", "").toLowerCase(Locale.ROOT);
    Set<String> differing = RowFacts.differing(rows, SAID);
    Function<Row, Estimate> millis =
        row -> Throughput.secondsPerToken(row).orElseThrow().times(1e3);
    return ArmBars.of(
        run.heading(
            key, "What a token costs, by who computes it", rows, Notes.ofBars(rows, millis)),
        Axis.of("time of a token", " ms", false),
        rows,
        row -> group(row, differing),
        Set.of(),
        millis);
  }

  private static int phase(Row row) {
    return PHASES.indexOf(row.param("phase").orElse(""));
  }

  private static String group(Row row, Set<String> differing) {
    String engine = row.param("engine").orElse("");
    String prompt = row.param("promptLength").orElse("unknown");
    return ENGINES.getOrDefault(engine, engine)
        + RowFacts.dtypeWords(row)
        + (phase(row) == 0
            ? ", " + row.params().get("steps") + " tokens from a prompt of " + prompt
            : ", tokens after a context of " + prompt)
        + RowFacts.words(row, differing);
  }
}
