package dev.kvbench.transformer.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.WithManager;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InPlaceArrayTest extends WithManager {
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16, 17, 5000})
  void holdsWhatWasWrittenAtAnAlignedAddress(int count) {
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
    assertThat(array.toFloatArray()).endsWith(count - 1f);
    assertThat(array.sum().getFloat()).isEqualTo(count * (count - 1f) / 2);
    assertThat(array.getManager()).isSameAs(manager);
  }

  @Test
  void anArrayThatCouldNotBeFilledIsClosed() {
    InPlaceArray.Filler<IOException> cut =
        bytes -> {
          throw new IOException("cut");
        };
    assertThatThrownBy(() -> InPlaceArray.of(new Shape(4), manager, cut)).hasMessage("cut");
    assertThatThrownBy(() -> InPlaceArray.of(new Shape(4), manager, bytes -> bytes.putFloat(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("12 bytes were not written");
    assertThat(arrays()).isZero();
  }
}
