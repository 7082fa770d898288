package dev.kvbench.benchmarks.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.arm.Parameters;
import dev.kvbench.benchmarks.arm.TextModel;
import dev.kvbench.benchmarks.fetch.ModelHub;
import dev.kvbench.benchmarks.session.Progress;
import dev.kvbench.benchmarks.session.ShutdownHook;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.checkpoint.EndOfText;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Sampler;
import dev.kvbench.transformer.device.ComputeDevice;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.script.ScriptOptions;
import dev.kvbench.transformer.tensor.Article;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import dev.kvbench.transformer.text.Tokeniser;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Generates text with a trained model. */
@Command(
    name = "generate",
    description = "Continues a text with a trained model, with a KV cache or without.",
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
              + " with --model: "
              + GPT2_PROMPT
              + "); with --model, special tokens may be written in it")
  private String prompt;

  @Option(
      names = "--steps",
      description = "new characters, or with --model tokens (default: ${DEFAULT-VALUE})")
  private int steps = 500;

  @Option(names = "--ignore-eos", description = "go on where the model ends its text")
  private boolean ignoreEnd;

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
          "another model instead: one of ${COMPLETION-CANDIDATES}, fetched once; or a folder with"
              + " the config.json, model.safetensors and tokenizer.json of a GPT-2, Llama, Mistral,"
              + " Qwen2 or Qwen3",
      completionCandidates = NamedValues.HubModels.class)
  private String model;

  @Mixin private EngineOptions engine;

  @Option(
      names = "--dtype",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
      defaultValue = "float32",
      completionCandidates = NamedValues.Precisions.class)
  private Precision dtype;

  /** The tokens that end a text. */
  private Set<Long> ends = Set.of();

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
        EngineOptions.valid(
            () -> temperature == 0 ? Sampler.greedy() : Sampler.multinomial(temperature, seed));
    ModelHub hub = model == null ? null : ModelHub.of(model);
    if (hub != null) {
      requireRoom(hub.config());
      hub.requireWeights();
    }
    Device where = engine.start("auto");
    ShutdownHook hook = ShutdownHook.halting(() -> "stopped");
    try (hook;
        NDManager manager = NDManager.newBaseManager(where);
        ComputeDevice device = ComputeDevice.of(manager);
        TextModel text =
            hub == null ? TextModel.ofArticle(checkpoint, manager) : pretrained(hub, manager);
        Decoder decoder = EngineOptions.valid(() -> decoder(text.weights()))) {
      device.await();
      generate(text, decoder, sampler);
      return 0;
    }
  }

  /** Of another number format than float32 there is a copy beside the weights. */
  private void requireRoom(TransformerConfig config) {
    double copy =
        dtype == Precision.FLOAT32 ? 0 : dtype.bytes() / (double) Precision.FLOAT32.bytes();
    try {
      Parameters.checkWeights(model, "weights", config, 1 + copy, "choose a smaller one");
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
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

  private TextModel pretrained(ModelHub hub, NDManager manager) {
    Path folder = fetched(hub);
    try {
      ends = EndOfText.of(folder);
    } catch (IOException e) {
      throw new InputException(e.getMessage(), e);
    }
    return TextModel.open(model, folder, tokeniser -> tokens(tokeniser).length + steps, manager);
  }

  /** What the text begins with. */
  private String beginning(Tokeniser tokeniser) {
    return prompt != null ? prompt : model != null ? GPT2_PROMPT : tokeniser.decode(new long[1]);
  }

  private long[] tokens(Tokeniser tokeniser) {
    return EngineOptions.valid(() -> tokeniser.encode(beginning(tokeniser)));
  }

  private Path fetched(ModelHub hub) {
    Progress progress = new Progress(System.err, CommandLine.Help.Ansi.AUTO.enabled());
    boolean there = hub.isFolder() || hub.folderIfThere().isPresent();
    if (!there) {
      progress.done("fetching " + model + ", once");
    }
    Path folder = hub.fetch(progress::now);
    if (!there) {
      progress.done("fetched " + model + " into " + folder);
    }
    return folder;
  }

  /** Prints each character as soon as it is there, then how fast the tokens came. */
  private void generate(TextModel text, Decoder decoder, Sampler sampler) {
    Tokeniser tokeniser = text.tokeniser();
    long[] begin = tokens(tokeniser);
    TransformerConfig config = text.weights().config();
    if (config.family().large() && begin.length > config.blockSize()) {
      throw new InputException(
          "the prompt has %d tokens, and the model %d positions"
              .formatted(begin.length, config.blockSize()));
    }
    if (begin.length == 0) {
      throw new InputException("--prompt has no tokens of this model");
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.print(beginning(tokeniser));
    Tokeniser.TextStream stream = tokeniser.streamAfter(begin);
    long start = System.nanoTime();
    decoder.start(new long[][] {begin}, steps, sampler);
    int step = 0;
    boolean ended = false;
    for (; step < steps && !ended; step++) {
      decoder.advance(1);
      long token = decoder.latest(1)[0][0];
      ended = !ignoreEnd && ends.contains(token);
      out.print(ended ? "" : stream.next(token));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    out.println(stream.end());
    if (out.checkError()) {
      throw new InputException("the text cannot be written to standard output; is the disk full?");
    }
    System.err.printf(
        "%d %s, %s a second%s%n",
        step,
        model == null ? "characters" : "tokens",
        Numbers.digits(step / seconds),
        ended ? "; the model ended its text there, --ignore-eos goes on" : "");
  }
}
