package dev.kvbench.transformer.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchTest {
  @BeforeEach
  void start() {
    Torch.start(0);
  }

  @Test
  void namesOfDevices() {
    assertThat(Torch.device("cpu")).isEqualTo(Device.cpu());
    assertThat(Torch.name(Device.cpu())).isEqualTo("cpu");
    assertThat(Torch.name(Device.gpu())).isEqualTo("cuda");
    assertThat(Torch.name(Torch.device("auto"))).isEqualTo(Torch.cudaWorks() ? "cuda" : "cpu");
  }

  @Test
  void cudaIsRefusedWhereItDoesNotWork() {
    assumeFalse(Torch.cudaWorks(), "this machine has CUDA");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Torch.device("cuda"))
        .withMessageStartingWith("device cuda: ")
        .withMessageContaining(Torch.version())
        .withMessageContaining("use device cpu")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void cudaIsTakenWhereItWorks() {
    assumeTrue(Torch.cudaWorks(), "this machine has no CUDA");
    assertThat(Torch.device("cuda").isGpu()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "CPU", "cuda:0"})
  void anUnknownDeviceListsThoseThereAre(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Torch.device(name))
        .withMessage("unknown device '" + name + "'; there are auto, cpu, cuda");
  }

  @Test
  void startsWithSoManyThreads() {
    int before = Torch.threads();
    try {
      Torch.start(1);
      assertThat(Torch.threads()).isEqualTo(1);
      Torch.start(0); // keeps what there is
      assertThat(Torch.threads()).isEqualTo(1);
    } finally {
      Torch.start(before);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Torch.start(-1))
        .withMessage("threads must not be negative: -1");
  }

  @Test
  void startStopsTheRecordingOfGradientsOnItsThread() {
    JniUtils.setGradMode(true);
    Torch.start(0);
    assertThat(JniUtils.isGradMode()).isFalse();
  }
}
