package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.kvbench.benchmarks.arm.Gpt2Files;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.checkpoint.Gpt2Folder;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Sampler;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.script.ScriptDecoder;
import dev.kvbench.transformer.script.ScriptOptions;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.text.Gpt2Tokeniser;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    JniUtils.setGraphExecutorOptimize(false); // which would take longer than all scripts together
  }

  @AfterAll
  static void reset() {
    JniUtils.setGraphExecutorOptimize(true);
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

  /** Random tokens: most characters are in pieces, and many are none. */
  @Test
  void itsTextIsThatOfItsTokens() throws Exception {
    String prompt = "It's \uD83E\uDD80 <|endoftext|>";
    Gpt2Tokeniser tokeniser = new Gpt2Tokeniser();
    long[][] begin = {tokeniser.encode(prompt)};
    long[][] tokens;
    try (NDManager manager = NDManager.newBaseManager();
        Weights weights = Gpt2Folder.load(model(50257), manager);
        Decoder decoder =
            ScriptDecoder.cached(
                weights, CachePolicy.HOP, ScriptOptions.fastest(Precision.FLOAT32))) {
      tokens = decoder.generate(begin, 40, Sampler.multinomial(1, 3));
    }
    Kvbench.Ended ended =
        generate("--prompt", prompt, "--steps", "40", "--seed", "3", "--device", "cpu");
    assertThat(ended.out())
        .isEqualTo(prompt + tokeniser.decode(tokens[0]) + System.lineSeparator());
    assertThat(ended.err()).matches("40 tokens, [0-9.]+ a second\\R");
  }

  @Test
  void itsTextIsTheSameWithAndWithoutACache() throws Exception {
    model(50257);
    Kvbench.Ended uncached = generate("--steps", "20", "--temperature", "0", "--uncached");
    assertThat(uncached.exit()).as(uncached.err()).isZero();
    assertThat(uncached.out()).startsWith("Once upon a time");
    assertThat(generate("--steps", "20", "--temperature", "0", "--policy", "ring").out())
        .isEqualTo(uncached.out());
  }

  @Test
  void textThatCannotBeWrittenIsAFailure() throws IOException {
    String there = model(50257).toString();
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
    assertRefused(
        "has a vocabulary of 48 tokens, and kvbench can read and write those of GPT-2 only, which"
            + " are 50257");
    model(50257);
    Files.delete(there.resolve("model.safetensors"));
    assertRefused("has no model.safetensors");
  }

  private void assertRefused(String reason) throws Exception {
    Kvbench.Ended ended = generate();
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).startsWith("kvbench: " + folder + "/model: " + reason).hasLineCount(1);
  }
}
