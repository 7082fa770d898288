package dev.kvbench.transformer.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import dev.kvbench.transformer.device.Torch;
import java.io.IOException;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InPlaceArrayTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16, 17, 5000})
  void holdsWhatWasWrittenAtAnAlignedAddress(int count) {
    Torch.start(1);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray array =
          InPlaceArray.of(
              new Shape(count),
              manager,
              bytes -> {
                assertThat(bytes.isDirect()).isTrue();
                assertThat(bytes.remaining()).isEqualTo(4 * count);
                assertThat(bytes.alignmentOffset(0, 64)).isZero();
                for (int i = 0; i < count; i++) {
                  bytes.putFloat(i);
                }
              });
      assertThat(FloatBuffer.wrap(array.toFloatArray()).get(count - 1)).isEqualTo(count - 1f);
      assertThat(array.sum().getFloat()).isEqualTo(count * (count - 1f) / 2);
      assertThat(array.getManager()).isSameAs(manager);
    }
  }

  @Test
  void anArrayThatCouldNotBeFilledIsClosed() {
    Torch.start(1);
    try (PtNDManager manager = (PtNDManager) NDManager.newBaseManager()) {
      assertThatThrownBy(
              () ->
                  InPlaceArray.of(
                      new Shape(4),
                      manager,
                      bytes -> {
                        throw new IOException("cut");
                      }))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> InPlaceArray.of(new Shape(4), manager, bytes -> bytes.putFloat(1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("12 bytes were not written");
      assertThat(manager.getManagedArrays()).isEmpty();
    }
  }
}
