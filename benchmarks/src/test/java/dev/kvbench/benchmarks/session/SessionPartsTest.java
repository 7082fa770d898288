package dev.kvbench.benchmarks.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.JmhJson;
import dev.kvbench.transformer.device.MachineProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session says of its environment, of failures and of its progress. */
class SessionPartsTest {
  @ParameterizedTest
  @CsvSource({
    "OMP_NUM_THREADS, true",
    "MKL_CBWR, true",
    "PYTORCH_FLAVOR, true",
    "CUDA_VISIBLE_DEVICES, true",
    "NVIDIA_TF32_OVERRIDE, true",
    "LD_PRELOAD, true",
    "GLIBC_TUNABLES, true",
    "HOME, false",
    "AWS_SECRET, false",
    "MY_OMP_NUM_THREADS, false",
    "NVIDIA_REQUIRE_CUDA, false"
  })
  void variablesThatChangeAMeasurementAreKeptAndNoOthers(String variable, boolean kept) {
    assertThat(Libtorch.isTuning(variable)).isEqualTo(kept);
  }

  /** Not its stack, not the frames of an abort; and the last line where none is a message. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[main] INFO loading|*Exception in thread \"main\" ai.djl.engine.EngineException: CUDA: x"
            + "|\tat dev.kvbench.Main.main(Main.java:1)|Caused by: java.lang.Exception: y",
        "terminate called after throwing an instance of 'c10::Error'"
            + "|*  what():  CUDA error: no kernel image is available"
            + "|Exception raised from f at /c10/x.cpp:43 (most recent call first):|frame #27|",
        "a|*b| "
      })
  void aFailureIsToldByItsMessage(String output) {
    List<String> lines = List.of(output.replace("*", "").split("\\|", -1));
    String marked = output.substring(output.indexOf('*') + 1);
    assertThat(Subprocess.reason(lines))
        .isEqualTo(marked.substring(0, marked.indexOf('|')).strip());
    assertThat(Subprocess.reason(List.of())).isEmpty();
  }

  /** Else no run could be compared with another. */
  @Test
  void theMachinesProfileIsNoDifferenceOfEnvironments() {
    assertThat(JmhJson.isOwn("-D" + MachineProfile.PROPERTY + "=file")).isTrue();
  }

  @Test
  void libtorchThatCannotStartIsToldInALineWithTheWaysOut() {
    assertThat(
            Libtorch.reason(
                new ExceptionInInitializerError(
                    new IllegalStateException(
                        "Failed to download", new UnknownHostException("host")))))
        .contains("bundles no libtorch", "UnknownHostException: host", "PYTORCH_LIBRARY_PATH")
        .hasLineCount(1);
    assertThat(
            Libtorch.reason(
                new UnsatisfiedLinkError(
                    "/torch/lib/libcaffe2_nvrtc.so: libcuda.so.1: cannot open shared object file")))
        .contains("for CUDA and needs NVIDIA's driver", "unset PYTORCH_LIBRARY_PATH", "normal jar")
        .doesNotContain("deleted")
        .hasLineCount(1);
    assertThat(
            Libtorch.reason(
                new IOException(
                    "Resource not found in classpath:"
                        + " jnilib/linux-x86_64/cpu-precxx11/libdjl_torch.so")))
        .contains("cpu-precxx11", "PYTORCH_FLAVOR", "cpu, or cu128")
        .hasLineCount(1);
    assertThat(
            Libtorch.reason(
                new RuntimeException("Failed to load", new AccessDeniedException("/x\nand more"))))
        .contains("AccessDeniedException: /x", "ENGINE_CACHE_DIR")
        .hasLineCount(1);
  }

  /** Away from a terminal only what has ended is printed; on one, a line is written over whole. */
  @Test
  void progressIsALineOnATerminalAndWhatHasEndedElsewhere() {
    assertThat(printed(false, "a long line that goes on"))
        .isEqualTo("ended" + System.lineSeparator());
    assertThat(printed(true, "a long line that goes on"))
        .isEqualTo("\ra long line that goes on\rended" + " ".repeat(19) + System.lineSeparator());
    assertThat(printed(true, "x".repeat(200)))
        .isEqualTo("\r" + "x".repeat(79) + "\rended" + " ".repeat(74) + System.lineSeparator());
  }

  private static String printed(boolean terminal, String line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Progress progress = new Progress(new PrintStream(out, true, StandardCharsets.UTF_8), terminal);
    progress.now(line);
    progress.done("ended");
    return out.toString(StandardCharsets.UTF_8);
  }
}
