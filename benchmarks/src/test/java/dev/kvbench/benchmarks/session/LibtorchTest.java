package dev.kvbench.benchmarks.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class LibtorchTest {
  @Test
  void noNetworkIsToldWithTheWaysOut() {
    Throwable failure =
        new ExceptionInInitializerError(
            new IllegalStateException("Failed to download", new UnknownHostException("host")));
    assertThat(Libtorch.reason(failure))
        .contains("bundles no libtorch", "UnknownHostException: host", "PYTORCH_LIBRARY_PATH")
        .hasLineCount(1);
  }

  @Test
  void aLibtorchForCudaWithoutDriverIsToldWithoutTheCache() {
    Throwable failure =
        new UnsatisfiedLinkError(
            "/torch/lib/libcaffe2_nvrtc.so: libcuda.so.1: cannot open shared object file: No such"
                + " file or directory");
    assertThat(Libtorch.reason(failure))
        .contains("for CUDA and needs NVIDIA's driver", "unset PYTORCH_LIBRARY_PATH", "normal jar")
        .doesNotContain("deleted")
        .hasLineCount(1);
  }

  @Test
  void anUnusableCacheIsToldWithItsFolders() {
    assertThat(
            Libtorch.reason(
                new RuntimeException(
                    "Failed to load", new java.nio.file.AccessDeniedException("/x\nand more"))))
        .contains("AccessDeniedException: /x", "ENGINE_CACHE_DIR")
        .hasLineCount(1);
  }
}
