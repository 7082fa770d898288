package dev.kvbench.results.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import oshi.hardware.CentralProcessor.ProcessorIdentifier;

class MachineFactsTest {
  @Test
  void everyFactHasAnAnswer() {
    Environment facts = MachineFacts.capture();

    assertThat(facts.sections()).containsOnlyKeys("machine", "os", "jvm");
    assertThat(facts.sections().get("machine"))
        .containsKeys("cpu", "cpu.physicalCores", "cpu.maxMHz", "gpu", "gpu.driver");
    assertThat(facts.get("os", "kernel")).isPresent();
    assertThat(facts.get("jvm", "version")).contains(System.getProperty("java.vm.version"));
    assertThat(facts.get("machine", "memory.totalMiB").orElseThrow()).matches("\\d+|unknown");
  }

  /** In a JVM of its own, whose whole stderr counts. */
  @Test
  void isQuietAndPrivate() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "--enable-native-access=ALL-UNNAMED",
                "-Dcache=" + System.getProperty("user.home") + "/models",
                Capture.class.getName())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(err).isEmpty();
    assertThat(out).contains("-Dcache=~/models").doesNotContain(System.getProperty("user.home"));
  }

  /** Prints the facts. */
  static final class Capture {
    private Capture() {}

    public static void main(String[] args) {
      System.out.print(MachineFacts.capture().toJson());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-Da=/home/ann/x -Db=/home/ann, /home/ann, -Da=~/x -Db=~",
    "-Da=/home/ann:/home/ann/y, /home/ann, -Da=~:~/y",
    "-Da=/home/anna /home/ann.old /home/ann-2, /home/ann, -Da=/home/anna /home/ann.old /home/ann-2",
    "-Da=C:\\Users\\ann\\x, C:\\Users\\ann, -Da=~\\x",
    "-Da=/x, /, -Da=/x",
    "-Da=?, ?, -Da=?"
  })
  void writesTheHomeDirectoryAsATilde(String args, String home, String expected) {
    assertThat(MachineFacts.withoutHome(args, home)).isEqualTo(expected);
    assertThat(MachineFacts.withoutHome(args, null)).isEqualTo(args);
  }

  /** Two virtual machines of one name are told apart. */
  @ParameterizedTest
  @CsvSource({
    "AMD EPYC, 25, 1, 'AMD EPYC (family 25, model 1)'",
    "AMD EPYC, 25, 17, 'AMD EPYC (family 25, model 17)'",
    "Intel(R) Core(TM) i7-8700 CPU, 6, 158, Intel(R) Core(TM) i7-8700 CPU"
  })
  void aProcessorWithoutNumberIsNamedWithItsModel(
      String name, String family, String model, String expected) {
    assertThat(
            MachineFacts.cpu(
                new ProcessorIdentifier("Maker", name, family, model, "1", "0", true, -1)))
        .isEqualTo(expected);
  }

  @Test
  void busyCoresLeavesThisProcessOut() {
    assertThat(MachineFacts.otherWork(0.75, 4, 1)).isEqualTo(2);
    assertThat(MachineFacts.otherWork(0.1, 2, 0.3)).isZero(); // two clocks, not quite in step
    assertThat(MachineFacts.otherWork(-1, 2, 0)).isNaN();
    assertThat(MachineFacts.busyCores())
        .isBetween(0.0, (double) Runtime.getRuntime().availableProcessors());
  }
}
