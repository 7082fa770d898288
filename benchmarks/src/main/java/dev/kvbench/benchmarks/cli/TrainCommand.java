package dev.kvbench.benchmarks.cli;

import ai.djl.Device;
import dev.kvbench.benchmarks.training.Training;
import dev.kvbench.benchmarks.training.TrainingSettings;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.tensor.Article;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains the article's model on a text. */
@Command(
    name = "train",
    description =
        "Trains the article's model on a text, tinyshakespeare where none is given, and keeps"
            + " checkpoints that it can go on from.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--corpus",
      paramLabel = "FILE",
      description = "text in UTF-8 to train on (default: tinyshakespeare, fetched once)")
  private Path corpus;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description =
          "go on with the training of this run directory, with its own settings; give the same"
              + " --corpus again")
  private Path resume;

  @Option(names = "--steps", description = "batches to learn from (default: ${DEFAULT-VALUE})")
  private int steps = 2000;

  @Option(names = "--batch-size", description = "blocks in a batch (default: ${DEFAULT-VALUE})")
  private int batchSize = 12;

  @Option(
      names = "--block-size",
      description = "tokens in a block, and the longest context (default: ${DEFAULT-VALUE})")
  private int blockSize = 64;

  @Option(
      names = "--embed-size",
      description = "width of a token's vector (default: ${DEFAULT-VALUE})")
  private int embedSize = 128;

  @Option(names = "--layers", description = "blocks of the model (default: ${DEFAULT-VALUE})")
  private int layers = Article.LAYERS;

  @Option(names = "--heads", description = "heads in a block (default: ${DEFAULT-VALUE})")
  private int heads = Article.HEADS;

  @Option(
      names = "--learning-rate",
      description =
          "the highest, after a twentieth of the steps; it falls to a tenth of that (default:"
              + " ${DEFAULT-VALUE})")
  private double learningRate = 1e-3;

  @Option(
      names = "--evaluate-every",
      description =
          "steps between evaluations on held-out text, each with a checkpoint (default:"
              + " ${DEFAULT-VALUE})")
  private int evaluateEvery = 250;

  @Option(names = "--seed", description = "of weights and batches (default: ${DEFAULT-VALUE})")
  private long seed = Article.SEED;

  @Mixin private EngineOptions engine;

  @Option(names = "--half", description = "write the model as float16, in half the bytes")
  private boolean half;

  @Mixin private OutputOptions output;

  /** What may be said to a training that goes on; all else it has settled already. */
  private static final Set<String> WITH_RESUME =
      Set.of("--resume", "--corpus", "--device", "--threads");

  @Override
  public Integer call() throws IOException {
    if (resume != null) {
      for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
        if (!WITH_RESUME.contains(option.longestName())) {
          throw new InputException(
              option.longestName()
                  + " cannot be changed with --resume: the training goes on as it began");
        }
      }
    }
    TrainingSettings settings =
        new TrainingSettings(
            steps,
            batchSize,
            blockSize,
            embedSize,
            layers,
            heads,
            learningRate,
            evaluateEvery,
            seed,
            half);
    Device device = engine.start("auto");
    return resume == null
        ? Training.begin(settings, corpus, device, output.invocation())
        : Training.resume(resume, corpus, engine.threads().isEmpty(), device, output.invocation());
  }
}
