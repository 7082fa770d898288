package dev.kvbench.benchmarks.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.fetch.Corpus;
import dev.kvbench.benchmarks.session.BuildInfo;
import dev.kvbench.benchmarks.session.EngineVariables;
import dev.kvbench.benchmarks.session.HaltOnStop;
import dev.kvbench.benchmarks.session.Progress;
import dev.kvbench.results.io.AtomicFile;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.MachineFacts;
import dev.kvbench.results.run.RunDirectory;
import dev.kvbench.transformer.checkpoint.Checkpoint;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.text.CharVocabulary;
import dev.kvbench.transformer.text.TrainingText;
import dev.kvbench.transformer.training.Trainer;
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
  private final Device device;
  private final Progress progress;

  /**
   * How to train.
   *
   * @param terminal whether standard output can write a line over
   */
  public Training(Device device, boolean terminal) {
    this.device = device;
    this.progress = new Progress(System.out, terminal);
  }

  /**
   * Trains a new model.
   *
   * @param file of the corpus; null for the usual one
   * @param root folder that the run directory is made in
   * @return whether the training got to its end
   */
  public boolean begin(TrainingSettings settings, Path file, Path root) throws IOException {
    Corpus corpus = Corpus.of(file, progress::now);
    CharVocabulary vocabulary = new CharVocabulary(corpus.text());
    TrainingText text = TrainingSession.text(corpus, vocabulary, settings.blockSize());
    try (NDManager manager = NDManager.newBaseManager(device);
        Trainer trainer = TrainingSession.begin(settings, vocabulary, manager)) {
      RunDirectory run = RunDirectory.create(root, "train", Instant.now());
      TrainingLock lock = TrainingLock.acquire(run.path());
      try (lock) {
        run.writeAtomically("environment.json", environment(settings, corpus));
        return run(settings, corpus, vocabulary, text, trainer, run.path());
      }
    }
  }

  private byte[] environment(TrainingSettings settings, Corpus corpus) {
    return MachineFacts.capture()
        .with("engine", engine())
        .with("build", BuildInfo.facts())
        .with("training", facts(settings, corpus))
        .toJson()
        .getBytes(StandardCharsets.UTF_8);
  }

  private Map<String, String> engine() {
    Map<String, String> engine = new LinkedHashMap<>(Torch.facts());
    engine.put("device", Torch.name(device));
    engine.putAll(EngineVariables.facts());
    return engine;
  }

  private static Map<String, String> facts(TrainingSettings settings, Corpus corpus) {
    Map<String, String> facts = new LinkedHashMap<>(settings.facts());
    facts.putAll(settings.config(1).facts());
    facts.put("corpus", corpus.name());
    facts.put("corpus.sha256", corpus.sha256());
    return facts;
  }

  /**
   * Goes on with the training of a run directory, with its own settings, from its last checkpoint.
   *
   * @param corpus file of the text that the training began with; null for the usual one
   * @param ownThreads whether libtorch is to have the threads that the training began with
   */
  public boolean resume(Path directory, Path corpus, boolean ownThreads) throws IOException {
    Path file = directory.resolve(TrainingSession.CHECKPOINT);
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          directory
              + " has no "
              + TrainingSession.CHECKPOINT
              + ": there is no training to go on with; give the run directory of one");
    }
    TrainingLock lock = TrainingLock.acquire(directory);
    try (lock;
        NDManager manager = NDManager.newBaseManager(device);
        Checkpoint checkpoint = Checkpoint.load(file, manager)) {
      TrainingSettings settings =
          TrainingSettings.of(checkpoint.facts(), checkpoint.weights().config());
      Corpus text = text(checkpoint, corpus);
      if (ownThreads) {
        Torch.start(TrainingSettings.threads(checkpoint.facts()));
      }
      CharVocabulary vocabulary = checkpoint.vocabulary();
      TrainingText tokens = TrainingSession.text(text, vocabulary, settings.blockSize());
      try (Trainer trainer = Trainer.resume(file, checkpoint, settings.adamW(), manager)) {
        System.out.printf("going on after step %d of %s%n", trainer.steps(), directory);
        writeResumption(directory, trainer.steps());
        return run(settings, text, vocabulary, tokens, trainer, directory);
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

  private Corpus text(Checkpoint checkpoint, Path corpus) {
    String began = checkpoint.facts().getOrDefault("corpus.sha256", "unknown");
    String name = checkpoint.facts().getOrDefault("corpus", "unknown");
    if (corpus == null && !Corpus.isTinyShakespeare(began)) {
      throw new InputException(
          "this training began with " + name + " (sha256 " + began + "); give it with --corpus");
    }
    Corpus text = Corpus.of(corpus, progress::now);
    if (!began.equals(text.sha256())) {
      throw new InputException(
          String.format(
              "%s is not the text that this training began with (sha256 %s, not %s of %s); give"
                  + " that one with --corpus",
              text.name(), text.sha256(), began, name));
    }
    return text;
  }

  private static String farewell(Path directory) {
    return Files.exists(directory.resolve(TrainingSession.CHECKPOINT))
        ? "stopped; to go on from the last checkpoint: java -jar benchmarks.jar train --resume "
            + directory
            + " (and --corpus as before)"
        : "stopped before the first checkpoint; " + directory + " holds nothing to go on from";
  }

  private boolean run(
      TrainingSettings settings,
      Corpus corpus,
      CharVocabulary vocabulary,
      TrainingText text,
      Trainer trainer,
      Path directory)
      throws IOException {
    TrainingSession session =
        new TrainingSession(settings, corpus, vocabulary, text, trainer, directory, progress);
    System.out.printf("results in %s%n", directory);
    try {
      return HaltOnStop.during(session::run, () -> farewell(directory));
    } catch (IOException e) {
      throw new InputException(
          directory + ": cannot be written: " + IoReason.of(e) + "; the last checkpoint is kept",
          e);
    }
  }
}
