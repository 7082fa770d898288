package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.QualityFile;
import dev.kvbench.results.run.Environment;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualityCommandTest {
  private static final String CHARACTERS =
      "\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

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
    Files.writeString(folder.resolve("foreign.txt"), text + "é");
    Files.writeString(folder.resolve("short.txt"), "To be, or not to be");
    Files.writeString(folder.resolve("file"), "not a folder");
    Torch.start(1);
    JniUtils.setGraphExecutorOptimize(false); // which would take longer than all scripts together
    CharVocabulary vocabulary = new CharVocabulary(CHARACTERS);
    TransformerConfig tiny = new TransformerConfig(2, 2, 16, 16, vocabulary.size());
    try (NDManager manager = NDManager.newBaseManager();
        Weights weights = Weights.initialise(tiny, 1, manager)) {
      Checkpoint.save(folder.resolve("tiny.safetensors"), weights, vocabulary, Map.of(), false);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--policies lru          | unknown policy 'lru'; there are article, masked",
        "--dtypes float8         | unknown dtype 'float8'; there are float32, bfloat16, float16",
        "--device tpu            | unknown device 'tpu'; there are auto, cpu, cuda",
        "--sequences 1           | --sequences must be at least 2, not 1",
        "--sequences many        | 'many' is not an int",
        "--sequences 9           | text.txt: its last tenth, 400 characters, has 1 stretches of"
            + " 321",
        "--windows 0             | --windows must be at least 1, not 0",
        "--windows 1001          | --windows must be at most 1000",
        "--threads 0             | --threads must be at least 1, not 0",
        "--seed x                | 'x' is not an int",
        "--checkpoint @/none   | none: no such file",
        "--checkpoint @/file   | file: is not a safetensors file",
        "--windows 1 --output @/file | file: cannot make a run directory here",
        "--corpus @/none.txt   | none.txt: ",
        "--corpus @/foreign.txt | is not among the 65 characters",
        "--corpus @/short.txt  | short.txt: its last tenth, 2 characters, has 0 stretches",
        "--frobnicate            | Unknown option: '--frobnicate'"
      })
  void mistakesGetOneLineAndExitTwo(String arguments, String message) throws IOException {
    List<String> before = commands.listing();
    String corpus = arguments.contains("--corpus") ? "" : "--corpus @/text.txt ";
    String output = arguments.contains("--output") ? "" : "--output @/runs ";
    Kvbench.Ended ended = commands.line("quality " + corpus + output + arguments);
    assertThat(ended.err()).startsWith("kvbench: ").contains(message).hasLineCount(1);
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(commands.listing()).isEqualTo(before);
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
    assertThat(damaged.err()).contains("quality.json: is not JSON").hasLineCount(1);
  }
}
