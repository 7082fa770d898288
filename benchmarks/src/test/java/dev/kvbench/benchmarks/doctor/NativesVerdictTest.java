package dev.kvbench.benchmarks.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NativesVerdictTest {
  private static List<Finding> all(Natives natives) {
    return new NativesVerdict(natives, Fakes.commands(), false).findings();
  }

  private static Finding only(Natives natives) {
    assertThat(all(natives)).hasSize(1);
    return all(natives).get(0);
  }

  @Test
  void theJarsOwnIsWell() {
    assertThat(only(Fakes.natives()).text())
        .isEqualTo("ok       libtorch: the jar holds 2.7.1-20250812 for cpu on linux-x86_64");
  }

  @Test
  void aJarWithoutHasToFetchOrFindOneInTheCache() {
    Natives none = Fakes.natives(List.of(), "2.7.1-0.36.0", "cpu");
    Finding missing = only(none);
    assertThat(missing.isProblem()).isTrue();
    assertThat(missing.fact())
        .contains("the jar holds none", "no 2.7.1-cpu-linux-x86_64", "some hundred MB");
    assertThat(missing.remedy()).contains("doctor --fetch", "PYTORCH_LIBRARY_PATH", "mvnw");

    Finding cached = only(Fakes.with(none, "", "", Set.of("2.7.1-cpu-linux-x86_64")));
    assertThat(cached.isProblem()).isFalse();
    assertThat(cached.fact()).contains("the engine cache has 2.7.1-cpu-linux-x86_64");
    // the same folder does not help where another flavour is asked for, or another version
    assertThat(only(Fakes.with(none, "cu128", "", Set.of("2.7.1-cpu-linux-x86_64"))).fact())
        .contains("no 2.7.1-cu128-linux-x86_64", "some GB");
    assertThat(only(Fakes.with(none, "", "2.5.1", Set.of("2.7.1-cpu-linux-x86_64"))).isProblem())
        .isTrue();
  }

  /** As LibUtils.downloadPyTorch: the newest build that is no newer than the runtime. */
  @Test
  void aNewerRuntimeTakesTheNewestBuildThatThereIs() {
    for (String runtime : List.of("cu129", "cu130")) {
      Natives newer = Fakes.natives(List.of(), "2.7.1-0.36.0", runtime);
      Natives cached =
          Fakes.indexed(
              Fakes.with(newer, "", "", Set.of("2.7.1-cu128-linux-x86_64")), "cu118", "cu128");
      assertThat(only(cached).text())
          .isEqualTo(
              "ok       libtorch: the jar holds none that fits; the engine cache has"
                  + " 2.7.1-cu128-linux-x86_64");
      assertThat(cached.isUnpacked()).isTrue();
      // without its list DJL would go to the network first, and PYTORCH_FLAVOR spares it that
      Natives unlisted = Fakes.with(newer, "", "", Set.of("2.7.1-cu128-linux-x86_64"));
      assertThat(only(unlisted).isProblem()).isTrue();
      assertThat(
              only(Fakes.with(newer, "cu128", "", Set.of("2.7.1-cu128-linux-x86_64"))).isProblem())
          .isFalse();
    }
    Natives older = Fakes.indexed(Fakes.natives(List.of(), "2.7.1-0.36.0", "cu126"), "cu128");
    assertThat(older.taken()).isEqualTo("cpu");
    assertThat(only(older).fact()).contains("no 2.7.1-cpu-linux-x86_64", "some hundred MB");
  }

  @Test
  void besideAGpuTheBuildForItIsFetched() {
    Natives none = Fakes.natives(List.of(), "2.7.1-0.36.0", "cpu");
    Commands commands = new Commands("linux-x86_64", true, Optional.of(Path.of("/cuda/lib")));
    Finding missing = new NativesVerdict(none, commands, true).findings().get(0);
    assertThat(missing.remedy().lines())
        .contains(
            "PYTORCH_FLAVOR=cu128 java -Djna.library.path=/cuda/lib -jar benchmarks.jar doctor"
                + " --fetch",
            "PYTORCH_FLAVOR=cu128 PYTORCH_LIBRARY_PATH=/folder/of/torch/lib java"
                + " -Djna.library.path=/cuda/lib -jar benchmarks.jar doctor");
  }

  @Test
  void anotherPlatformsIsNone() {
    Finding finding =
        only(
            Fakes.natives(
                List.of(new Natives.Bundled("2.7.1-20250812", "cpu", "osx-aarch64")),
                "2.7.1-0.36.0",
                "cpu"));
    assertThat(finding.isProblem()).isTrue();
    assertThat(finding.fact()).contains("osx-aarch64 is not for linux-x86_64");
    assertThat(finding.remedy()).contains("build the jar on this machine");
  }

  @Test
  void cuda124WithItsOwnLibraryIsWellWhereARuntimeFindsAGpu() {
    // The build tells DJL that its library of 0.32.0 serves 0.36.0.
    assertThat(only(Fakes.natives(List.of(Fakes.CU124), "2.5.1-0.36.0", "cu124")).isProblem())
        .isFalse();
    assertThat(only(Fakes.natives(List.of(Fakes.CU124), "2.5.1-0.36.0", "cu128")).isProblem())
        .isFalse();
    Finding older = only(Fakes.natives(List.of(Fakes.CU124), "2.5.1-0.36.0", "cu121"));
    assertThat(older.isProblem()).isTrue();
    assertThat(older.fact()).contains("passed over", "the CUDA runtime is older: cu121");
    assertThat(only(Fakes.natives(List.of(Fakes.CU124), "2.5.1-0.36.0", "cpu")).fact())
        .contains("passed over", "no CUDA runtime that finds a GPU");
  }

  @Test
  void aLibraryOfAnotherVersionIsAProblem() {
    for (String jni : List.of("2.7.1-0.36.0", "2.5.1-0.32.0", "")) {
      Finding finding = only(Fakes.natives(List.of(Fakes.CU124), jni, "cu124"));
      assertThat(finding.isProblem()).as(jni).isTrue();
      assertThat(finding.fact()).contains("wants 2.5.1-0.36.0", jni.isEmpty() ? "missing" : jni);
    }
  }

  @Test
  void aNamedLibtorchNeedsItsFlavour() {
    Finding unset = only(Fakes.named(Fakes.CUDA_TORCH, ""));
    assertThat(unset.isProblem()).isTrue();
    assertThat(unset.fact()).contains("PYTORCH_FLAVOR is not set");
    assertThat(unset.remedy()).startsWith("PYTORCH_FLAVOR=cu128 ");
    assertThat(only(Fakes.named(Fakes.CPU_TORCH, "")).remedy()).startsWith("PYTORCH_FLAVOR=cpu ");

    Finding wrong = only(Fakes.named(Fakes.CUDA_TORCH, "cu118"));
    assertThat(wrong.isProblem()).isTrue();
    assertThat(wrong.fact()).contains("PYTORCH_FLAVOR=cu118 is none of this jar's: cpu, cu128");

    assertThat(only(Fakes.named(Fakes.CPU_TORCH, "cu128")).isProblem()).isTrue();
    assertThat(only(Fakes.named(Fakes.CUDA_TORCH, "cpu")).verdict())
        .isEqualTo(Finding.Verdict.NOTE);
    assertThat(only(Fakes.named(Fakes.CUDA_TORCH, "cu128")).verdict())
        .isEqualTo(Finding.Verdict.OK);
  }

  @Test
  void aNamedLibtorchOfAnotherVersionIsAProblem() {
    LibraryFolder newer = new LibraryFolder(Fakes.CUDA_TORCH.folder(), "2.10.0+cu128", true, false);
    Finding finding = only(Fakes.named(newer, "cu128"));
    assertThat(finding.isProblem()).isTrue();
    assertThat(finding.fact()).contains("2.10.0+cu128", "is for 2.7.1");
    assertThat(finding.remedy()).contains("install PyTorch 2.7.1");
  }

  @Test
  void aFolderWithoutLibtorchIsPassedOver() {
    List<Finding> findings = all(Fakes.named(null, "cu128"));
    assertThat(findings)
        .extracting(Finding::verdict)
        .containsExactly(Finding.Verdict.NOTE, Finding.Verdict.OK, Finding.Verdict.NOTE);
    assertThat(findings.get(0).fact()).contains("/venv/torch/lib holds no ");
    assertThat(findings.get(2).fact()).contains("cu128 has no effect");
  }

  @Test
  void anotherVersionIsFetched() {
    Finding finding = only(Fakes.with(Fakes.natives(), "", "1.13.1", Set.of()));
    assertThat(finding.isProblem()).isTrue();
    assertThat(finding.remedy()).isEqualTo("unset PYTORCH_VERSION");
    assertThat(only(Fakes.with(Fakes.natives(), "", "2.7.1", Set.of())).isProblem()).isFalse();
  }
}
