package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kvbench.benchmarks.session.Subprocess;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.device.MachineProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.options.CommandLineOptionException;

/** Looks at JMH's arguments before JMH does. */
class JmhCommandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GenerateBenchmark -p dtype=bfloat16 -p engine=script,eager | dtype bfloat16 needs engine"
            + " script",
        "PrefillBenchmark -p blockSize=128,1024 -p promptLength=64,256 | promptLength 256 does not"
            + " fit into blockSize 128",
        "DecodeStepBenchmark -p blockSize=1020 | position 1008: the 16 tokens",
        "CrossoverBenchmark -p policy=hop | policy hop cannot be timed with generation long",
        "GenerateBenchmark LlamaBenchmark -p model=gpt2 | measure it by suite gpt2"
      })
  void refusesWhatAForkWouldTripOver(String arguments, String message) {
    assertThatThrownBy(() -> check(arguments))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .message()
        .hasLineCount(1);
  }

  /** The first is every benchmark at its own values. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        ".*",
        ".* -p model=gpt2",
        "GenerateBenchmark -p dtype=bfloat16 -p engine=script",
        "BatchBenchmark -p dtype=bfloat16",
        "LadderBenchmark -p dtype=bfloat16 -p rung=step,kernels",
        "PrefillBenchmark -p blockSize=128 -p promptLength=64,128",
        "PrefillBenchmark CeilingBenchmark -p bytes=4096",
        "CrossoverBenchmark -p policy=hop -p generation=short"
      })
  void letsPassWhatCanRun(String arguments) throws CommandLineOptionException {
    check(arguments);
  }

  @Test
  void helpAndListAreJmhs(@TempDir Path folder) throws IOException {
    assertThat(new Commands(folder).line("-h").out()).contains("-jvmArgsAppend");
    assertThat(new Commands(folder).line("-l").out()).contains("GenerateBenchmark.cached");
  }

  @Test
  void aFailedBenchmarkIsAFailureUnlessTheUserSaysOtherwise() {
    assertThat(JmhCommand.completed("GenerateBenchmark")).containsSequence("-foe", "true");
    assertThat(JmhCommand.completed("GenerateBenchmark", "-foe", "false"))
        .containsSequence("-foe", "false")
        .doesNotContain("true");
  }

  /** They are of the run, which has looked at them where they are the user's. */
  @ParameterizedTest
  @CsvSource({"UNRELATED, kernel 'bag' does not run", Subprocess.EXIT_WITH_PARENT + ", steps must"})
  void aJvmOfARunDoesNotTryPinnedKernels(String variable, String said, @TempDir Path folder)
      throws Exception {
    Path machine =
        Files.writeString(
            folder.resolve("machine"),
            "kernels.cpu.float32.threads1.embed8.layers1=aten,bag,aten\n");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-D" + MachineProfile.PROPERTY + "=" + machine,
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "GenerateBenchmark",
            "-p",
            "steps=0");
    Kvbench.Ended ended = new Kvbench(folder).end(command, Map.of(variable, "true"));
    assertThat(ended.err()).contains(said);
    assertThat(ended.exit()).isEqualTo(KvbenchCommand.USAGE);
  }

  @Test
  void refusesWhatIsNoRegularExpression() throws IOException {
    assertThat(JmhCommand.run(new String[] {"("}, Set.of("suite"))).isEqualTo(KvbenchCommand.USAGE);
  }

  private static void check(String arguments) throws CommandLineOptionException {
    JmhCommand.check(arguments.split(" "), Set.of("suite"));
  }
}
