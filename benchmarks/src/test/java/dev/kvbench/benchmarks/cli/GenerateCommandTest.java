package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.arm.Gpt2Files;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.checkpoint.ModelFolder;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Sampler;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.script.ScriptOptions;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.text.HubTokeniser;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The text that a GPT-2 of a folder generates. */
class GenerateCommandTest {
  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    Torch.start(1);
    Torch.optimise(false); // which would take longer than all scripts together
  }

  @AfterAll
  static void reset() {
    Torch.optimise(true);
  }

  private Kvbench.Ended generate(String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("generate", "--model", "@/model", "--threads", "1"));
    arguments.addAll(List.of(options));
    return new Commands(folder).run(arguments.toArray(String[]::new));
  }

  private Path model(int vocabulary) throws IOException {
    return Gpt2Files.write(folder.resolve("model"), Gpt2Files.config(vocabulary));
  }

  private static long[] tokens(Path model, String prompt, int steps, Sampler sampler)
      throws IOException {
    try (NDManager manager = NDManager.newBaseManager();
        HubTokeniser tokeniser = HubTokeniser.open(model, Gpt2Files.TOKENS);
        Weights weights = ModelFolder.load(model, manager);
        Decoder decoder =
            ScriptDecoder.cached(
                weights, CachePolicy.HOP, ScriptOptions.fastest(Precision.FLOAT32))) {
      return decoder.generate(new long[][] {tokeniser.encode(prompt)}, steps, sampler)[0];
    }
  }

  /** Random tokens: most characters are in pieces, and many are none. */
  @Test
  void itsTextIsThatOfItsTokens() throws Exception {
    String prompt = "It's \uD83E\uDD80 <|endoftext|>";
    Path model = model(Gpt2Files.TOKENS);
    long[] tokens = tokens(model, prompt, 40, Sampler.multinomial(1, 3));
    Kvbench.Ended ended =
        generate("--prompt", prompt, "--steps", "40", "--seed", "3", "--device", "cpu");
    try (HubTokeniser tokeniser = HubTokeniser.open(model, Gpt2Files.TOKENS)) {
      assertThat(ended.out()).isEqualTo(prompt + tokeniser.decode(tokens) + System.lineSeparator());
    }
    assertThat(ended.err()).matches("40 tokens, [0-9.]+ a second\\R");
  }

  @Test
  void itEndsWhereTheModelEndsItsText() throws Exception {
    Path model = model(Gpt2Files.TOKENS);
    long[] tokens = tokens(model, "a", 20, Sampler.multinomial(1, 3));
    int length = 1; // up to a token that has not come before
    while (Arrays.stream(tokens, 0, length).boxed().toList().contains(tokens[length])) {
      length++;
    }
    Files.writeString(
        model.resolve("generation_config.json"),
        "{\"eos_token_id\": [%d, %d]}".formatted(tokens[length], Gpt2Files.TOKENS));
    String[] options = {"--prompt", "a", "--steps", "20", "--seed", "3", "--device", "cpu"};
    Kvbench.Ended ended = generate(options);
    assertThat(ended.err())
        .matches(
            (length + 1)
                + " tokens, [0-9.]+ a second; the model ended its text there, --ignore-eos goes"
                + " on\\R");
    try (HubTokeniser tokeniser = HubTokeniser.open(model, Gpt2Files.TOKENS)) {
      assertThat(ended.out())
          .isEqualTo(
              "a" + tokeniser.decode(Arrays.copyOf(tokens, length)) + System.lineSeparator());
      List<String> all = new ArrayList<>(List.of(options));
      all.add("--ignore-eos");
      assertThat(generate(all.toArray(String[]::new)).out())
          .isEqualTo("a" + tokeniser.decode(tokens) + System.lineSeparator());
    }
  }

  @Test
  void itsTextIsTheSameWithAndWithoutACache() throws Exception {
    model(Gpt2Files.TOKENS);
    Kvbench.Ended uncached = generate("--steps", "20", "--temperature", "0", "--uncached");
    assertThat(uncached.exit()).as(uncached.err()).isZero();
    assertThat(uncached.out()).startsWith("Once upon a time");
    assertThat(generate("--steps", "20", "--temperature", "0", "--policy", "ring").out())
        .isEqualTo(uncached.out());
  }

  @Test
  void textThatCannotBeWrittenIsAFailure() throws IOException {
    String there = model(Gpt2Files.TOKENS).toString();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left");
          }
        };
    StringWriter err = new StringWriter();
    PrintStream terminal = System.out;
    System.setOut(new PrintStream(full, true, StandardCharsets.UTF_8));
    try {
      CommandLine commands = KvbenchCommand.commandLine().setErr(new PrintWriter(err, true));
      assertThat(commands.execute("generate", "--model", there, "--steps", "2")).isEqualTo(2);
    } finally {
      System.setOut(terminal);
    }
    assertThat(err.toString()).contains("cannot be written to standard output").hasLineCount(1);
  }

  @Test
  void aModelThatCannotBeReadIsRefused() throws Exception {
    Path there = model(48);
    assertRefused("/tokenizer.json: has tokens up to 400, and the model's vocabulary ends at 47");
    Files.delete(there.resolve("tokenizer.json"));
    assertRefused(": has no tokenizer.json, without which its text cannot be read");
    model(Gpt2Files.TOKENS);
    Files.delete(there.resolve("model.safetensors"));
    assertRefused(": has no model.safetensors");
    for (String end : new String[] {"\"</s>\"", "1.5", "[0, null]"}) {
      Files.writeString(there.resolve("generation_config.json"), "{\"eos_token_id\": " + end + "}");
      assertRefused("/generation_config.json: needs a token's number, or a list of them, as eos_");
    }
  }

  private void assertRefused(String reason) throws Exception {
    Kvbench.Ended ended = generate();
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).startsWith("kvbench: " + folder + "/model" + reason).hasLineCount(1);
  }
}
