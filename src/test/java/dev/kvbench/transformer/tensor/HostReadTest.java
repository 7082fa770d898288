package dev.kvbench.transformer.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.kvbench.transformer.WithManager;
import org.junit.jupiter.api.Test;

class HostReadTest extends WithManager {
  /** A copy that the reading makes, as DJL does of an array on a GPU, goes with it. */
  @Test
  void readingLeavesNothingBehind() {
    try (NDArray array = manager.create(new float[] {1, 2})) {
      NDArray[] copy = new NDArray[1];
      float[] read =
          HostRead.scoped(
              array,
              one -> {
                copy[0] = one.toDevice(Device.cpu(), true);
                return copy[0].toFloatArray();
              });
      assertThat(read).containsExactly(1, 2);
      assertThat(copy[0].isReleased()).isTrue();
      assertThat(arrays()).isEqualTo(1);
      assertThat(array.getManager()).isSameAs(manager);
      assertThat(HostRead.floats(array)).containsExactly(1, 2);
      assertThat(HostRead.bytes(array).remaining()).isEqualTo(8);
    }
  }
}
