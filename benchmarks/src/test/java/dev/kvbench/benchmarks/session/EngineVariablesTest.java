package dev.kvbench.benchmarks.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineVariablesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "OMP_NUM_THREADS",
        "MKL_CBWR",
        "PYTORCH_FLAVOR",
        "CUDA_VISIBLE_DEVICES",
        "NVIDIA_TF32_OVERRIDE",
        "NVIDIA_VISIBLE_DEVICES",
        "LD_PRELOAD",
        "GLIBC_TUNABLES"
      })
  void whatChangesAMeasurementIsKept(String name) {
    assertThat(EngineVariables.isTuning(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HOME", "AWS_SECRET", "MY_OMP_NUM_THREADS", "NVIDIA_REQUIRE_CUDA"})
  void anythingElseIsNot(String name) {
    assertThat(EngineVariables.isTuning(name)).isFalse();
  }
}
