package dev.kvbench.benchmarks.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.arm.Engine;
import dev.kvbench.benchmarks.fetch.Corpus;
import dev.kvbench.benchmarks.session.BuildInfo;
import dev.kvbench.benchmarks.session.Invocation;
import dev.kvbench.benchmarks.session.Run;
import dev.kvbench.benchmarks.session.Session;
import dev.kvbench.benchmarks.show.RunCharts;
import dev.kvbench.benchmarks.training.TrainingReport.Loss;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.transformer.checkpoint.Checkpoint;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.text.CharVocabulary;
import dev.kvbench.transformer.text.TrainingText;
import dev.kvbench.transformer.training.AdamW;
import dev.kvbench.transformer.training.LearningRate;
import dev.kvbench.transformer.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A training in its run directory: losses, a checkpoint from which it goes on after a stop, and at
 * its end the model and a chart of the losses. libtorch must have been started.
 */
public final class Training {
  private static final String CHECKPOINT = "checkpoint.safetensors";
  private static final String MODEL = "model.safetensors";

  /** Held-out blocks of an evaluation on the way; the last one takes them all. */
  private static final int EVALUATED = 256;

  private static final int EVALUATED_AT_ONCE = 32;

  private final TrainingSettings settings;
  private final Corpus corpus;
  private final CharVocabulary vocabulary;
  private final TrainingText text;
  private final Trainer trainer;
  private final Session session;
  private final Run run;
  private final List<Loss> losses = new ArrayList<>();

  // Since the last evaluation.
  private int steps;
  private double loss;
  private long since;

  /** Begins with the trainer's state; losses after it, which will come again, are left out. */
  private Training(
      TrainingSettings settings,
      Corpus corpus,
      CharVocabulary vocabulary,
      TrainingText text,
      Trainer trainer,
      Session session,
      Run run) {
    this.settings = settings;
    this.corpus = corpus;
    this.vocabulary = vocabulary;
    this.text = text;
    this.trainer = trainer;
    this.session = session;
    this.run = run;
    TrainingReport.read(run.path()).stream()
        .filter(each -> each.step() <= trainer.steps())
        .forEach(losses::add);
  }

  /**
   * Trains a new model.
   *
   * @param file of the corpus; null for the usual one
   * @return the exit code: 1 where the loss became no number or the chart could not be drawn
   */
  public static int begin(
      TrainingSettings settings, Path file, Device device, Invocation invocation)
      throws IOException {
    try (Session session = Session.computing(invocation);
        NDManager manager = NDManager.newBaseManager(device)) {
      Corpus corpus = Corpus.of(file, session.progress()::now);
      corpus.printNote();
      CharVocabulary vocabulary = new CharVocabulary(corpus.text());
      TrainingText text = text(corpus, vocabulary, settings.blockSize());
      try (Trainer trainer = trainer(settings, vocabulary, manager)) {
        Run run = session.begin("train", sections(settings, corpus, device));
        session.lock(run.path());
        return new Training(settings, corpus, vocabulary, text, trainer, session, run).train();
      }
    }
  }

  private static Trainer trainer(
      TrainingSettings settings, CharVocabulary vocabulary, NDManager manager) {
    try (Weights first =
        Weights.initialise(settings.config(vocabulary.size()), settings.seed(), manager)) {
      return new Trainer(first, AdamW.forCharacters(), manager);
    }
  }

  private static Map<String, Map<String, String>> sections(
      TrainingSettings settings, Corpus corpus, Device device) {
    Map<String, String> training = new LinkedHashMap<>(settings.facts());
    training.putAll(settings.config(1).facts());
    training.put("corpus", corpus.name());
    training.put("corpus.sha256", corpus.sha256());
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    sections.put("engine", engine(device));
    sections.put("model", Map.of("dtype", "float32"));
    sections.put("training", training);
    return sections;
  }

  private static Map<String, String> engine(Device device) {
    return Session.engine(Map.of("name", Engine.SCRIPT.label(), "device", Torch.name(device)));
  }

  /**
   * Goes on with the training of a run directory, with its own settings, from its last checkpoint.
   *
   * @param file of the corpus that the training began with; null for the usual one
   * @param ownThreads whether libtorch is to have the threads that the training began with
   * @return as {@link #begin} does
   */
  public static int resume(
      Path directory, Path file, boolean ownThreads, Device device, Invocation invocation)
      throws IOException {
    Path saved = directory.resolve(CHECKPOINT);
    if (!Files.isRegularFile(saved)) {
      throw new InputException(
          "%s has no %s: there is no training to go on with; give the run directory of one"
              .formatted(directory, CHECKPOINT));
    }
    try (Session session = Session.computing(invocation);
        NDManager manager = NDManager.newBaseManager(device)) {
      session.lock(directory);
      try (Checkpoint checkpoint = Checkpoint.load(saved, manager)) {
        TrainingSettings settings =
            TrainingSettings.of(checkpoint.facts(), checkpoint.weights().config());
        Corpus corpus = sameCorpus(checkpoint.facts(), file, session);
        if (ownThreads) {
          Torch.start(TrainingSettings.threads(checkpoint.facts()));
        }
        CharVocabulary vocabulary = checkpoint.vocabulary();
        TrainingText text = text(corpus, vocabulary, settings.blockSize());
        try (Trainer trainer = Trainer.resume(saved, checkpoint, AdamW.forCharacters(), manager)) {
          System.out.printf("going on after step %d of %s%n", trainer.steps(), directory);
          Run run =
              session.resume(directory, "resumed after step " + trainer.steps(), engine(device));
          return new Training(settings, corpus, vocabulary, text, trainer, session, run).train();
        }
      } catch (IOException e) {
        throw new InputException(e.getMessage(), e);
      }
    }
  }

  private static Corpus sameCorpus(Map<String, String> facts, Path file, Session session) {
    String began = facts.getOrDefault("corpus.sha256", "unknown");
    String remedy =
        "this training began with %s (sha256 %s); give it with --corpus"
            .formatted(facts.getOrDefault("corpus", "unknown"), began);
    if (file == null && !Corpus.isTinyShakespeare(began)) {
      throw new InputException(remedy);
    }
    Corpus corpus = Corpus.of(file, session.progress()::now);
    if (!began.equals(corpus.sha256())) {
      throw new InputException(
          corpus.name() + " is another text (sha256 " + corpus.sha256() + "): " + remedy);
    }
    corpus.printNote();
    return corpus;
  }

  /** The corpus in tokens, split. */
  private static TrainingText text(Corpus corpus, CharVocabulary vocabulary, int blockSize) {
    try {
      return new TrainingText(vocabulary.encode(corpus.text()), blockSize);
    } catch (IllegalArgumentException e) {
      throw new InputException(corpus.name() + ": " + e.getMessage(), e);
    }
  }

  private int train() {
    Path checkpoint = run.path().resolve(CHECKPOINT);
    session.onStop(
        () ->
            Files.exists(checkpoint)
                ? String.format(
                    "stopped; to go on from the last checkpoint: %s train --resume %s (and"
                        + " --corpus as before)",
                    Invocation.PROGRAM, run.path())
                : String.format(
                    "stopped before the first checkpoint; %s holds nothing to go on from",
                    run.path()));
    System.out.printf("results in %s%n", run.path());
    try {
      if (takeSteps(checkpoint)) {
        finish();
      }
    } catch (IOException e) {
      throw new InputException(
          run.path() + ": cannot be written: " + IoReason.of(e) + "; the last checkpoint is kept",
          e);
    }
    run.writeEnd();
    return session.exitCode();
  }

  /** False where the loss became no number, of which the user has been told then. */
  private boolean takeSteps(Path checkpoint) throws IOException {
    LearningRate rate = settings.rate();
    startInterval();
    while (trainer.steps() < settings.steps()) {
      int number = trainer.steps();
      Trainer.Step step =
          trainer.step(text.batch(settings.batchSize(), settings.seed(), number), rate.at(number));
      steps++;
      loss += step.loss();
      boolean last = trainer.steps() == settings.steps();
      boolean evaluates = last || trainer.steps() % settings.evaluateEvery() == 0;
      if (!step.isFinite() || (evaluates && !evaluate(last, checkpoint))) {
        fail(number, step);
        return false;
      }
      if (!evaluates) {
        String mean = String.format(Locale.ROOT, "%.3f", loss / steps);
        session.progress().now(line(mean, tokensPerSecond()));
      }
    }
    return true;
  }

  private void startInterval() {
    steps = 0;
    loss = 0;
    since = System.nanoTime();
  }

  /** Keeps where the training is; false, and keeps nothing, if the held-out loss is no number. */
  private boolean evaluate(boolean last, Path checkpoint) throws IOException {
    double rate = tokensPerSecond(); // without the evaluation's own time
    double heldOut =
        trainer.loss(text.heldOut(EVALUATED_AT_ONCE, last ? Integer.MAX_VALUE : EVALUATED));
    if (!Double.isFinite(heldOut)) {
      return false;
    }
    losses.add(new Loss(trainer.steps(), loss / steps, heldOut, rate));
    // The loss first: a line too many is left out when the training goes on, one too few is lost.
    run.write(TrainingReport.FILE, TrainingReport.toJson(losses));
    trainer.save(checkpoint, vocabulary, facts());
    String both = String.format(Locale.ROOT, "%.4f, held out %.4f", loss / steps, heldOut);
    session.progress().done(line(both, rate));
    startInterval();
    return true;
  }

  private double tokensPerSecond() {
    double seconds = (System.nanoTime() - since) / 1e9;
    return (double) steps * settings.batchSize() * settings.blockSize() / seconds;
  }

  private String line(String losses, double tokensPerSecond) {
    int left = settings.steps() - trainer.steps();
    double seconds = (double) left * settings.batchSize() * settings.blockSize() / tokensPerSecond;
    return String.format(
        Locale.ROOT,
        "step %d of %d: loss %s, %.0f tokens/s%s",
        trainer.steps(),
        settings.steps(),
        losses,
        tokensPerSecond,
        left == 0 ? "" : ", about " + Numbers.duration(seconds) + " left");
  }

  /** What a checkpoint says of itself. */
  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>(settings.facts());
    facts.put(TrainingSettings.THREADS, Integer.toString(Torch.threads()));
    facts.put("corpus", corpus.name());
    facts.put("corpus.sha256", corpus.sha256());
    facts.put("git.commit", BuildInfo.facts().get("git.commit"));
    if (!losses.isEmpty()) { // the file of a training that goes on may have been lost
      double heldOut = losses.get(losses.size() - 1).heldOut();
      facts.put("heldOutLoss", String.format(Locale.ROOT, "%.4f", heldOut));
    }
    return facts;
  }

  private void fail(int number, Trainer.Step step) {
    String reason =
        String.format(
            Locale.ROOT,
            "training stopped at step %d: the loss before it is %s, the norm of the gradients %s,"
                + " and what comes of it no number; try a --learning-rate below %s",
            number,
            step.loss(),
            step.gradientNorm(),
            settings.learningRate());
    session.progress().done("");
    System.err.println("kvbench: " + reason);
    run.fail("training", reason);
  }

  private void finish() throws IOException {
    Path model = run.path().resolve(MODEL);
    try (Weights weights = trainer.weights()) {
      Checkpoint.save(model, weights, vocabulary, facts(), Map.of(), settings.half());
    }
    System.out.println(model);
    session.showResults(() -> RunCharts.show(TrainingReport.contents(run.path()), run.path()));
  }
}
