package dev.kvbench.benchmarks.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kvbench.benchmarks.Results;
import dev.kvbench.benchmarks.suite.Plan;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.ArticleModel;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.tensor.Article;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.BenchmarkListEntry;

class ParametersTest {
  @Test
  void resultsKnowTheArticlesModel() {
    assertThat(ArticleModel.PARAMS)
        .containsEntry("layers", "" + Article.LAYERS)
        .containsEntry("heads", "" + Article.HEADS)
        .containsEntry("embedSize", "" + Article.EMBED_SIZE)
        .containsEntry("blockSize", "" + Article.BLOCK_SIZE);
  }

  @BeforeAll
  static void startTorch() {
    Torch.start(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "steps=0 | steps must be from 1 to 2147483647",
        "steps=99999999999 | steps must be from 1 to 2147483647",
        "steps= | steps must be a whole number",
        "blockSize=0 | blockSize must be from 1 to 2147483647",
        "batchSize=1.5 | batchSize must be a whole number",
        "embedSize=32768 | embedSize 32768",
        "blockSize=100000000 | GB for weights and mask",
        "embedSize=30 | embedSize 30 is not divisible by the 4 heads",
        "heads=3 | embedSize 256 is not divisible by the 3 heads",
        "layers=1001 | layers must be from 1 to 1000, not 1001",
        "device=tpu | unknown device 'tpu'; there are auto",
        "policy=lru | unknown policy 'lru'; there are article, masked, growing, shift",
        "threads=0 | threads must be from 1 to 2147483647",
        "bytes=0 | bytes must be from 4 to 8589934588, not 0",
        "bytes=8589934592 | bytes must be from 4 to 8589934588, not 8589934592",
        "size=-1 | size must be from 1 to 46340, not -1",
        "size=46341 | size must be from 1 to 46340, not 46341",
        "engine=eager dtype=bfloat16 | dtype bfloat16 needs engine script",
        "rung=fused dtype=bfloat16 | or one of the rungs step, loop, kernels",
        "rung=top | unknown rung 'top'; there are published, mask",
        "engine=jet | unknown engine 'jet'; there are eager, script",
        "generation=endless | unknown generation 'endless'; there are short, long",
        "promptLength=129 blockSize=128 | promptLength 129 does not fit into blockSize 128; choose"
            + " prompts of up to 128",
        "position=1009 blockSize=1024 | position 1009: the 16 tokens timed from there straddle the"
            + " edge",
        "position=1023 blockSize=1024 | choose a position up to 1008, or of 1024 or more",
        "position=15 blockSize=16 | choose a position of 16 or more",
        "policy=article cachedPercent=1 | policy article keeps no shared prefix: its empty slots",
        "policy=hop generation=long | policy hop cannot be timed with generation long",
        "model=gpt3 | gpt2-medium",
        "model=gpt2 phase=all | unknown phase 'all'; there are generate, prefill, decode",
        "model=gpt2 phase=prefill steps=2 | steps must be 1, not 2",
        "model=gpt2 weights=mine | unknown weights 'mine'; there are auto, trained, random",
        "model=gpt2 promptLength=2000 | promptLength 2000 is more than the 1024 positions of gpt2"
      })
  void refusesInOneLine(String values, String message) {
    assertThatThrownBy(() -> Parameters.check(Results.params(values)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "steps=1 embedSize=4 blockSize=1 device=cpu policy=article threads=auto seed=-1",
        "engine=script dtype=bfloat16",
        "engine=eager dtype=float32",
        "rung=step dtype=bfloat16",
        "rung=fused dtype=float32",
        "promptLength=128 blockSize=128",
        "position=1008 blockSize=1024",
        "position=1024 blockSize=1024",
        "position=8 blockSize=8",
        "policy=hop generation=short",
        "policy=ring generation=long",
        "bytes=4 size=1",
        "bytes=8589934588 size=46340"
      })
  void takesWhatCanRun(String values) {
    Parameters.check(Results.params(values));
  }

  /** A large model's weights are in libtorch's memory, which no limit of the JVM holds for. */
  @Test
  void comparesALargeModelWithTheMachinesMemory(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> Parameters.check(Map.of("model", gpt2(folder, 1000, 1 << 16, 1024))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("GB for weights, and this machine has");
    int layers = (int) (Runtime.getRuntime().maxMemory() / (12 << 22)) + 1; // of 12 x 1024² floats
    Parameters.check(Map.of("model", gpt2(folder.resolve("fits"), layers, 1024, 8)));
    assertThatThrownBy(
            () ->
                Parameters.check(
                    Map.of(
                        "model",
                        gpt2(folder.resolve("mask"), 1, 4, 1 << 16),
                        "promptLength",
                        "65000")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("GB for the mask, and a JVM");
  }

  /** A cache has room for the text that is asked for: a window that is longer does not slide. */
  @Test
  void aPolicyHasToFitTheTextOfTheRow(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        "{\"model_type\": \"mistral\", \"hidden_size\": 16, \"num_attention_heads\": 8,"
            + " \"intermediate_size\": 32, \"num_hidden_layers\": 1, \"vocab_size\": 16,"
            + " \"max_position_embeddings\": 64, \"sliding_window\": 8}");
    Map<String, String> row = new HashMap<>(Map.of("model", folder.toString(), "policy", "hop"));
    row.putAll(Map.of("promptLength", "4", "steps", "4"));
    Parameters.check(row);
    row.put("steps", "5");
    assertThatThrownBy(() -> Parameters.check(row))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("policy hop is not for this model");
  }

  private static String gpt2(Path folder, int layers, int embedSize, int positions)
      throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("config.json"),
        String.format(
            "{\"model_type\": \"gpt2\", \"n_layer\": %d, \"n_head\": 1, \"n_embd\": %d,"
                + " \"n_positions\": %d, \"vocab_size\": 16}",
            layers, embedSize, positions));
    return folder.toString();
  }

  /** A parameter that no check knows would be found wrong by a fork, minutes later. */
  @Test
  void everyParameterOfEveryBenchmarkIsChecked() {
    for (BenchmarkListEntry benchmark : Plan.benchmarks(List.of(".*"), List.of())) {
      Map<String, String> usual = Plan.combinations(benchmark, Map.of()).get(0);
      Parameters.check(usual);
      for (String name : usual.keySet()) {
        Map<String, String> wrong = new HashMap<>(usual);
        wrong.put(name, "no-such-value");
        assertThatThrownBy(() -> Parameters.check(wrong))
            .as(benchmark.getUsername() + " " + name)
            .isInstanceOf(InputException.class)
            .hasMessageContaining(name)
            .hasMessageContaining("no-such-value");
      }
    }
  }
}
