package dev.kvbench.benchmarks.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
  private static final Gpus NONE = new Gpus(List.of(), 0, "unknown", List.of());
  private static final Gpus H100 = new Gpus(List.of("NVIDIA H100"), 1, "570.86.15", List.of());

  private static List<Finding> findings(Gpus gpus, EngineReport engine, LibraryFolder python) {
    return new CudaVerdict(gpus, Fakes.natives(), engine, Optional.ofNullable(python)).findings();
  }

  @Test
  void aMachineWithoutGpuIsWell() {
    List<Finding> findings = findings(NONE, Fakes.engine(false, false, NO_RUNTIME), null);
    assertThat(findings).extracting(Finding::verdict).containsOnly(Finding.Verdict.OK);
    assertThat(findings).hasSize(2);
  }

  @Test
  void aGpuWithoutDriverNeedsTheDriverFirst() {
    Gpus bare = new Gpus(List.of(), 2, "unknown", List.of());
    List<Finding> findings = findings(bare, Fakes.engine(false, false, NO_RUNTIME), null);
    assertThat(findings).extracting(Finding::verdict).containsOnly(Finding.Verdict.NOTE);
    assertThat(findings.get(0).fact()).contains("2 of NVIDIA's", "driver is not loaded");
    assertThat(findings.get(0).remedy()).contains("525", "--gpus all");
    assertThat(findings.get(1).fact()).contains("needs the driver first");
  }

  @Test
  void anOldDriverIsNamed() {
    Gpus old = new Gpus(List.of("NVIDIA T4"), 1, "470.57.02", List.of());
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
        new Gpus(H100.names(), 1, H100.driver(), List.of(Path.of("/opt/cuda/libcudart.so.12")));
    List<Finding> there = findings(lying, Fakes.engine(false, false, NO_RUNTIME), null);
    assertThat(there.get(1).remedy())
        .isEqualTo("java -Djna.library.path=/opt/cuda -jar benchmarks.jar ...");
    assertThat(there.get(2).remedy())
        .contains("PYTORCH_FLAVOR=cu128 java -Djna.library.path=/opt/cuda -jar benchmarks.jar");
  }

  @Test
  void aRuntimeThatDoesNotLikeTheDriverSaysSo() {
    Map<String, String> facts =
        Map.of(
            CudaRuntime.PATH, "/cuda/libcudart.so.12",
            CudaRuntime.TROUBLE, "CUDA driver version is insufficient (35)");
    Finding finding = findings(H100, Fakes.engine(true, false, facts), null).get(1);
    assertThat(finding.verdict()).isEqualTo(Finding.Verdict.NOTE);
    assertThat(finding.fact()).contains("insufficient (35)");
  }

  @Test
  void theWayThatNeedsLeastComesFirst() {
    EngineReport engine = Fakes.engine(false, false, RUNTIME);
    Finding fetched = findings(H100, engine, null).get(2);
    assertThat(fetched.remedy().lines())
        .first()
        .asString()
        .contains("applies here", "fetch libtorch cu128");
    assertThat(fetched.remedy())
        .contains(
            "./mvnw -DskipTests -Pcuda clean package",
            "PYTORCH_FLAVOR=cu128 java -jar benchmarks.jar doctor --device cuda --fetch",
            "./mvnw -DskipTests -Pcuda-maven clean package");

    Finding installed = findings(H100, engine, Fakes.CUDA_TORCH).get(2);
    assertThat(installed.remedy().lines().toList().subList(0, 2))
        .containsExactly(
            "applies here, with the PyTorch 2.7.1+cu128 of python3:",
            "PYTORCH_LIBRARY_PATH=/venv/torch/lib PYTORCH_FLAVOR=cu128 java -jar benchmarks.jar"
                + " doctor --device cuda");

    LibraryFolder newer = new LibraryFolder(Path.of("/v"), "2.10.0+cu128", true, false);
    assertThat(findings(H100, engine, newer).get(2).remedy()).isEqualTo(fetched.remedy());
    assertThat(findings(H100, engine, Fakes.CPU_TORCH).get(2).remedy()).isEqualTo(fetched.remedy());
  }

  @Test
  void whatWorksIsSaid() {
    List<Finding> findings = findings(H100, Fakes.engine(true, true, RUNTIME), null);
    assertThat(findings).extracting(Finding::verdict).containsOnly(Finding.Verdict.OK);
    assertThat(findings.get(1).fact()).contains("version 12.8", "GPUs found: 1");
    assertThat(findings.get(2).fact())
        .contains("works, compute capability 90", "waits by cuda::synchronize");
  }

  @Test
  void aJarWithoutLibtorchNeedsNoOtherAndClaimsNone() {
    EngineReport none = new EngineReport(RUNTIME, List.of(), "");
    Natives bare = Fakes.natives(List.of(), "2.7.1-0.36.0", "cu128");
    Finding cuda = new CudaVerdict(H100, bare, none, Optional.empty()).findings().get(2);
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
