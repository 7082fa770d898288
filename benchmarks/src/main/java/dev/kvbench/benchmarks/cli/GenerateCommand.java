package dev.kvbench.benchmarks.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.arm.TrainedModel;
import dev.kvbench.benchmarks.fetch.Gpt2Hub;
import dev.kvbench.benchmarks.session.Progress;
import dev.kvbench.benchmarks.session.ShutdownHook;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.checkpoint.Checkpoint;
import dev.kvbench.transformer.checkpoint.Gpt2Folder;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Sampler;
import dev.kvbench.transformer.device.ComputeDevice;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.script.ScriptOptions;
import dev.kvbench.transformer.tensor.Article;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import dev.kvbench.transformer.text.CharVocabulary;
import dev.kvbench.transformer.text.Gpt2Tokeniser;
import dev.kvbench.transformer.text.Tokeniser;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Generates text with a trained model. */
@Command(
    name = "generate",
    description =
        "Continues a text with a trained model or with GPT-2, with a KV cache or without.",
    mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {
  /** The decoder holds the whole text. */
  private static final int MAX_STEPS = 10_000_000;

  private static final String GPT2_PROMPT = "Once upon a time";

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description =
          "what the text begins with (default: the model's first character, a line break for most;"
              + " of GPT-2: "
              + GPT2_PROMPT
              + ")")
  private String prompt;

  @Option(
      names = "--steps",
      description = "new characters, or GPT-2's tokens (default: ${DEFAULT-VALUE})")
  private int steps = 500;

  @Option(
      names = "--policy",
      description =
          "what the cache does: ${COMPLETION-CANDIDATES} (default: "
              + CachePolicy.DEFAULT_FOR_TEXT
              + ", the one that past the window too computes what the model was trained for)",
      completionCandidates = NamedValues.Policies.class)
  private CachePolicy policy;

  @Option(names = "--uncached", description = "without a cache")
  private boolean uncached;

  @Option(
      names = "--temperature",
      description =
          "1 draws from the model's probabilities, less prefers the likelier, 0 always takes the"
              + " likeliest (default: ${DEFAULT-VALUE})")
  private double temperature = 1;

  @Option(names = "--seed", description = "of the draws (default: ${DEFAULT-VALUE})")
  private int seed = Article.SEED;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = "a model that train wrote (default: the small one in this jar)")
  private Path checkpoint;

  @Option(
      names = "--model",
      paramLabel = "NAME|DIR",
      description =
          "a GPT-2 instead: one of ${COMPLETION-CANDIDATES}, fetched once; or a folder with its"
              + " config.json and model.safetensors",
      completionCandidates = NamedValues.Gpt2Models.class)
  private String model;

  @Mixin private EngineOptions engine;

  @Option(
      names = "--dtype",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
      defaultValue = "float32",
      completionCandidates = NamedValues.Precisions.class)
  private Precision dtype;

  @Override
  public Integer call() {
    if (steps < 1 || steps > MAX_STEPS) {
      throw new InputException("--steps must be from 1 to " + MAX_STEPS + ", not " + steps);
    }
    if (uncached && policy != null) {
      throw new InputException("--policy says what a cache does; leave it out with --uncached");
    }
    if (prompt != null && prompt.isEmpty()) {
      throw new InputException("--prompt must have at least one character");
    }
    if (model != null && checkpoint != null) {
      throw new InputException("--model and --checkpoint are two models; leave one out");
    }
    Sampler sampler =
        valid(() -> temperature == 0 ? Sampler.greedy() : Sampler.multinomial(temperature, seed));
    Gpt2Hub gpt2 = model == null ? null : gpt2();
    Device where = engine.start("auto");
    ShutdownHook hook = ShutdownHook.halting(() -> "stopped");
    try (hook;
        NDManager manager = NDManager.newBaseManager(where);
        ComputeDevice device = ComputeDevice.of(manager);
        TextModel text = gpt2 == null ? trained(manager) : gpt2(gpt2, manager);
        Decoder decoder = valid(() -> decoder(text.weights))) {
      device.await();
      generate(text, decoder, sampler);
      return 0;
    }
  }

  private Decoder decoder(Weights weights) {
    ScriptOptions options = ScriptOptions.fastest(dtype);
    if (uncached) {
      return ScriptDecoder.uncached(weights, options);
    }
    CachePolicy cache = policy == null ? CachePolicy.forText(weights.config()) : policy;
    return ScriptDecoder.cached(weights, cache, options);
  }

  private static <T> T valid(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  /**
   * A model and its text.
   *
   * @param prompt what the text begins with
   * @param unit what its tokens are
   */
  private record TextModel(Weights weights, Tokeniser tokeniser, String prompt, String unit)
      implements AutoCloseable {
    @Override
    public void close() {
      weights.close();
    }
  }

  private TextModel trained(NDManager manager) {
    Checkpoint trained = TrainedModel.open(checkpoint, manager);
    CharVocabulary vocabulary = trained.vocabulary();
    String begin = prompt == null ? vocabulary.decode(new long[1]) : prompt;
    return new TextModel(trained.weights(), vocabulary, begin, "characters");
  }

  private Gpt2Hub gpt2() {
    Gpt2Hub gpt2 = Gpt2Hub.of(model);
    int size = gpt2.config().vocabularySize();
    if (size != Gpt2Tokeniser.SIZE) {
      throw new InputException(
          String.format(
              "%s: has a vocabulary of %d tokens, and kvbench can read and write those of GPT-2"
                  + " only, which are %d",
              model, size, Gpt2Tokeniser.SIZE));
    }
    return gpt2;
  }

  private TextModel gpt2(Gpt2Hub gpt2, NDManager manager) {
    Path folder = fetched(gpt2);
    try {
      return new TextModel(
          Gpt2Folder.load(folder, manager),
          new Gpt2Tokeniser(),
          prompt == null ? GPT2_PROMPT : prompt,
          "tokens");
    } catch (IOException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  private Path fetched(Gpt2Hub gpt2) {
    Progress progress = new Progress(System.err, CommandLine.Help.Ansi.AUTO.enabled());
    boolean there = gpt2.isFolder() || gpt2.folderIfThere().isPresent();
    if (!there) {
      progress.done("fetching " + model + ", once");
    }
    Path folder = gpt2.fetch(progress::now);
    if (!there) {
      progress.done("fetched " + model + " into " + folder);
    }
    return folder;
  }

  /** Prints each character as soon as it is there, then how fast the tokens came. */
  private void generate(TextModel model, Decoder decoder, Sampler sampler) {
    long[][] begin = {valid(() -> model.tokeniser.encode(model.prompt))};
    TransformerConfig config = model.weights.config();
    if (config.family().large() && begin[0].length > config.blockSize()) {
      throw new InputException(
          String.format(
              "the prompt has %d tokens, and the model %d positions",
              begin[0].length, config.blockSize()));
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.print(model.tokeniser.decode(begin[0]));
    Tokeniser.TextStream text = model.tokeniser.stream();
    long start = System.nanoTime();
    decoder.start(begin, steps, sampler);
    for (int step = 0; step < steps; step++) {
      decoder.advance(1);
      out.print(text.next(decoder.latest(1)[0][0]));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    out.println(text.end());
    if (out.checkError()) {
      throw new InputException("the text cannot be written to standard output; is the disk full?");
    }
    System.err.printf("%d %s, %s a second%n", steps, model.unit, Numbers.digits(steps / seconds));
  }
}
