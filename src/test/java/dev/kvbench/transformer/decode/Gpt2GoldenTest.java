package dev.kvbench.transformer.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.checkpoint.ModelFolder;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.FusedTransformer;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.script.ScriptOptions;
import dev.kvbench.transformer.tensor.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** GPT-2 against Hugging Face Transformers; make_gpt2_golden.py makes what it is held against. */
public class Gpt2GoldenTest {
  public static final Path TINY = Path.of("test/resources/golden/gpt2-tiny");

  private static final double TOLERANCE = 1e-3;

  /** As make_gpt2_golden.py writes it. */
  @SuppressWarnings("ArrayRecordComponent") // read from JSON, never compared or changed
  private record Expected(long[] tokens, List<Logits> logits, Greedy greedy) {
    /** All logits, or a sample: values at indices. */
    private record Logits(
        int length, int argmax, float max, float[] logits, int[] indices, float[] values) {}

    private record Greedy(long[] prompt, long[] tokens) {}
  }

  private static Expected expected(Path folder) throws IOException {
    return new Gson().fromJson(Files.readString(folder.resolve("expected.json")), Expected.class);
  }

  /** Every way to compute it that promises the model's answer, by name. */
  private static List<Decoder> arms(Weights weights, boolean headByHead) {
    List<Decoder> arms = new ArrayList<>();
    List<Transformer> eager = new ArrayList<>(List.of(new FusedTransformer(weights)));
    if (headByHead) {
      eager.add(new Transformer(weights));
    }
    for (Transformer transformer : eager) {
      arms.add(Decoder.uncached(transformer));
      arms.add(Decoder.cached(transformer, CachePolicy.RING, 1));
    }
    for (boolean kernels : new boolean[] {true, false}) {
      ScriptOptions options = new ScriptOptions(Precision.FLOAT32, kernels, true);
      arms.add(ScriptDecoder.uncached(weights, options));
      arms.add(ScriptDecoder.cached(weights, CachePolicy.RING, options));
    }
    return arms;
  }

  private static void assertSame(Path folder, boolean headByHead) throws IOException {
    Expected expected = expected(folder);
    try (NDManager manager = NDManager.newBaseManager();
        Weights weights = ModelFolder.load(folder, manager)) {
      List<Decoder> arms = arms(weights, headByHead);
      try {
        for (Decoder arm : arms) {
          assertLogits(arm, expected);
          long[][] prompt = {expected.greedy.prompt};
          int steps = expected.greedy.tokens.length;
          assertThat(arm.generate(prompt, steps, Sampler.greedy())[0])
              .containsExactly(expected.greedy.tokens);
        }
      } finally {
        arms.forEach(Decoder::close);
      }
    }
  }

  /** In passes, and of a small model one token at a time, too. */
  private static void assertLogits(Decoder arm, Expected expected) {
    float[][] steps =
        expected.logits.get(0).logits == null
            ? null
            : arm.logitsByStep(new long[][] {expected.tokens})[0];
    for (Expected.Logits right : expected.logits) {
      float[] logits =
          arm.logitsAfter(new long[][] {Arrays.copyOf(expected.tokens, right.length)})[0];
      if (steps != null) {
        assertThat(Models.maxDifference(steps[right.length - 1], right.logits))
            .isLessThan(TOLERANCE);
      }
      double largest = Double.NEGATIVE_INFINITY;
      for (float logit : logits) {
        largest = Math.max(largest, logit);
      }
      assertThat(Math.abs(largest - right.max)).isLessThan(TOLERANCE);
      assertThat(right.max - logits[right.argmax]).isLessThan((float) TOLERANCE);
      float[] values = right.logits == null ? right.values : right.logits;
      for (int i = 0; i < values.length; i++) {
        int index = right.logits == null ? right.indices[i] : i;
        assertThat(Math.abs((double) logits[index] - values[i])).isLessThan(TOLERANCE);
      }
    }
  }

  @Test
  void aTinyModelIsTransformersOwn() throws IOException {
    WithManager.startTorch();
    assertSame(TINY, true);
  }

  /** Threads that wait by spinning are slow where other tests take the cores. */
  @Test
  @Tag("exhaustive")
  void aTinyModelIsTransformersOwnOnTwoThreads() throws IOException {
    Torch.start(2);
    assertSame(TINY, true);
  }

  /**
   * The shape that GPT-2 has, in every way of files at once; the tiny one has the plain way. It
   * runs wherever Python has the packages.
   */
  @Test
  @Tag("python")
  void aModelOfFullSizeIsTransformersOwn(@TempDir Path folder) throws Exception {
    Torch.start(2);
    make(folder, "--seed", "7", "--threads", "2", "--masks", "--prefix", "--shards", "3");
    assertSame(folder, false);
  }

  /**
   * A model that is too large to be made here, or trained: make_gpt2_golden.py writes what is
   * expected of it.
   */
  @Test
  @EnabledIfEnvironmentVariable(named = "KVBENCH_GPT2", matches = ".+")
  void theModelOfAFolderIsTransformersOwn() throws IOException {
    Torch.start(2);
    assertSame(Path.of(System.getenv("KVBENCH_GPT2")), false);
  }

  /** Skips where there is no Python with torch and transformers; KVBENCH_PYTHON names one. */
  private static void make(Path folder, String... options) throws Exception {
    String python = System.getenv().getOrDefault("KVBENCH_PYTHON", "python3");
    Path said = folder.resolve("python.txt");
    assumeThat(exit(said, List.of(python, "-c", "import torch, transformers, safetensors")))
        .as(python + " lacks torch and transformers; KVBENCH_PYTHON names another")
        .isZero();
    List<String> command = new ArrayList<>();
    command.addAll(List.of(python, "test/python/make_gpt2_golden.py", "--full"));
    command.add(folder.toString());
    command.addAll(List.of(options));
    int exit = exit(said, command);
    assertThat(exit).as(Files.exists(said) ? Files.readString(said) : "").isZero();
  }

  /** The exit code; -1 where there is no such program, or it took too long. */
  private static int exit(Path said, List<String> command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return -1;
      }
      return process.exitValue();
    } catch (IOException e) {
      return -1;
    }
  }
}
