package dev.kvbench.benchmarks.suite;

import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.arm.Gpt2Source;
import dev.kvbench.benchmarks.session.BuildInfo;
import dev.kvbench.benchmarks.session.EngineVariables;
import dev.kvbench.benchmarks.show.Figures;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.MachineFacts;
import dev.kvbench.results.run.MissingRows;
import dev.kvbench.results.run.ModelSummary;
import dev.kvbench.results.run.RunDirectory;
import dev.kvbench.results.run.ShardFacts;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes down everything that a run's results depend on: its environment.json. */
public final class RunFacts {
  private final RunDirectory run;
  private final Suite suite;
  private final SuiteSession asked;
  private final Sweep sweep;
  private final List<PlannedRow> rows;
  private final Instant start;

  RunFacts(RunDirectory run, Suite suite, SuiteSession asked, Sweep sweep, Instant start) {
    this.run = run;
    this.suite = suite;
    this.asked = asked;
    this.sweep = sweep;
    this.rows = sweep.rows(asked.part().number());
    this.start = start;
  }

  /**
   * Writes machine, software, suite and model, before anything is measured.
   *
   * @return the cores that other work keeps busy
   */
  double writeAtStart() {
    double busy = MachineFacts.busyCores();
    Environment facts =
        MachineFacts.capture()
            .with("machine", Map.of("busyCoresAtStart", Figures.threeDigits(busy)))
            .with("engine", engine())
            .with("build", BuildInfo.facts())
            .with("suite", suite())
            .with("model", model(rows))
            .with("weights", weights())
            .with("run", Map.of("started", start.toString(), "state", "running or stopped"));
    if (asked.shard() != null) {
      ShardFacts shard = sweep.facts(asked.shard().number(), asked.command());
      facts = facts.with(ShardFacts.SECTION, shard.facts());
    }
    write(facts);
    return busy;
  }

  /** Adds how the run ended. */
  void writeAtEnd(SuiteRun ended) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("started", start.toString());
    facts.put("ended", Instant.now().toString());
    facts.putAll(ended.missing().facts());
    write(run.environment().with(MissingRows.SECTION, facts));
  }

  private void write(Environment environment) {
    run.writeAtomically("environment.json", environment.toJson().getBytes(StandardCharsets.UTF_8));
  }

  private Map<String, String> engine() {
    Map<String, String> engine = new LinkedHashMap<>(Torch.facts());
    engine.putAll(chosen(rows));
    return engine;
  }

  /** Engine, device and threads that rows ask for, and the variables that change what they get. */
  public static Map<String, String> chosen(List<PlannedRow> rows) {
    Map<String, String> engine = new LinkedHashMap<>();
    engine.put("name", distinct(rows, "engine")); // empty where a row names it by its rung
    engine.put("device", distinct(rows, "device"));
    engine.put("threads", distinct(rows, "threads"));
    engine.putAll(EngineVariables.facts());
    return engine;
  }

  private Map<String, String> suite() {
    Map<String, String> facts =
        suite(
            suite,
            "forks interleaved over all rows, every other round in reverse",
            asked.overrides(),
            asked.forks() == null ? "the suite's" : asked.forks().toString(),
            asked.timeLimit());
    if (!asked.only().isEmpty()) {
      facts.put("only", asked.only().toString());
    }
    facts.put("rows", Integer.toString(rows.size()));
    facts.put("plan", sweep.plan());
    return facts;
  }

  /** What was asked for; overrides may be empty, and the time limit null. */
  public static Map<String, String> suite(
      Suite suite,
      String order,
      Map<String, List<String>> overrides,
      String forks,
      Duration timeLimit) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("name", suite.name());
    facts.put("description", suite.description());
    facts.put("order", order);
    facts.put("parameters", overrides.isEmpty() ? "none" : overrides.toString());
    facts.put("forks", forks);
    facts.put("timeLimit", timeLimit == null ? "none" : timeLimit.toString());
    facts.put("text", suite.text());
    return facts;
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
    facts.put("vocabulary", distinct(configs, TransformerConfig::vocabularySize));
    facts.put("embedSize", distinct(configs, TransformerConfig::embedSize));
    facts.put("blockSize", distinct(configs, TransformerConfig::blockSize));
    facts.put("dtype", distinct(rows, "dtype"));
    facts.put("summary", ModelSummary.of(facts));
    return facts;
  }

  private static String distinct(
      List<TransformerConfig> configs, Function<TransformerConfig, Integer> size) {
    return configs.stream()
        .map(size)
        .distinct()
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  private static String distinct(List<PlannedRow> rows, String param) {
    return rows.stream()
        .flatMap(row -> Optional.ofNullable(row.params().get(param)).stream())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** Hashes of the weights that the forks will make from their seeds. */
  private Map<String, String> weights() {
    Map<String, String> hashes = new TreeMap<>();
    try (NDManager manager = NDManager.newBaseManager(ai.djl.Device.cpu())) {
      for (PlannedRow row : rows) {
        if (!row.params().containsKey("seed")) {
          continue; // a benchmark without a model
        }
        hashes.computeIfAbsent(key(row), key -> weights(row, manager));
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
            "embed %s, block %s, seed %s",
            params.get("embedSize"), params.get("blockSize"), params.get("seed"));
  }

  private static String weights(PlannedRow row, NDManager manager) {
    Map<String, String> params = row.params();
    if (params.containsKey("model")) {
      return new Gpt2Source(
              params.get("model"), params.get("weights"), "cpu", "auto", row.number("seed"))
          .fact();
    }
    try (Weights weights = Weights.initialise(row.config(), row.number("seed"), manager)) {
      return "sha256 " + weights.sha256();
    }
  }
}
