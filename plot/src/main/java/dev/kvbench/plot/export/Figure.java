package dev.kvbench.plot.export;

import dev.kvbench.plot.model.RunData;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.Visible;
import dev.kvbench.results.jmh.Exactness;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.RowMatching;
import dev.kvbench.results.stats.ArmPair;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import dev.kvbench.results.stats.Throughput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a run found out of a row.
 *
 * @param key the row's name by which it is found in other runs, of any day and any suite: what only
 *     tells it from its neighbours changes as soon as a suite gets another row
 * @param speedup how many times as fast a cached row is as the uncached one beside it
 */
record Figure(RunData run, Row row, String key, Optional<Estimate> speedup) {
  /** The figures of runs, in their order. */
  static List<Figure> of(List<RunData> runs) {
    RowMatching matching = RowMatching.of(runs.stream().map(RunData::rows).toList(), Set.of());
    List<Figure> figures = new ArrayList<>();
    for (RunData run : runs) {
      Map<Row, ArmPair> pairs = ArmPair.byCached(run.rows());
      for (Row row : run.rows()) {
        Optional<ArmPair> pair = Optional.ofNullable(pairs.get(row));
        figures.add(
            new Figure(run, row, Visible.of(matching.key(row)), pair.map(ArmPair::speedup)));
      }
    }
    return figures;
  }

  /** In the row's own unit. */
  Estimate value() {
    return Estimates.of(row);
  }

  Optional<Estimate> tokensPerSecond() {
    return Throughput.tokensPerSecond(row);
  }

  /** The time of an operation, for forms that hold nothing else. */
  Estimate seconds() {
    return Throughput.secondsPerOperation(row)
        .orElseThrow(
            () ->
                new InputException(
                    "%s is in %s, neither a time nor a rate; take another --format"
                        .formatted(key, row.primary().unit())));
  }

  /** Empty where the row has no word on it. */
  Optional<String> answer() {
    return Optional.of(row.exactness())
        .filter(exactness -> exactness != Exactness.NOT_SAID)
        .map(Exactness::word);
  }

  /** All of it by name, for machines; null where there is none. */
  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("time", run.environment().get("run", "started").orElse(null));
    facts.put("commit", run.environment().get("build", "git.commit").orElse(null));
    facts.put("run", Visible.of(run.name()));
    facts.put("row", key);
    put(facts, "value", "low", "high", Optional.of(value()));
    facts.put("unit", Visible.of(row.primary().unit()));
    facts.put("forks", value().forks());
    String rate = "tokensPerSecond";
    put(facts, rate, rate + "Low", rate + "High", tokensPerSecond());
    put(facts, "speedup", "speedupLow", "speedupHigh", speedup);
    facts.put("answer", answer().orElse(null));
    return facts;
  }

  private static void put(
      Map<String, Object> facts, String value, String low, String high, Optional<Estimate> of) {
    facts.put(value, of.map(Estimate::value).orElse(null));
    Optional<Estimate> interval = of.filter(Estimate::hasInterval);
    facts.put(low, interval.map(Estimate::low).orElse(null));
    facts.put(high, interval.map(Estimate::high).orElse(null));
  }
}
