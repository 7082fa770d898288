package dev.kvbench.benchmarks.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.HaltOnStop;
import dev.kvbench.benchmarks.TrainedModel;
import dev.kvbench.results.InputException;
import dev.kvbench.transformer.CachePolicy;
import dev.kvbench.transformer.CharVocabulary;
import dev.kvbench.transformer.Checkpoint;
import dev.kvbench.transformer.Decoder;
import dev.kvbench.transformer.Precision;
import dev.kvbench.transformer.Sampler;
import dev.kvbench.transformer.ScriptDecoder;
import dev.kvbench.transformer.ScriptOptions;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lets a trained model speak. */
@Command(
    name = "generate",
    description = "Continues a text with a trained model, with a KV cache or without.",
    mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {
  /** The decoder holds the whole text. */
  private static final int MOST_STEPS = 10_000_000;

  /** What {@link Sampler#multinomial} takes. */
  private static final double HOTTEST = 1e30;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description =
          "what the text begins with (default: the model's first character, a line break for most)")
  private String prompt;

  @Option(names = "--steps", description = "new characters (default: ${DEFAULT-VALUE})")
  private int steps = 500;

  @Option(
      names = "--policy",
      description =
          "what the cache does: article, masked, growing, shift, ring, sinks, hop (default: hop,"
              + " the one that past the window too computes what the model was trained for)")
  private String policy;

  @Option(names = "--uncached", description = "without a cache")
  private boolean uncached;

  @Option(
      names = "--temperature",
      description =
          "1 draws from the model's probabilities, less prefers the likelier, 0 always takes the"
              + " likeliest (default: ${DEFAULT-VALUE})")
  private double temperature = 1;

  @Option(names = "--seed", description = "of the draws (default: ${DEFAULT-VALUE})")
  private int seed = 1337;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = "a model that train wrote (default: the small one in this jar)")
  private Path checkpoint;

  @Mixin private EngineOptions engine;

  @Option(names = "--dtype", description = "float32, bfloat16 or float16 (default: float32)")
  private String dtype = "float32";

  @Override
  public Integer call() {
    if (steps < 1 || steps > MOST_STEPS) {
      throw new InputException("--steps must be from 1 to " + MOST_STEPS + ", not " + steps);
    }
    if (uncached && policy != null) {
      throw new InputException("--policy says what a cache does; leave it out with --uncached");
    }
    if (!(temperature == 0 || (temperature >= Float.MIN_NORMAL && temperature <= HOTTEST))) {
      throw new InputException("--temperature must be from 0 to 1e30, not " + temperature);
    }
    if (prompt != null && prompt.isEmpty()) {
      throw new InputException("--prompt must have at least one character");
    }
    Device where = engine.start();
    try (NDManager manager = NDManager.newBaseManager(where);
        Checkpoint model = TrainedModel.open(checkpoint, manager);
        Decoder decoder = decoder(model)) {
      return HaltOnStop.during(() -> speak(model.vocabulary(), decoder), () -> "stopped");
    }
  }

  private Decoder decoder(Checkpoint model) {
    try {
      ScriptOptions options = ScriptOptions.fastest(Precision.of(dtype));
      return uncached
          ? ScriptDecoder.uncached(model.weights(), options)
          : ScriptDecoder.cached(
              model.weights(), CachePolicy.of(policy == null ? "hop" : policy), options);
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  /** Each character as soon as it is there, then how fast they came. */
  private int speak(CharVocabulary vocabulary, Decoder decoder) {
    long[][] begin;
    Sampler sampler;
    try {
      begin = new long[][] {prompt == null ? new long[1] : vocabulary.encode(prompt)};
      sampler = temperature == 0 ? Sampler.greedy() : Sampler.multinomial(temperature, seed);
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.print(vocabulary.decode(begin[0]));
    long start = System.nanoTime();
    decoder.start(begin, steps, sampler);
    for (int step = 0; step < steps; step++) {
      decoder.advance(1);
      out.print(vocabulary.decode(decoder.latest(1)[0]));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    out.println();
    if (out.checkError()) {
      throw new InputException("the text cannot be written to standard output; is the disk full?");
    }
    System.err.printf("%d characters, %.0f a second%n", steps, steps / seconds);
    return 0;
  }
}
