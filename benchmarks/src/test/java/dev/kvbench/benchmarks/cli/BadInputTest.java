package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's mistakes: one clear line, exit 2, nothing half-written. */
class BadInputTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "suite fast | unknown suite 'fast'; there are smoke, gate, quick",
        "suite @/no/such.yaml | no/such.yaml cannot be read",
        "suite smoke -p stepz=4 | unknown parameter 'stepz'",
        "suite smoke -p steps | NAME=VALUE",
        "suite smoke --only steps | --only takes NAME=VALUE",
        "suite smoke --only stepz=4 | has a 'stepz' for --only; there are arm",
        "suite smoke --only engine=jet | no row of suite smoke has engine=jet",
        "suite smoke -p device=cuda | finds no CUDA device on this machine",
        "suite smoke -p embedSize=30 | embedSize 30 is not divisible by the 4 heads",
        "suite gpt2 -p model=@/llama | llama is a model of the family llama; measure it by suite"
            + " llama",
        "suite llama -p model=gpt2 | gpt2 is a model of the family gpt2; measure it by suite gpt2",
        "LlamaBenchmark -p model=gpt2 | measure it by suite gpt2, or Gpt2Benchmark",
        "suite llama -p model=smollm | there are distilgpt2, gpt2, gpt2-medium, gpt2-large,"
            + " gpt2-xl, smollm2-135m; or",
        "suite llama -p model=@/llama | llama; --only leaves rows out",
        "suite llama --only phase=prefill -p steps=32 | no row to be measured takes -p steps=32",
        "suite smoke --forks 0 | --forks must be at least 1",
        "suite smoke --time-limit 0 | --time-limit must be at least 1 minute",
        "suite smoke --output @/file | file: cannot make a run directory here: a file is in the"
            + " way",
        "suite smoke --frobnicate | Unknown option: '--frobnicate'",
        "train --steps 0 | --steps must be at least 1, not 0",
        "train --embed-size 30 | embedSize 30 is not divisible by the 4 heads",
        "train --batch-size 2000000000 | 2000000000: needs 52428",
        "train --learning-rate 0 | the learning rate must be a number above 0",
        "train --corpus @/nowhere | nowhere",
        "train --corpus @/file | the text of 12 tokens is too short",
        "train --corpus @/file --device tpu | unknown device 'tpu'",
        "train --resume @/empty --corpus @/file | empty has no checkpoint.safetensors",
        "train --resume @/empty --seed 1 | --seed cannot be changed with --resume",
        "generate --steps 0 | --steps must be from 1 to 10000000, not 0",
        "generate --uncached --policy ring | leave it out with --uncached",
        "generate --policy lru | unknown policy 'lru'; there are article, masked",
        "generate --prompt 5 | character DIGIT FIVE (U+0035) at index 0 is not among",
        "generate --temperature -1 | temperature must be above 0 (1.2e-38 to 1e30), not -1.0",
        "generate --checkpoint @/nowhere | nowhere: no such file",
        "generate --checkpoint @/file | file: is not a safetensors file",
        "generate --model @/empty | empty/config.json: no such file",
        "generate --model @/huge | huge: needs 17592",
        "generate --model @/file | file: no such folder; give one with config.json",
        "generate --model gpt2 --checkpoint @/file | --model and --checkpoint are two models; leave"
            + " one out",
        "quality --corpus @/nowhere | nowhere: cannot read: no such file",
        "quality --checkpoint @/file --corpus @/file | file: is not a safetensors file",
        "quality --dtypes float8 --corpus @/file | unknown dtype 'float8'; there are float32,",
        "quality --sequences 1 --corpus @/file | --sequences must be at least 2, not 1",
        "quality --model @/file --checkpoint @/file | --model and --checkpoint are two models",
        "quality --model @/nowhere | nowhere: no such folder; give one with config.json",
        "quality --model @/llama --context 1 | --context must be at least 2, not 1",
        "quality --context 64 --corpus @/file | --context is for a Llama-like --model",
        "quality --model gpt2 --context 64 | --context is for Llama-like models; the window of this"
            + " one is its 1024 tokens",
        "quality --model @/mistral --context 64 | at most the model's own window, 32 tokens, not"
            + " 64",
        "quality --model @/mistral --policies article | policy article is not for this model",
        "quality --model gpt2 --windows 1000 | needs 412.1 GB for logits, and a JVM on this machine"
            + " has",
        "quality --windows 1001 --corpus @/file | --windows must be from 1 to 1000, not 1001",
        "quality --threads 0 --corpus @/file | threads must be from 1 to 2147483647, not 0",
        "quality --corpus @/foreign.txt | is not among the 65 characters",
        "quality --corpus @/file | file: its last tenth, 2 tokens, has 0 sequences",
        "compare --baseline @/run | compare takes two runs, BASELINE CANDIDATE, or --baseline",
        "compare @/run | compare takes two runs, BASELINE CANDIDATE, or --baseline",
        "compare @/run @/run --baseline @/run | compare takes two runs, BASELINE CANDIDATE, or",
        "compare --baseline @/run --candidate @/truncated | jmh.json: is cut off",
        "compare --baseline @/run --candidate @/none | none: does not exist",
        "compare --baseline @/run --candidate @/run --threshold 0 | --threshold must be",
        "calibrate @/run | calibrate needs",
        "history | history needs a word more: add RUN, or show",
        "history add @/nowhere | nowhere: does not exist",
        "history add @/run --file @/run | run: cannot write: ",
        "history show --file @/h.jsonl | h.jsonl: no such file; history add RUN makes it",
        "history show --file @/run/jmh.json | run/jmh.json:1: is cut off",
        "history show --alpha 0 | --alpha must be at least 0.001 and below 1, not 0.0",
        "history show --min-change -1 | --min-change must be from 0 to under 1000 percent, not"
            + " -1.0",
        "suite smoke -i 0 | -i must be at least 1, not 0",
        "suite smoke -wi -1 | -wi must be at least 0, not -1",
        "suite smoke -prof nosuch | -prof nosuch: ",
        "history show --alpha few | 'few' is not a double",
        "history frobnicate | frobnicate",
        "plot | Missing required parameter: 'RUN'",
        "plot @/nowhere | nowhere: does not exist",
        "plot @/empty | empty has no results",
        "plot @/foreign | jmh.json: $",
        "plot @/foreign/jmh.json | jmh.json: $",
        "plot @/truncated --scale cubic | cubic",
        "report @/damaged | losses.jsonl:1: is cut off",
        "pair @/a.jar | base and candidate are the same",
        "pair @/a.jar -p steps=4,8 | a.jar: no such jar",
        "pair smoke | one or two files that end in .jar",
        "pair @/text.jar smoke quick | one suite, not also 'quick'",
        "pair @/none.jar @/none.jar | none.jar: no such jar",
        "pair @/text.jar @/text.jar | text.jar: is no jar of kvbench's that runs here: ",
        "pair @/text.jar @/text.jar fast | unknown suite 'fast'",
        "pair @/text.jar --jvm a | --jvm must be given twice",
        "pair @/text.jar --jvm @/file --jvm @/file | file: no java to run",
        "pair @/text.jar --vary steps=4 | --vary takes NAME=VALUE,VALUE",
        "pair @/text.jar --vary stepz=4,8 | unknown parameter 'stepz'",
        "pair @/text.jar @/text.jar --forks 0 | --forks must be at least 1",
        "pair @/text.jar @/text.jar --exact nothing | unknown metric 'nothing'; there are",
        "pair @/text.jar @/text.jar --alpha 2 | --alpha must be between 0 and 1",
        "smoke | no benchmark matches smoke, which is a suite: suite smoke",
        "Nonsense | no benchmark matches [Nonsense]",
        "GenerateBenchmark -p stepz=1 | unknown parameter 'stepz'",
        "GenerateBenchmark --nope | JMH: nope is not a recognized option"
      })
  void oneLineAndExitTwo(String arguments, String message) throws Exception {
    Files.writeString(folder.resolve("file"), "not a folder");
    Files.writeString(folder.resolve("foreign.txt"), "é".repeat(4000));
    Files.writeString(folder.resolve("text.jar"), "not a jar");
    Files.createDirectory(folder.resolve("empty"));
    for (String family : List.of("llama", "mistral", "huge")) {
      Files.createDirectory(folder.resolve(family));
      Files.writeString(
          folder.resolve(family + "/config.json"),
          "{\"model_type\": \"%s\", \"hidden_size\": %d, \"num_attention_heads\": 2,"
                  .formatted(
                      family.equals("mistral") ? family : "llama",
                      family.equals("huge") ? 1 << 20 : 16)
              + " \"num_key_value_heads\": 2,"
              + " \"intermediate_size\": 32, \"num_hidden_layers\": 1, \"vocab_size\": 16,"
              + " \"max_position_embeddings\": 1024, \"sliding_window\": 32}");
    }
    Files.createDirectory(folder.resolve("truncated"));
    Files.writeString(folder.resolve("truncated/jmh.json"), "[{\"benchmark\": \"a.b.C.d\",");
    Files.createDirectory(folder.resolve("foreign"));
    Files.writeString(folder.resolve("foreign/jmh.json"), "{\"openapi\": \"3.1.0\"}");
    Files.createDirectory(folder.resolve("damaged"));
    Files.writeString(folder.resolve("damaged/losses.jsonl"), "{");
    Path run = Files.createDirectory(folder.resolve("run"));
    for (String file : List.of("jmh.json", "environment.json")) {
      Files.copy(Path.of("../results/reference/quick-xeon-2cpu", file), run.resolve(file));
    }
    for (String bad : List.of("truncated", "foreign", "damaged")) {
      Files.writeString(folder.resolve(bad).resolve("environment.json"), "{\"schema\": 1}");
    }
    Commands commands = new Commands(folder);
    List<String> before = commands.listing();

    Kvbench.Ended ended = commands.line(arguments);
    assertThat(ended.err()).startsWith("kvbench: ").contains(message);
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(commands.listing()).isEqualTo(before);
  }
}
