package dev.kvbench.benchmarks.training;

import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.fetch.Corpus;
import dev.kvbench.benchmarks.session.BuildInfo;
import dev.kvbench.benchmarks.session.Progress;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.checkpoint.Checkpoint;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.text.CharVocabulary;
import dev.kvbench.transformer.text.TrainingText;
import dev.kvbench.transformer.training.LearningRate;
import dev.kvbench.transformer.training.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A training in its run directory: {@code losses.jsonl}, {@code checkpoint.safetensors}, from which
 * it goes on after a stop, and at its end {@code model.safetensors} and a chart of the losses.
 */
final class TrainingSession {
  static final String CHECKPOINT = "checkpoint.safetensors";
  static final String MODEL = "model.safetensors";
  static final String LOSSES = "losses.jsonl";

  /** Fact of a checkpoint: libtorch's threads, which order its sums have. */
  static final String THREADS = "training.threads";

  /** Held-out blocks of an evaluation on the way; the last one takes them all. */
  private static final int EVALUATED = 256;

  private static final int EVALUATED_AT_ONCE = 32;

  private final TrainingSettings settings;
  private final Corpus corpus;
  private final CharVocabulary vocabulary;
  private final TrainingText text;
  private final Trainer trainer;
  private final LossFile losses;
  private final Path directory;
  private final Progress progress;

  /** A training that begins, or goes on where the trainer is. */
  TrainingSession(
      TrainingSettings settings,
      Corpus corpus,
      CharVocabulary vocabulary,
      TrainingText text,
      Trainer trainer,
      Path directory,
      Progress progress) {
    this.settings = settings;
    this.corpus = corpus;
    this.vocabulary = vocabulary;
    this.text = text;
    this.trainer = trainer;
    this.directory = directory;
    this.progress = progress;
    Path file = directory.resolve(LOSSES);
    this.losses = trainer.steps() == 0 ? new LossFile(file) : LossFile.upTo(trainer.steps(), file);
  }

  /**
   * A corpus in tokens, split.
   *
   * @throws InputException if it is too short, or has a character that the vocabulary lacks
   */
  static TrainingText text(Corpus corpus, CharVocabulary vocabulary, int blockSize) {
    try {
      return new TrainingText(vocabulary.encode(corpus.text()), blockSize);
    } catch (IllegalArgumentException e) {
      throw new InputException(corpus.name() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Trains to the end.
   *
   * @return whether it got there and was drawn; if not, the user has been told why
   */
  boolean run() throws IOException {
    LearningRate rate = settings.rate();
    Pace pace = new Pace(settings, trainer.steps());
    while (trainer.steps() < settings.steps()) {
      int number = trainer.steps();
      TrainingText.Batch batch = text.batch(settings.batchSize(), settings.seed(), number);
      Trainer.Step step = trainer.step(batch, rate.at(number));
      if (!step.isFinite()) {
        tellOfDivergence(number, step);
        return false;
      }
      pace.stepped(step.loss());
      progress.now(pace.line());
      boolean last = trainer.steps() == settings.steps();
      if ((last || trainer.steps() % settings.evaluateEvery() == 0) && !evaluate(pace, last)) {
        tellOfDivergence(number, step);
        return false;
      }
    }
    return finish();
  }

  /** Keeps where the training is; false, and keeps nothing, if the held-out loss is no number. */
  private boolean evaluate(Pace pace, boolean last) throws IOException {
    double rate = pace.tokensPerSecond();
    double training = pace.meanLoss();
    double heldOut =
        trainer.loss(text.heldOut(EVALUATED_AT_ONCE, last ? Integer.MAX_VALUE : EVALUATED));
    if (!Double.isFinite(heldOut)) {
      return false;
    }
    // The loss first: a line too many is left out when the training goes on, one too few is lost.
    losses.add(new LossFile.Loss(trainer.steps(), training, heldOut, rate));
    trainer.save(directory.resolve(CHECKPOINT), vocabulary, facts());
    progress.done(
        String.format(
            Locale.ROOT,
            "step %d of %d: loss %.4f, held out %.4f, %.0f tokens/s%s",
            trainer.steps(),
            settings.steps(),
            training,
            heldOut,
            rate,
            pace.left()));
    pace.evaluated();
    return true;
  }

  /** What a checkpoint says of itself. */
  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>(settings.facts());
    facts.put(THREADS, Integer.toString(Torch.threads()));
    facts.put("corpus", corpus.name());
    facts.put("corpus.sha256", corpus.sha256());
    facts.put("git.commit", BuildInfo.facts().get("git.commit"));
    List<LossFile.Loss> known = losses.losses();
    if (!known.isEmpty()) { // the file of a training that goes on may have been lost
      double heldOut = known.get(known.size() - 1).heldOut();
      facts.put("heldOutLoss", String.format(Locale.ROOT, "%.4f", heldOut));
    }
    return facts;
  }

  private void tellOfDivergence(int number, Trainer.Step step) {
    progress.done("");
    System.err.printf(
        Locale.ROOT,
        "kvbench: training stopped at step %d: the loss before it is %s, the norm of the gradients"
            + " %s, and what comes of it no number; try a --learning-rate below %s%s%n",
        number,
        step.loss(),
        step.gradientNorm(),
        settings.learningRate(),
        losses.losses().isEmpty()
            ? ""
            : "; the checkpoint of step "
                + losses.losses().get(losses.losses().size() - 1).step()
                + " is in "
                + directory);
  }

  private boolean finish() throws IOException {
    Path model = directory.resolve(MODEL);
    try (Weights weights = trainer.weights()) {
      Checkpoint.save(model, weights, vocabulary, facts(), settings.half());
    }
    System.out.println(model);
    try {
      TrainingReport.draw(directory);
      return true;
    } catch (InputException e) {
      System.err.println("kvbench: " + e.getMessage()); // the model is safe all the same
      return false;
    }
  }

  /** A trainer that begins with weights of the seed. */
  static Trainer begin(TrainingSettings settings, CharVocabulary vocabulary, NDManager manager) {
    try (Weights first =
        Weights.initialise(settings.config(vocabulary.size()), settings.seed(), manager)) {
      return new Trainer(first, settings.adamW(), manager);
    }
  }
}
