package dev.kvbench.benchmarks.quality;

import dev.kvbench.benchmarks.fetch.Corpus;
import dev.kvbench.benchmarks.session.BuildInfo;
import dev.kvbench.benchmarks.session.EngineVariables;
import dev.kvbench.benchmarks.show.Figures;
import dev.kvbench.results.quality.QualitySetting;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.MachineFacts;
import dev.kvbench.results.run.MissingRows;
import dev.kvbench.results.run.ModelSummary;
import dev.kvbench.results.run.RunDirectory;
import dev.kvbench.transformer.checkpoint.Checkpoint;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes down what a quality run's figures depend on: its environment.json. */
final class QualityFacts {
  private final RunDirectory run;
  private final Instant start;

  QualityFacts(RunDirectory run, Instant start) {
    this.run = run;
    this.start = start;
  }

  /** Writes machine, software, model, text and settings, before anything is computed. */
  Environment writeAtStart(
      QualitySession asked, QualitySetting setting, Checkpoint checkpoint, Corpus corpus) {
    Environment environment =
        MachineFacts.capture()
            .with(
                "machine",
                Map.of("busyCoresAtStart", Figures.threeDigits(MachineFacts.busyCores())))
            .with("engine", engine(asked))
            .with("build", BuildInfo.facts())
            .with("model", model(checkpoint.weights().config(), asked))
            .with("weights", Map.of("checkpoint", "sha256 " + checkpoint.weights().sha256()))
            .with("checkpoint", checkpoint.facts())
            .with("corpus", corpus(corpus))
            .with("quality", setting(asked, setting))
            .with("run", Map.of("started", start.toString(), "state", "running or stopped"));
    write(environment);
    return environment;
  }

  /** Adds how the run ended. */
  void writeAtEnd(Map<String, String> failed) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("ended", Instant.now().toString());
    facts.putAll(new MissingRows(failed, Map.of()).facts());
    write(run.environment().with(MissingRows.SECTION, facts));
  }

  private void write(Environment environment) {
    run.writeAtomically("environment.json", environment.toJson().getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> engine(QualitySession asked) {
    Map<String, String> engine = new LinkedHashMap<>(Torch.facts());
    engine.put("name", "script");
    engine.put("device", Torch.name(Torch.device(asked.device())));
    engine.putAll(EngineVariables.facts());
    return engine;
  }

  private static Map<String, String> model(TransformerConfig config, QualitySession asked) {
    Map<String, String> facts = new LinkedHashMap<>(config.facts());
    facts.put("vocabulary", Integer.toString(config.vocabularySize()));
    facts.put("dtype", dtypes(asked));
    facts.put("summary", ModelSummary.of(facts));
    return facts;
  }

  private static Map<String, String> corpus(Corpus corpus) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("label", corpus.name());
    facts.put("sha256", corpus.sha256());
    facts.put("part", corpus.isOfAFile() ? "the last tenth" : "all");
    return facts;
  }

  private static Map<String, String> setting(QualitySession asked, QualitySetting setting) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "policies",
        asked.policies().stream().map(policy -> policy.label()).collect(Collectors.joining(", ")));
    facts.put("dtypes", dtypes(asked));
    facts.put("reference", QualityArm.REFERENCE.label());
    facts.put("sequences", Integer.toString(setting.sequences()));
    facts.put("windows", Integer.toString(setting.windows()));
    facts.put("promptLength", Integer.toString(setting.promptLength()));
    facts.put("greedyLength", Integer.toString(setting.greedyLength()));
    facts.put("resamples", Integer.toString(setting.resamples()));
    facts.put("seed", Integer.toString(setting.seed()));
    return facts;
  }

  private static String dtypes(QualitySession asked) {
    return asked.dtypes().stream().map(dtype -> dtype.label()).collect(Collectors.joining(", "));
  }
}
