package dev.kvbench.benchmarks.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kvbench.benchmarks.session.RunLock;
import dev.kvbench.benchmarks.session.Subprocess;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.run.Environment;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of machines that are not here. */
class DoctorTest {
  private final String temporary = System.getProperty("java.io.tmpdir");
  private final String ignored = System.clearProperty("jmh.ignoreLock");

  private static final String H200 = "NVIDIA H200, 580.159.04, 9.0";

  private static final String FACTS =
      """
      build/version=2.0
      build/git.commit=0123456789abcdef
      build/git.dirty=true
      build/djl=0.36.0
      build/libtorch=2.7.1
      machine/cpu=Some CPU
      machine/cpu.arch=amd64
      machine/cpu.physicalCores=16
      machine/cpu.logicalCores=32
      machine/cpu.availableToJvm=32
      machine/memory.totalMiB=65536
      machine/memory.availableMiB=32768
      machine/gpu=none
      machine/gpu.driver=unknown
      os/name=Linux
      os/version=1
      os/container=none seen
      jvm/name=Some VM
      jvm/version=17
      """;

  private static Environment facts(String... more) {
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    for (String fact : (FACTS + String.join("\n", more)).split("\n")) {
      String[] parts = fact.split("[/=]", 3);
      sections.computeIfAbsent(parts[0], section -> new LinkedHashMap<>()).put(parts[1], parts[2]);
    }
    return Environment.of(sections);
  }

  private static Machine machine(Environment facts, String... nvidiaSmi) {
    return new Machine(facts, 64L << 30, List.of(nvidiaSmi));
  }

  private static List<String> lines(Machine machine) {
    return machine.findings().stream()
        .filter(finding -> !finding.subject().equals("folder")) // this machine's own
        .map(Finding::text)
        .toList();
  }

  @Test
  void aMachineWithoutGpu() {
    assertThat(lines(machine(facts(), "nvidia-smi: cannot run")))
        .containsExactly(
            "ok       kvbench     2.0, commit 0123456789ab with uncommitted changes, DJL 0.36.0"
                + " for libtorch 2.7.1",
            "ok       system      Linux 1 on amd64, container: none seen; Some VM 17",
            "ok       processor   Some CPU, 16 cores (32 with hyper-threads)",
            "ok       memory      64.0 GiB, 32.0 GiB of it free",
            "ok       GPU         no NVIDIA GPU found");
  }

  @Test
  void limitsAreTold() {
    Machine limited = new Machine(facts("machine/cpu.availableToJvm=3"), 2L << 30, List.of());
    assertThat(lines(limited))
        .contains(
            "ok       memory      64.0 GiB, 32.0 GiB of it free; this process may use 2.0 GiB",
            "note     processor   Some CPU, 16 cores (32 with hyper-threads); this process"
                + " may use 3 of them"
                + System.lineSeparator()
                + "                     → suite NAME -p threads=3");
  }

  @Test
  void whatIsNotKnownIsUnknown() {
    Machine unknown = new Machine(Environment.of(Map.of()), 1L << 30, List.of());
    assertThat(unknown.findings()).noneMatch(Finding::isProblem);
    assertThat(String.join("\n", lines(unknown))).contains("unknown cores", "no NVIDIA GPU");
  }

  @Test
  void variablesThatChangeTheEngineAreTold() {
    Environment facts = facts("engine/env.PYTORCH_FLAVOR=cu128", "engine/env.OMP_NUM_THREADS=2");
    assertThat(lines(machine(facts)))
        .contains("ok       variables   PYTORCH_FLAVOR=cu128, OMP_NUM_THREADS=2");
  }

  @Test
  void gpusAreThoseOfNvidiaSmi() {
    Machine two = machine(facts(), H200, H200);
    assertThat(two.hasGpu()).isTrue();
    assertThat(lines(two).get(4))
        .startsWith(
            "ok       GPU         NVIDIA H200, driver 580.159.04, compute capability 9.0; ");
  }

  @Test
  void aGpuOutOfReachIsToldWithTheReason() {
    Environment host = facts("machine/gpu=NVIDIA H200", "machine/gpu.driver=580.1");
    Machine container = machine(host, "nvidia-smi: cannot run: no such file");
    assertThat(container.hasGpu()).isTrue();
    assertThat(lines(container).get(4))
        .startsWith("note     GPU         NVIDIA H200, driver 580.1, but nvidia-smi finds none: ")
        .contains("no such file", "docs/cuda.md");
  }

  @Test
  void cudaIsAProblemOnlyWhereItIsWanted() {
    assertThat(EngineProbe.noCuda(false, false, false, false).text())
        .isEqualTo(
            "ok       CUDA        this libtorch is for the CPU only; suites run on device cpu");
    Finding unused = EngineProbe.noCuda(false, true, false, false);
    assertThat(unused.verdict()).isEqualTo(Finding.Verdict.NOTE);
    assertThat(unused.remedy()).contains("docs/cuda.md");
    assertThat(EngineProbe.noCuda(true, false, false, false).isProblem()).isTrue();
    assertThat(EngineProbe.noCuda(false, true, true, false).fact())
        .contains("is for CUDA, but sees no GPU");
    assertThat(EngineProbe.noCuda(false, true, true, true).fact()).contains("no libcudart");
  }

  @Test
  void whatTheProbeToldBeforeACrashIsKept() {
    Finding first = Finding.ok("libtorch", "2.7.1\tfrom\nhere");
    List<String> lines = new ArrayList<>(List.of("noise", first.line(), "a\tb\tc\td\te"));
    assertThat(EngineProbe.findings(new Subprocess.Answer(0, lines)))
        .containsExactly(Finding.ok("libtorch", "2.7.1 from here"));

    lines.add("Error: no kernel image");
    List<Finding> crashed = EngineProbe.findings(new Subprocess.Answer(134, lines));
    assertThat(crashed).hasSize(2);
    assertThat(crashed.get(1).isProblem()).isTrue();
    assertThat(crashed.get(1).fact())
        .isEqualTo(
            "failed; see the lines above: its JVM ended with code 134, so it crashed or was"
                + " killed; it said: Error: no kernel image");

    assertThat(EngineProbe.findings(new Subprocess.Answer(1, List.of())).get(0).fact())
        .startsWith("cannot be started: its JVM ended with code 1");
  }

  @AfterEach
  void resetProperties() {
    System.setProperty("java.io.tmpdir", temporary);
    if (ignored != null) {
      System.setProperty("jmh.ignoreLock", ignored);
    }
  }

  /** What the doctor says where temporary files, and with them JMH's lock, are in a folder. */
  private static List<String> told(Path folder, boolean wantsCuda, boolean canRun) {
    System.setProperty("java.io.tmpdir", folder.toString());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    assertThat(Doctor.print(false, wantsCuda, print)).isEqualTo(canRun);
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void nothingComputesBesideSomebodysMeasurement(@TempDir Path folder) throws Exception {
    Path lock = folder.resolve("jmh.lock");
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assertThat(held.isValid()).isTrue();
      assertThat(told(folder, false, true))
          .noneMatch(line -> line.contains("answers "))
          .noneMatch(line -> line.startsWith("problem "))
          .anyMatch(line -> line.contains("was not started: another JMH run is measuring"))
          .last()
          .isEqualTo("Nothing keeps suites from running here but the run that goes on.");
      assertThatThrownBy(RunLock::ofMachine)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("another JMH run is measuring on this machine");
      assertThatThrownBy(() -> told(folder, true, true))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("CUDA was not tried: libtorch was not started: another JMH run");
    }
  }

  /** A folder that is a file, and a lock that is a folder: root could write to any other. */
  @Test
  void whatKeepsEveryRunFromMeasuringIsAProblem(@TempDir Path folder) throws Exception {
    Files.createDirectory(folder.resolve("jmh.lock"));
    Path file = Files.writeString(folder.resolve("file"), "");
    for (Path place : List.of(file, folder)) {
      assertThat(told(place, false, false))
          .anyMatch(line -> line.startsWith("problem  libtorch    was not started: " + place))
          .last()
          .isEqualTo("Suites cannot run here: 1 problem, see above.");
    }
  }

  @Test
  void theCauseIsFoundBelowAScriptsStack() {
    String script = "The following operation failed.\nTraceback:\nRuntimeError: CUDA error: x\n";
    assertThat(AnswerCheck.cause(new IllegalStateException(script)))
        .isEqualTo("RuntimeError: CUDA error: x");
    assertThat(AnswerCheck.cause(new IllegalStateException("one\nat two"))).isEqualTo("one");
    assertThat(AnswerCheck.cause(new IllegalStateException())).contains("IllegalState");
  }

  @Test
  void theFolderIsTriedAndLeftAsItWas(@TempDir Path root) throws Exception {
    Path inside = root.resolve("cache/pytorch");
    assertThat(Machine.folder(inside).verdict()).isEqualTo(Finding.Verdict.OK);
    assertThat(inside).isEmptyDirectory();
    Files.writeString(root.resolve("file"), "");
    Finding blocked = Machine.folder(root.resolve("file/pytorch"));
    assertThat(blocked.verdict()).isEqualTo(Finding.Verdict.NOTE);
    assertThat(blocked.fact()).contains("nothing can be written there");
    assertThat(blocked.remedy()).contains("ENGINE_CACHE_DIR=");
  }
}
