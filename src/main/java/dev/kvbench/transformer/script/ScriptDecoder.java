package dev.kvbench.transformer.script;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.EagerDecoder;
import dev.kvbench.transformer.decode.HeapTrimmer;
import dev.kvbench.transformer.decode.Prompt;
import dev.kvbench.transformer.decode.Sampler;
import dev.kvbench.transformer.model.Modules;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.LlamaShape;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A decoder on the script engine: the transformer in TorchScript, which libtorch runs in one native
 * call for a step, or for a whole generation. Both arms, every cache policy, over the tensors of
 * the eager engine's weights; see decoder.py beside this class.
 */
public final class ScriptDecoder implements Decoder {
  /** A temperature that leaves the text as it is. */
  private static final double CHOOSE_NOTHING = -1;

  private final TransformerConfig config;
  private final ScriptOptions options;
  private final Optional<CachePolicy> policy;
  private final Script script;
  private final NDManager manager;
  private HeapTrimmer trimmer = HeapTrimmer.none();
  private double temperature;
  private int sequences;
  private int length;
  private int fed; // tokens of the text that the cache has taken

  private ScriptDecoder(Weights weights, Optional<CachePolicy> policy, ScriptOptions options) {
    this.policy = policy;
    this.config = weights.config();
    this.options = options;
    Modules modules = weights.modules();
    this.manager = modules.tokens().getManager().newSubManager();
    this.script =
        Script.withKernels(
            "decoder.py",
            "Decoder",
            manager.getDevice(),
            options.precision(),
            TrialMatrices.of(weights));
    LlamaShape llama = config.llama();
    try {
      script.call(
          "init",
          tensors(modules),
          config.layers(),
          config.heads(),
          config.keyValueHeads(),
          config.headSize(),
          config.blockSize(),
          config.window(),
          options.precision().scalarType(),
          options.kernels(),
          modules.queriesKeysValues(0).size(),
          config.family().activation().number(),
          llama != null,
          llama == null ? 0.0 : llama.normEpsilon());
    } catch (RuntimeException e) {
      close(); // no caller has it yet
      throw e;
    }
  }

  /** In the order that the script takes them in. */
  private List<NDArray> tensors(Modules modules) {
    NDArray none = manager.zeros(new Shape(0));
    List<NDArray> tensors = new ArrayList<>();
    tensors.add(modules.tokens());
    tensors.add(
        modules.rotation() == null
            ? modules.positions()
            : manager.create(modules.rotation().frequencies()));
    for (int i = 0; i < config.layers(); i++) {
      List<Modules.Linear> matrices = modules.queriesKeysValues(i);
      matrices.forEach(matrix -> tensors.add(matrix.weight()));
      Modules.Layer layer = modules.layer(i);
      Stream.of(
              matrices.get(0).bias(), // of several none has one
              layer.proj().weight(),
              layer.proj().bias(),
              layer.up().weight(),
              layer.up().bias(),
              layer.down().weight(),
              layer.down().bias(),
              layer.ll1().weight(),
              layer.ll1().bias(),
              layer.ll2().weight(),
              layer.ll2().bias(),
              layer.queryNorm() == null ? null : layer.queryNorm().weight(),
              layer.keyNorm() == null ? null : layer.keyNorm().weight())
          .forEach(tensor -> tensors.add(tensor == null ? none : tensor));
    }
    Stream.of(
            modules.lastNorm().weight(),
            modules.lastNorm().bias(),
            modules.head().weight(),
            modules.head().bias())
        .forEach(tensor -> tensors.add(tensor == null ? none : tensor));
    return tensors;
  }

  /**
   * The arm without a cache.
   *
   * @param weights stay the caller's to close, and not before the decoder
   */
  public static ScriptDecoder uncached(Weights weights, ScriptOptions options) {
    ScriptDecoder decoder = new ScriptDecoder(weights, Optional.empty(), options);
    decoder.trimmer = HeapTrimmer.uncached(weights.config(), decoder.manager.getDevice());
    return decoder;
  }

  /**
   * The arm with a cache.
   *
   * @param weights stay the caller's to close, and not before the decoder
   * @throws IllegalArgumentException for a policy that is not for such a model
   */
  public static ScriptDecoder cached(Weights weights, CachePolicy policy, ScriptOptions options) {
    policy.requireFits(weights.config());
    ScriptDecoder decoder = new ScriptDecoder(weights, Optional.of(policy), options);
    int window = decoder.config.window();
    decoder.script.call(
        "use_cache",
        policy.firstPositionOnly(),
        policy.attendsToEmptySlots(),
        policy.grows(),
        policy.shifts(),
        policy.firstTokensKept(window),
        policy.refill(window),
        policy.eightBits(),
        policy.blockTokens());
    return decoder;
  }

  @Override
  public void start(long[][] prompt, int steps, Sampler sampler) {
    start(Prompt.lastTokens(prompt, steps, config.blockSize()), 0, steps, sampler);
  }

  @Override
  public void resume(long[][] prompt, int kept, int steps, Sampler sampler) {
    Prompt.requireRest(prompt, kept, config.window());
    start(Prompt.lastTokens(prompt, steps, config.blockSize()), kept, steps, sampler);
  }

  private void start(long[][] given, int kept, int steps, Sampler sampler) {
    temperature = temperature(sampler);
    sampler.reset();
    length = given[0].length;
    begin(given, length + steps, kept);
  }

  @Override
  public void advance(int tokens) {
    for (int until = length + tokens; length < until; ) {
      int next = options.wholeGeneration() ? trimmer.next(until - length) : 1;
      script.call("generate", length, length + next, temperature);
      length += next;
      fed = length - 1;
      trimmer.decoded(next);
    }
  }

  @Override
  public long[][] latest(int count) {
    try (IValue tokens = script.run("tokens", length - count, length)) {
      return rows(tokens.toLongArray());
    }
  }

  /** That of the script's sampler, which draws as the eager one does; 0 means greedy. */
  private static double temperature(Sampler sampler) {
    if (sampler instanceof Sampler.Greedy) {
      return 0;
    }
    if (sampler instanceof Sampler.Multinomial multinomial) {
      return multinomial.temperature();
    }
    throw new IllegalArgumentException("the script engine cannot call a sampler written in Java");
  }

  /** The script's tokens are in the order of time: flat[step · B + sequence]. */
  private long[][] rows(long[] flat) {
    long[][] rows = new long[sequences][flat.length / sequences];
    for (int i = 0; i < flat.length; i++) {
      rows[i % sequences][i / sequences] = flat[i];
    }
    return rows;
  }

  @Override
  public float[][][] logitsByStep(long[][] text) {
    int length = text[0].length;
    float[][][] all = new float[text.length][length][];
    begin(text, length, 0);
    fed = length;
    for (int n = 1; n <= length; n++) {
      float[][] logits = logits(n, text.length);
      for (int row = 0; row < text.length; row++) {
        all[row][n - 1] = logits[row];
      }
    }
    return all;
  }

  @Override
  public float[][] logitsAfter(long[][] text, int kept) {
    Prompt.requireRest(text, kept, config.window());
    begin(text, text[0].length, kept);
    fed = text[0].length;
    // A cached arm takes the block at once, and one token at a time what is longer.
    int n = Math.min(text[0].length, config.blockSize());
    float[][] logits = logits(n, text.length);
    while (n < text[0].length) {
      n++;
      logits = logits(n, text.length);
    }
    return logits;
  }

  private void begin(long[][] given, int total, int kept) {
    int cached = policy.isPresent() ? kept : 0;
    if (cached > 0) {
      requireKept(cached, given.length);
    }
    sequences = given.length;
    fed = cached;
    try (NDArray tokens = manager.create(given)) {
      script.call("begin", tokens, total, cached);
    }
  }

  private void requireKept(int kept, int batch) {
    policy.get().requireKeepsPrefix();
    Prompt.requireKept(kept, batch == sequences ? fed : 0, config.window());
  }

  private float[][] logits(int length, int sequences) {
    try (IValue value = script.run("generate", length, length + 1, CHOOSE_NOTHING);
        NDArray logits = value.toTensor((PtNDManager) manager)) {
      return EagerDecoder.rows(logits, sequences);
    }
  }

  @Override
  public void prepare(int tokens) {
    script.call("prepare", Math.min(tokens, config.blockSize()));
  }

  @Override
  public void forget() {
    script.call("forget");
    fed = 0;
  }

  @Override
  public void close() {
    script.close();
    manager.close();
  }
}
