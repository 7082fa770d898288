package dev.kvbench.benchmarks.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.BuildInfo;
import dev.kvbench.benchmarks.EngineVariables;
import dev.kvbench.benchmarks.fetch.Corpus;
import dev.kvbench.benchmarks.suite.Progress;
import dev.kvbench.results.AtomicFile;
import dev.kvbench.results.Environment;
import dev.kvbench.results.InputException;
import dev.kvbench.results.IoReason;
import dev.kvbench.results.MachineFacts;
import dev.kvbench.results.RunDirectory;
import dev.kvbench.transformer.AdamW;
import dev.kvbench.transformer.CharVocabulary;
import dev.kvbench.transformer.Checkpoint;
import dev.kvbench.transformer.Torch;
import dev.kvbench.transformer.Trainer;
import dev.kvbench.transformer.TrainingText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Begins a training, or goes on with one. libtorch must have been started. */
public final class Training {
  /** Exit code of what Ctrl-C has stopped. */
  private static final int STOPPED = 130;

  private final Device device;
  private final boolean half;
  private final boolean terminal;

  /**
   * How to train.
   *
   * @param half whether the model is written as float16
   * @param terminal whether standard output can write a line over
   */
  public Training(Device device, boolean half, boolean terminal) {
    this.device = device;
    this.half = half;
    this.terminal = terminal;
  }

  /**
   * Trains a new model.
   *
   * @param root folder that the run directory is made in
   * @return whether the training got to its end
   */
  public boolean begin(TrainingSettings settings, Corpus corpus, Path root) throws IOException {
    CharVocabulary vocabulary = new CharVocabulary(corpus.text());
    TrainingText text = TrainingSession.text(corpus, vocabulary, settings.blockSize());
    try (NDManager manager = NDManager.newBaseManager(device);
        Trainer trainer = TrainingSession.begin(settings, vocabulary, manager)) {
      RunDirectory run = RunDirectory.create(root, "train", Instant.now());
      run.writeAtomically(
          "environment.json",
          MachineFacts.capture()
              .with("engine", engine())
              .with("build", BuildInfo.facts())
              .with("training", facts(settings, corpus))
              .toJson()
              .getBytes(StandardCharsets.UTF_8));
      return run(settings, corpus, vocabulary, text, trainer, run.path(), half);
    }
  }

  private Map<String, String> engine() {
    Map<String, String> engine = new LinkedHashMap<>(Torch.facts());
    engine.put("device", Torch.name(device));
    engine.putAll(EngineVariables.facts());
    return engine;
  }

  private static Map<String, String> facts(TrainingSettings settings, Corpus corpus) {
    Map<String, String> facts = new LinkedHashMap<>(settings.facts());
    facts.put("layers", Integer.toString(settings.layers()));
    facts.put("heads", Integer.toString(settings.heads()));
    facts.put("embedSize", Integer.toString(settings.embedSize()));
    facts.put("blockSize", Integer.toString(settings.blockSize()));
    facts.put("corpus", corpus.name());
    facts.put("corpus.sha256", corpus.sha256());
    return facts;
  }

  /**
   * Goes on with the training of a run directory, with its own settings, from its last checkpoint.
   *
   * @param corpus must be the text that the training began with
   */
  public boolean resume(Path directory, Corpus corpus) throws IOException {
    Path file = directory.resolve(TrainingSession.CHECKPOINT);
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          directory
              + " has no "
              + TrainingSession.CHECKPOINT
              + ": there is no training to go on with; give the run directory of one");
    }
    try (NDManager manager = NDManager.newBaseManager(device)) {
      TrainingSettings settings;
      CharVocabulary vocabulary;
      boolean halved;
      try (Checkpoint checkpoint = Checkpoint.load(file, manager)) {
        requireText(checkpoint, corpus);
        settings = TrainingSettings.of(checkpoint.facts(), checkpoint.weights().config());
        vocabulary = checkpoint.vocabulary();
        halved = Boolean.parseBoolean(checkpoint.facts().get(TrainingSession.HALF));
      }
      TrainingText text = TrainingSession.text(corpus, vocabulary, settings.blockSize());
      try (Trainer trainer = Trainer.resume(file, AdamW.forCharacters(), manager)) {
        System.out.printf("going on after step %d of %s%n", trainer.steps(), directory);
        writeResumption(directory, trainer.steps());
        return run(settings, corpus, vocabulary, text, trainer, directory, halved);
      }
    } catch (IOException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  /** What goes on may do so on another machine, or with other sources. */
  private void writeResumption(Path directory, int step) {
    Path file = directory.resolve("environment.json");
    String section = "resumed after step " + step;
    Environment environment = Environment.read(file).with(section, BuildInfo.facts());
    Map<String, Map<String, String>> now = MachineFacts.capture().sections();
    for (String part : List.of("machine", "os", "jvm")) {
      Map<String, String> facts = new LinkedHashMap<>();
      now.get(part).forEach((name, value) -> facts.put(part + "." + name, value));
      environment = environment.with(section, facts);
    }
    AtomicFile.write(
        file, environment.with(section, engine()).toJson().getBytes(StandardCharsets.UTF_8));
  }

  private static void requireText(Checkpoint checkpoint, Corpus corpus) {
    String began = checkpoint.facts().getOrDefault("corpus.sha256", "unknown");
    if (!began.equals(corpus.sha256())) {
      throw new InputException(
          String.format(
              "%s is not the text that this training began with (sha256 %s, not %s); give that one"
                  + " with --corpus",
              corpus.name(), corpus.sha256(), began));
    }
  }

  /**
   * Runs when the process is stopped. Halts it, for libtorch is computing: an orderly end would
   * free its tables under its hands, and crash.
   */
  private static void sayFarewell(Path directory) {
    boolean begun = Files.exists(directory.resolve(TrainingSession.CHECKPOINT));
    System.out.printf(
        begun
            ? "%nstopped; to go on from the last checkpoint: java -jar benchmarks.jar train --resume"
                + " %s (and --corpus as before)%n"
            : "%nstopped before the first checkpoint; %s holds nothing to go on from%n",
        directory);
    System.out.flush();
    Runtime.getRuntime().halt(STOPPED);
  }

  private boolean run(
      TrainingSettings settings,
      Corpus corpus,
      CharVocabulary vocabulary,
      TrainingText text,
      Trainer trainer,
      Path directory,
      boolean halved)
      throws IOException {
    TrainingSession session =
        new TrainingSession(
            settings,
            corpus,
            vocabulary,
            text,
            trainer,
            directory,
            halved,
            new Progress(System.out, terminal));
    System.out.printf("results in %s%n", directory);
    Thread farewell = new Thread(() -> sayFarewell(directory));
    Runtime.getRuntime().addShutdownHook(farewell);
    try {
      return session.run();
    } catch (IOException e) {
      throw new InputException(
          directory + ": cannot be written: " + IoReason.of(e) + "; the last checkpoint is kept",
          e);
    } finally {
      Runtime.getRuntime().removeShutdownHook(farewell);
    }
  }
}
