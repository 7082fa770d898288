package dev.kvbench.benchmarks.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CudaVerdictTest {
  private static final Map<String, String> NO_RUNTIME =
      Map.of(CudaRuntime.TROUBLE, "no libcudart can be loaded");
  private static final Map<String, String> RUNTIME =
      Map.of(
          CudaRuntime.PATH, "/cuda/libcudart.so.12",
          CudaRuntime.VERSION, "12080",
          CudaRuntime.COUNT, "1");
  private static final Gpus NONE = new Gpus(List.of(), 0, "unknown", false, List.of());
  private static final Gpus H100 =
      new Gpus(List.of("NVIDIA H100"), 1, "570.86.15", true, List.of());

  private static List<Finding> findings(Gpus gpus, EngineReport engine, LibraryFolder python) {
    return findings(gpus, Fakes.natives(), engine, python);
  }

  private static List<Finding> findings(
      Gpus gpus, Natives natives, EngineReport engine, LibraryFolder python) {
    Optional<LibraryFolder> torch = Optional.ofNullable(python);
    Commands commands = Commands.of(natives.platform(), gpus, engine.facts(), torch, "");
    return new CudaVerdict(gpus, natives, engine, torch, commands).findings();
  }

  /** CUDA's runtime says this instead of counting GPUs. */
  private static Map<String, String> error(int number) {
    return Map.of(
        CudaRuntime.PATH,
        "/cuda/libcudart.so.12",
        CudaRuntime.ERROR,
        Integer.toString(number),
        CudaRuntime.TROUBLE,
        "words (" + number + ")");
  }

  private static Map<String, String> with(Map<String, String> facts, String name, String value) {
    Map<String, String> more = new HashMap<>(facts);
    more.put(name, value);
    return more;
  }

  @Test
  void aMachineWithoutGpuIsWell() {
    List<Finding> findings = findings(NONE, Fakes.engine(false, false, NO_RUNTIME), null);
    assertThat(findings).extracting(Finding::verdict).containsOnly(Finding.Verdict.OK);
    assertThat(findings).hasSize(2);
  }

  @Test
  void aGpuWithoutDriverNeedsTheDriverFirst() {
    Gpus bare = new Gpus(List.of(), 2, "unknown", false, List.of());
    List<Finding> findings = findings(bare, Fakes.engine(false, false, NO_RUNTIME), null);
    assertThat(findings).extracting(Finding::verdict).containsOnly(Finding.Verdict.NOTE);
    assertThat(findings.get(0).fact()).contains("2 of NVIDIA's", "driver is not loaded");
    assertThat(findings.get(0).remedy()).contains("525", "--gpus all");
    assertThat(findings.get(1).fact()).contains("needs the driver first");
  }

  @Test
  void anOldDriverIsNamed() {
    Gpus old = new Gpus(List.of("NVIDIA T4"), 1, "470.57.02", true, List.of());
    assertThat(findings(old, Fakes.engine(false, false, NO_RUNTIME), null).get(0).fact())
        .contains("470.57.02", "older than CUDA 12 needs");
  }

  @Test
  void aDriverWithoutRuntimeIsToldWhereOneLies() {
    List<Finding> none = findings(H100, Fakes.engine(false, false, NO_RUNTIME), null);
    assertThat(none.get(1).subject()).isEqualTo("libcudart");
    assertThat(none.get(1).remedy())
        .contains("install NVIDIA's CUDA 12 runtime", "-Djna.library.path=");
    Gpus lying =
        new Gpus(
            H100.names(), 1, H100.driver(), true, List.of(Path.of("/opt/cuda/libcudart.so.12")));
    List<Finding> there = findings(lying, Fakes.engine(false, false, NO_RUNTIME), null);
    assertThat(there.get(1).remedy())
        .isEqualTo("java -Djna.library.path=/opt/cuda -jar benchmarks.jar ...");
    assertThat(there.get(2).remedy())
        .contains("PYTORCH_FLAVOR=cu128 java -Djna.library.path=/opt/cuda -jar benchmarks.jar");
  }

  @Test
  void aRuntimeThatDoesNotLikeTheDriverSaysSo() {
    Finding finding = findings(H100, Fakes.engine(true, false, error(35)), null).get(1);
    assertThat(finding.verdict()).isEqualTo(Finding.Verdict.NOTE);
    assertThat(finding.fact()).contains("words (35)");
    assertThat(finding.remedy()).startsWith("bring the driver up to date");
  }

  /** Docker shows the host's driver to containers that were given no GPU. */
  @Test
  void aDriverOutOfReachIsThatOfAContainersHost() {
    Gpus host = new Gpus(H100.names(), 1, H100.driver(), false, List.of());
    Map<String, String> noLibrary = with(error(35), CudaRuntime.DRIVER_LOADS, "false");
    for (Gpus gpus : List.of(host, H100)) {
      List<Finding> findings = findings(gpus, Fakes.engine(false, false, noLibrary), null);
      assertThat(findings).extracting(Finding::verdict).containsOnly(Finding.Verdict.NOTE);
      assertThat(findings.get(0).fact()).contains("570.86.15, but out of reach here");
      assertThat(findings.get(0).remedy()).contains("docker run --gpus all");
      assertThat(findings.get(1).remedy()).contains("docker run --gpus all");
      assertThat(findings.get(2).fact()).startsWith("needs the driver first");
    }
  }

  @Test
  void noGpuForThisProcessIsNotADriversFault() {
    Finding bare = findings(H100, Fakes.engine(true, false, error(100)), null).get(1);
    assertThat(bare.remedy()).contains("--gres=gpu:1", "--gpus all").doesNotContain("VISIBLE");
    Map<String, String> hidden = with(error(100), CudaRuntime.VISIBLE, "");
    assertThat(findings(H100, Fakes.engine(true, false, hidden), null).get(1).remedy())
        .startsWith("CUDA_VISIBLE_DEVICES is ''");
    assertThat(findings(H100, Fakes.engine(true, false, error(803)), null).get(1).remedy())
        .contains("restart it");
  }

  @Test
  void theWayThatNeedsLeastComesFirst() {
    EngineReport engine = Fakes.engine(false, false, RUNTIME);
    Finding fetched = findings(H100, engine, null).get(2);
    assertThat(fetched.remedy().lines())
        .containsExactly(
            "applies here, where the network is up, with libtorch cu128 that DJL fetches, some GB,"
                + " for compute capability 7.5 or newer:",
            "./mvnw -DskipTests -Pcuda clean package",
            "PYTORCH_FLAVOR=cu128 java -jar benchmarks.jar doctor --device cuda --fetch",
            "or with a PyTorch of pip's, some GB, for compute capability 5.0 to 9.x:",
            "python3 -m pip install --target torch-for-kvbench torch==2.7.1",
            "PYTORCH_FLAVOR=cu128 PYTORCH_LIBRARY_PATH=torch-for-kvbench/torch/lib java -jar"
                + " benchmarks.jar doctor --device cuda",
            "or where Maven's repository alone can be reached (2.4 GB, a CUDA runtime from 12.4"
                + " on), for compute capability 5.0 to 9.x:",
            "./mvnw -DskipTests -Pcuda-maven clean package",
            "java -jar benchmarks.jar doctor --device cuda");

    Finding installed = findings(H100, engine, Fakes.CUDA_TORCH).get(2);
    assertThat(installed.remedy().lines().toList().subList(0, 2))
        .containsExactly(
            "applies here, with the PyTorch 2.7.1+cu128 of python3:",
            "PYTORCH_FLAVOR=cu128 PYTORCH_LIBRARY_PATH=/venv/torch/lib java -jar benchmarks.jar"
                + " doctor --device cuda");
    assertThat(installed.remedy()).doesNotContain("pip install");

    LibraryFolder newer = new LibraryFolder(Path.of("/v"), "2.10.0+cu128", true, false);
    assertThat(findings(H100, engine, newer).get(2).remedy()).isEqualTo(fetched.remedy());
    assertThat(findings(H100, engine, Fakes.CPU_TORCH).get(2).remedy()).isEqualTo(fetched.remedy());
  }

  /** Where only pip's runtime is there, every command has to name it. */
  @Test
  void withoutARuntimeEveryCommandNamesOne() {
    String ways = findings(H100, Fakes.engine(false, false, NO_RUNTIME), null).get(2).remedy();
    assertThat(ways.lines().filter(line -> line.contains("-jar benchmarks.jar")))
        .hasSize(3)
        .allMatch(
            line ->
                line.contains(" java -Djna.library.path=")
                    || line.startsWith("java -Djna.library.path="));
    assertThat(ways)
        .contains("java -Djna.library.path=torch-for-kvbench/nvidia/cuda_runtime/lib -jar");
  }

  @Test
  void whatThisCommandWasGivenTheNextOnesAreToo() {
    Commands commands = Commands.of("linux-x86_64", H100, RUNTIME, Optional.empty(), "/given/lib");
    assertThat(commands.java("doctor"))
        .isEqualTo("java -Djna.library.path=/given/lib -jar benchmarks.jar doctor");
    assertThat(Commands.of("linux-x86_64", H100, RUNTIME, Optional.empty(), "").java("doctor"))
        .isEqualTo("java -jar benchmarks.jar doctor");
  }

  private static String waysOn(String capability, LibraryFolder python) {
    EngineReport engine =
        Fakes.engine(false, false, with(RUNTIME, CudaRuntime.CAPABILITY, capability));
    return findings(H100, engine, python).get(2).remedy();
  }

  @Test
  void aGpuIsNotSentToALibtorchWithoutItsKernels() {
    LibraryFolder cu126 = new LibraryFolder(Path.of("/v"), "2.7.1+cu126", true, false);
    assertThat(waysOn("70", Fakes.CUDA_TORCH)) // a V100
        .startsWith("applies here, with a PyTorch of pip's")
        .contains("-Pcuda-maven")
        .doesNotContain("--fetch", "/venv/torch/lib");
    assertThat(waysOn("70", cu126)).startsWith("applies here, with the PyTorch 2.7.1+cu126");
    assertThat(waysOn("120", cu126)) // Blackwell
        .startsWith("applies here, where the network is up")
        .doesNotContain("pip install", "-Pcuda-maven", "2.7.1+cu126");
    assertThat(waysOn("89", null)).contains("--fetch", "pip install", "-Pcuda-maven");
    assertThat(waysOn("37", null)).contains("kernels of compute capability 3.7: use device cpu");
  }

  @Test
  void onWindowsCommandsAreWindowsOnes() {
    Natives n = Fakes.natives();
    Natives windows =
        new Natives(
            "win-x86_64",
            n.bundled(),
            n.jniVersion(),
            n.jniFlavours(),
            n.engine(),
            n.meant(),
            "",
            n.named(),
            "",
            "",
            n.cached(),
            n.indexed(),
            "cpu");
    String ways =
        findings(H100, windows, Fakes.engine(false, false, NO_RUNTIME), null).get(2).remedy();
    assertThat(ways.lines())
        .contains(
            "mvnw.cmd -DskipTests -Pcuda clean package",
            "set PYTORCH_FLAVOR=cu128",
            "java -jar benchmarks.jar doctor --device cuda --fetch");
    assertThat(ways).contains(";%PATH%").doesNotContain("cuda-maven", "pip", "./mvnw", "jna");
  }

  private static EngineReport seen(String build, String capability, String trouble) {
    Map<String, String> facts = new HashMap<>(RUNTIME);
    facts.putAll(
        Map.of(
            "libtorch",
            "2.7.1",
            "cuda",
            "true",
            EngineReport.BUILD,
            build,
            EngineReport.BUILT_FOR_CUDA,
            "true",
            "cuda.computeCapability",
            capability,
            EngineReport.GPU_TRIED,
            "true",
            EngineReport.GPU_TROUBLE,
            trouble));
    return new EngineReport(facts, List.of(Fakes.CPU_ANSWER), "");
  }

  @Test
  void aGpuThatFailsIsAProblemWithTheCpuAsRemedy() {
    Finding fails = findings(H100, seen("2.7.1+cu128", "90", "CUDA error: x"), null).get(2);
    assertThat(fails.isProblem()).isTrue();
    assertThat(fails.fact()).isEqualTo("libtorch sees the GPU, but it fails: CUDA error: x");
    assertThat(fails.remedy()).isEqualTo("meanwhile, on the CPU: suite NAME -p device=cpu");

    Finding unfit = findings(H100, seen("2.7.1+cu128", "70", "no kernel image"), null).get(2);
    assertThat(unfit.fact())
        .contains("2.7.1+cu128 is for compute capability 7.5 or newer, and this GPU has 7.0");
    assertThat(unfit.remedy()).contains("-p device=cpu", "pip install").doesNotContain("--fetch");
  }

  @Test
  void aLibtorchThatDoesNotStartPromisesNoCpu() {
    EngineReport none = new EngineReport(NO_RUNTIME, List.of(), "");
    assertThat(findings(NONE, none, null).get(1).fact())
        .isEqualTo("no GPU seen, and no libtorch is started");
  }

  @Test
  void whatWorksIsSaid() {
    List<Finding> findings = findings(H100, Fakes.engine(true, true, RUNTIME), null);
    assertThat(findings).extracting(Finding::verdict).containsOnly(Finding.Verdict.OK);
    assertThat(findings.get(1).fact()).contains("version 12.8", "GPUs found: 1");
    assertThat(findings.get(2).fact())
        .contains("works, compute capability 9.0", "waits by cuda::synchronize");
  }

  @Test
  void aJarWithoutLibtorchNeedsNoOtherAndClaimsNone() {
    EngineReport none = new EngineReport(RUNTIME, List.of(), "");
    Natives bare = Fakes.natives(List.of(), "2.7.1-0.36.0", "cu128");
    Finding cuda = findings(H100, bare, none, null).get(2);
    assertThat(cuda.fact()).isEqualTo("no libtorch is started, so none for it either");
    assertThat(cuda.remedy())
        .contains("doctor --device cuda --fetch")
        .doesNotContain("-Pcuda clean");
  }

  /** WSL shows neither the GPU on the bus nor the driver's files. */
  @Test
  void aGpuThatOnlyTheRuntimeFindsCounts() {
    List<Finding> findings = findings(NONE, Fakes.engine(false, false, RUNTIME), null);
    assertThat(findings.get(0).fact()).contains("CUDA's runtime only: 1");
    assertThat(findings.get(2).verdict()).isEqualTo(Finding.Verdict.NOTE);
    assertThat(findings.get(2).remedy()).contains("PYTORCH_FLAVOR=cu128");
  }
}
