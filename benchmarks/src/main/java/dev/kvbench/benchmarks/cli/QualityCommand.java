package dev.kvbench.benchmarks.cli;

import dev.kvbench.benchmarks.arm.TextModel;
import dev.kvbench.benchmarks.quality.QualityRequest;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.tensor.Article;
import dev.kvbench.transformer.tensor.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares what cache policies compute with the uncached model, on text. */
@Command(
    name = "quality",
    description =
        "What does each cache policy compute? Its predictions on a text against the"
            + " uncached model's: inside the window, at its edge and past it.",
    footer = {
      "",
      "Exit codes: 0 done, 1 an arm that promises the uncached model's answer does not",
      "give it, or charts could not be drawn, 2 usage or input, 130 stopped."
    },
    mixinStandardHelpOptions = true)
final class QualityCommand implements Callable<Integer> {
  private static final int MAX_WINDOWS = 1000;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = "a trained model (default: the one inside the jar)")
  private Path checkpoint;

  @Option(
      names = "--model",
      paramLabel = "NAME|DIR",
      description =
          "a GPT-2 or a Llama-like model instead, by name or in a folder, as generate takes it; its"
              + " tokens are those of its tokenizer.json")
  private String model;

  @Option(
      names = "--context",
      paramLabel = "N",
      description =
          "tokens of the window of a Llama-like --model, at most its own (default: "
              + TextModel.DEFAULT_CONTEXT
              + "); the others' is what they were trained with")
  private Integer context;

  @Option(
      names = "--corpus",
      paramLabel = "FILE",
      description = "a text, whose last tenth is taken (default: tinyshakespeare)")
  private Path corpus;

  @Option(
      names = "--policies",
      paramLabel = "NAME",
      split = ",",
      description =
          "cache policies: ${COMPLETION-CANDIDATES} (default: all that are for the model)",
      completionCandidates = NamedValues.Policies.class)
  private List<CachePolicy> policies = List.of();

  @Option(
      names = "--dtypes",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "float32,bfloat16",
      description = "number formats: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
      completionCandidates = NamedValues.Precisions.class)
  private List<Precision> dtypes;

  @Option(
      names = "--sequences",
      paramLabel = "N",
      description =
          "passages of text, over which intervals are (default: "
              + QualityRequest.DEFAULT_SEQUENCES
              + ")")
  private Integer sequences;

  @Option(
      names = "--windows",
      paramLabel = "N",
      defaultValue = "4",
      description = "windows of text past the first one (default: ${DEFAULT-VALUE})")
  private int windows;

  @Mixin private EngineOptions engine;

  @Option(
      names = "--seed",
      description = "of the bootstrap's resamples (default: ${DEFAULT-VALUE})")
  private int seed = Article.SEED;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    MeasureOptions.checkLeast(2, "--sequences", sequences);
    if (windows < 1 || windows > MAX_WINDOWS) {
      throw new InputException("--windows must be from 1 to " + MAX_WINDOWS + ", not " + windows);
    }
    if (model != null && checkpoint != null) {
      throw new InputException("--model and --checkpoint are two models; leave one out");
    }
    if (context != null && model == null) {
      throw new InputException("--context is for a Llama-like --model");
    }
    MeasureOptions.checkLeast(2, "--context", context);
    return new QualityRequest(
            model,
            checkpoint,
            context,
            corpus,
            policies.stream().distinct().toList(),
            dtypes.stream().distinct().toList(),
            sequences,
            windows,
            // More are faster where nothing else runs, and far slower where something does.
            engine.start("1"),
            seed)
        .evaluate(output.invocation());
  }
}
