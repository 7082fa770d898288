package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.QualityFile;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.MachineFacts;
import dev.kvbench.transformer.checkpoint.Checkpoint;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import dev.kvbench.transformer.text.CharVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityCommandTest {
  private static final String CHARACTERS =
      "\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private static final Path GOLDEN = Path.of("../src/test/resources/golden/llama-tiny");

  /** A tokeniser of three words. */
  private static final String WORDS =
      """
      {"version": "1.0", "added_tokens": [], "pre_tokenizer": {"type": "WhitespaceSplit"},
       "model": {"type": "WordLevel", "vocab": {"a": 0, "b": 1, "c": 2}, "unk_token": "c"}}
      """;

  @TempDir Path folder;
  private Commands commands;

  @BeforeEach
  void writeFiles() throws IOException {
    commands = new Commands(folder);
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4000; i++) {
      text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
    }
    Files.writeString(folder.resolve("text.txt"), text);
    Torch.start(1);
    Torch.optimise(false); // which would take longer than all scripts together
    CharVocabulary vocabulary = new CharVocabulary(CHARACTERS);
    TransformerConfig tiny = new TransformerConfig(2, 2, 16, 16, vocabulary.size());
    try (NDManager manager = NDManager.newBaseManager();
        Weights weights = Weights.initialise(tiny, 1, manager)) {
      Checkpoint.save(
          folder.resolve("tiny.safetensors"), weights, vocabulary, Map.of(), Map.of(), false);
    }
  }

  @Test
  void aRunLeavesItsFiguresFactsAndChartsAndPlotDrawsThemAgain() throws IOException {
    Kvbench.Ended ended =
        commands.line(
            "quality --checkpoint @/tiny.safetensors --corpus @/text.txt --output @/runs"
                + " --policies ring,article --dtypes float32 --windows 1 --sequences 3");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exit()).isZero();
    Path run = commands.runDirectory("runs", "-quality");
    for (String chart : List.of("quality-nll", "quality-cost")) {
      assertThat(run.resolve(chart + ".png")).isNotEmptyFile();
      assertThat(run.resolve(chart + ".svg")).isNotEmptyFile();
    }
    Quality quality = QualityFile.read(run.resolve("quality.json"));
    assertThat(quality.arms())
        .extracting(arm -> arm.policy() + " " + arm.answer())
        .containsExactly("uncached EXACT", "ring EXACT", "article APPROXIMATE");
    assertThat(quality.setting().sequences()).isEqualTo(3);
    Environment environment = Environment.read(run.resolve("environment.json"));
    assertThat(environment.get("run", "state")).hasValue("complete");
    assertThat(environment.get("run", "command").orElseThrow()).startsWith("quality --checkpoint ");
    assertThat(environment.get("corpus", "sha256")).isPresent();
    assertThat(environment.get("weights", "checkpoint").orElseThrow()).startsWith("sha256 ");
    assertThat(environment.get("quality", "policies")).hasValue("ring, article");
    assertThat(environment.get("engine", "threads")).hasValue("1");
    assertThat(environment.get("model", "blockSize")).hasValue("16");
    assertThat(run.resolve("log.txt")).content().contains("Inside the window, positions 1 to 16");
    assertThat(ended.out()).contains("quality-nll.png", "exact");

    Files.delete(run.resolve("quality-nll.png"));
    assertThat(commands.line("plot " + run).exit()).isZero();
    assertThat(run.resolve("quality-nll.png")).isNotEmptyFile();
    Files.writeString(run.resolve("quality.json"), "{\"schema\": 1");
    Kvbench.Ended damaged = commands.line("plot " + run);
    assertThat(damaged.exit()).isEqualTo(2);
    assertThat(damaged.err()).contains("quality.json: is cut off").hasLineCount(1);
  }

  @Test
  void ofALlamaInAFolderAllPoliciesThatFitReadTheTextInItsOwnTokens() throws IOException {
    Path model = Files.createDirectory(folder.resolve("llama"));
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(GOLDEN.resolve(file), model.resolve(file));
    }
    Files.writeString(model.resolve("tokenizer.json"), WORDS);
    Files.writeString(folder.resolve("words.txt"), "a b b a c ".repeat(400));
    Kvbench.Ended ended =
        commands.line(
            "quality --model @/llama --context 8 --corpus @/words.txt --output @/runs"
                + " --dtypes float32 --windows 1 --sequences 3");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exit()).isZero();
    assertThat(ended.out())
        .contains(
            "on 3 passages of 17 tokens of words.txt; without a cache that takes 84 passes of 8"
                + " tokens");
    Path run = commands.runDirectory("runs", "-quality");
    Quality quality = QualityFile.read(run.resolve("quality.json"));
    assertThat(quality.setting().blockSize()).isEqualTo(8);
    assertThat(quality.arms())
        .extracting(arm -> arm.policy() + " " + arm.answer())
        .containsExactly(
            "uncached EXACT",
            "growing EXACT",
            "shift EXACT",
            "ring EXACT",
            "sinks EXACT",
            "hop EXACT",
            "int8 APPROXIMATE",
            "paged EXACT");
    Environment environment = Environment.read(run.resolve("environment.json"));
    assertThat(environment.get("model", "name"))
        .hasValue(MachineFacts.withoutHome(model.toString()));
    assertThat(environment.get("model", "weights")).hasValue("trained");
    Kvbench.Ended refused =
        commands.line("quality --model @/llama --corpus @/words.txt --policies article");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("policy article is not for this model").hasLineCount(1);
  }
}
