package dev.kvbench.benchmarks.suite;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.arm.PretrainedSource;
import dev.kvbench.benchmarks.session.Session;
import dev.kvbench.results.run.MachineFacts;
import dev.kvbench.results.run.ShardPlan;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.Article;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the results of a suite depend on beside machine and build: sections of environment.json. */
public final class SuiteFacts {
  private SuiteFacts() {}

  /**
   * The sections of a run of a suite.
   *
   * @param plan of which the run is a shard, if it is one
   */
  static Map<String, Map<String, String>> of(
      Suite suite, SuiteRequest asked, List<PlannedRow> rows, Optional<ShardPlan> plan) {
    Map<String, String> facts =
        suite(
            suite,
            "forks interleaved over all rows, every other round in reverse",
            asked.overrides(),
            asked.forks(),
            asked.timeLimit());
    if (!asked.only().isEmpty()) {
      facts.put("only", options("--only", asked.only()));
    }
    facts.putAll(asked.jmh().facts());
    facts.put("rows", Integer.toString(rows.size()));
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    sections.put("engine", Session.engine(chosen(rows)));
    sections.put("suite", facts);
    sections.put("model", model(rows));
    sections.put("weights", weights(rows));
    plan.ifPresent(shard -> sections.put(ShardPlan.SECTION, shard.facts()));
    return sections;
  }

  /** Engine, device and threads that rows ask for. */
  public static Map<String, String> chosen(List<PlannedRow> rows) {
    Map<String, String> engine = new LinkedHashMap<>();
    engine.put("name", distinct(rows, "engine")); // empty where a row names it by its rung
    engine.put("device", distinct(rows, "device"));
    engine.put("threads", distinct(rows, "threads"));
    return engine;
  }

  /** What was asked for; overrides may be empty, forks and the time limit null. */
  public static Map<String, String> suite(
      Suite suite,
      String order,
      Map<String, List<String>> overrides,
      Integer forks,
      Duration timeLimit) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("name", suite.name());
    facts.put("description", suite.description());
    facts.put("order", order);
    facts.put("parameters", overrides.isEmpty() ? "none" : options("-p", overrides));
    facts.put("forks", forks == null ? "the suite's" : forks.toString());
    facts.put("timeLimit", timeLimit == null ? "none" : timeLimit.toString());
    facts.put("text", suite.text());
    return facts;
  }

  /** As a command line has them. */
  private static String options(String option, Map<String, List<String>> values) {
    return values.entrySet().stream()
        .map(value -> option + " " + value.getKey() + "=" + String.join(",", value.getValue()))
        .collect(Collectors.joining(" "));
  }

  /** The model of rows; a size that differs between them has all its values. */
  public static Map<String, String> model(List<PlannedRow> rows) {
    Map<String, String> facts = new LinkedHashMap<>();
    List<TransformerConfig> configs =
        rows.stream()
            .filter(
                row -> row.params().containsKey("blockSize") || row.params().containsKey("model"))
            .map(PlannedRow::config)
            .distinct()
            .toList();
    if (configs.isEmpty()) {
      configs = List.of(TransformerConfig.article()); // rows that have no model
    }
    if (rows.stream().anyMatch(row -> row.params().containsKey("model"))) {
      facts.put("name", MachineFacts.withoutHome(distinct(rows, "model")));
      facts.put("weights", distinct(rows, "weights"));
    }
    facts.put("layers", distinct(configs, TransformerConfig::layers));
    facts.put("heads", distinct(configs, TransformerConfig::heads));
    if (configs.stream().anyMatch(config -> config.family().llamaLike())) {
      facts.put("keyValueHeads", distinct(configs, TransformerConfig::keyValueHeads));
    }
    facts.put("vocabulary", distinct(configs, TransformerConfig::vocabularySize));
    facts.put("embedSize", distinct(configs, TransformerConfig::embedSize));
    facts.put("blockSize", distinct(configs, TransformerConfig::blockSize));
    facts.put("dtype", distinct(rows, "dtype"));
    return facts;
  }

  private static String distinct(
      List<TransformerConfig> configs, Function<TransformerConfig, Integer> size) {
    return distinct(configs.stream().map(size).map(String::valueOf));
  }

  private static String distinct(List<PlannedRow> rows, String param) {
    return distinct(rows.stream().map(row -> row.params().get(param)).filter(Objects::nonNull));
  }

  private static String distinct(Stream<String> values) {
    return values.distinct().collect(Collectors.joining(", "));
  }

  /** Hashes of the weights that the forks will make from their seeds. */
  private static Map<String, String> weights(List<PlannedRow> rows) {
    Map<String, String> hashes = new TreeMap<>();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      for (PlannedRow row : rows) {
        if (row.params().containsKey("seed")) { // else the benchmark has no model
          hashes.computeIfAbsent(key(row), key -> weights(row, manager));
        }
      }
    }
    return hashes;
  }

  private static String key(PlannedRow row) {
    Map<String, String> params = row.params();
    return params.containsKey("model")
        ? MachineFacts.withoutHome(params.get("model"))
            + ", "
            + params.get("weights")
            + (params.get("weights").equals("random") ? ", seed " + params.get("seed") : "")
        : String.format(
            "%sembed %s, block %s, seed %s",
            depth(row.config()),
            params.get("embedSize"),
            params.get("blockSize"),
            params.get("seed"));
  }

  /** Said where it is not the article's, as it was fixed once: names of runs before stay. */
  private static String depth(TransformerConfig config) {
    return config.layers() == Article.LAYERS && config.heads() == Article.HEADS
        ? ""
        : String.format("layers %d, heads %d, ", config.layers(), config.heads());
  }

  private static String weights(PlannedRow row, NDManager manager) {
    Map<String, String> params = row.params();
    if (params.containsKey("model")) {
      return new PretrainedSource(params.get("model"), params.get("weights"), row.number("seed"), 1)
          .fact();
    }
    try (Weights weights = Weights.initialise(row.config(), row.number("seed"), manager)) {
      return "sha256 " + weights.sha256();
    }
  }
}
