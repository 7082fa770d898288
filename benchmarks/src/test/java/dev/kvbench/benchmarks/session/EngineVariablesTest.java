package dev.kvbench.benchmarks.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EngineVariablesTest {
  @Test
  void whatChangesAMeasurementIsKeptAndNothingElse() {
    assertThat(
            List.of(
                "OMP_NUM_THREADS",
                "MKL_CBWR",
                "PYTORCH_FLAVOR",
                "CUDA_VISIBLE_DEVICES",
                "NVIDIA_TF32_OVERRIDE",
                "NVIDIA_VISIBLE_DEVICES",
                "LD_PRELOAD",
                "GLIBC_TUNABLES"))
        .allMatch(EngineVariables::isTuning);
    assertThat(List.of("HOME", "AWS_SECRET", "MY_OMP_NUM_THREADS", "NVIDIA_REQUIRE_CUDA"))
        .noneMatch(EngineVariables::isTuning);
  }
}
