package dev.kvbench.transformer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class StorageTypeTest {
  /** All 65536, by the definition of the format. */
  @Test
  void readsEveryHalf() {
    ByteBuffer bytes = ByteBuffer.allocate(2);
    for (int bits = 0; bits < 1 << 16; bits++) {
      bytes.putShort(0, (short) bits);
      float actual = StorageType.HALF.floatAt(bytes, 0);
      int exponent = (bits >> 10) & 31;
      int fraction = bits & 1023;
      double size =
          switch (exponent) {
            case 0 -> fraction / 1024.0 * Math.pow(2, -14);
            case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> (1 + fraction / 1024.0) * Math.pow(2, exponent - 15);
          };
      double expected = bits < 1 << 15 ? size : -size;
      assertThat(Float.compare(actual, (float) expected)).as("%04x", bits).isZero();
    }
  }

  @Test
  void readsBfloat16AsTheUpperHalfOfAFloat() {
    ByteBuffer bytes = ByteBuffer.allocate(4).putShort((short) 0x3f80).putShort((short) 0xc2f7);
    assertThat(StorageType.BFLOAT16.floatAt(bytes, 0)).isEqualTo(1);
    assertThat(StorageType.BFLOAT16.floatAt(bytes, 1)).isEqualTo(-123.5f);
  }

  @Test
  void roundsADouble() {
    ByteBuffer bytes = ByteBuffer.allocate(16).putDouble(0).putDouble(0.1);
    assertThat(StorageType.DOUBLE.floatAt(bytes, 1)).isEqualTo(0.1f);
  }

  @Test
  void hasNoFloatsOfOtherTypes() {
    assertThatIllegalStateException()
        .isThrownBy(() -> StorageType.LONG.floatAt(ByteBuffer.allocate(8), 0))
        .withMessage("LongStorage is not of floats");
    assertThat(StorageType.named("ComplexFloatStorage")).isEmpty();
  }
}
