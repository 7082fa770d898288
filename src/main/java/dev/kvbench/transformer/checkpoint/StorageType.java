package dev.kvbench.transformer.checkpoint;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Element types of PyTorch's storages, by the names of torch's classes. */
enum StorageType {
  FLOAT("FloatStorage", 4),
  HALF("HalfStorage", 2),
  BFLOAT16("BFloat16Storage", 2),
  DOUBLE("DoubleStorage", 8),
  // Of masks, which are passed over.
  LONG("LongStorage", 8),
  INT("IntStorage", 4),
  SHORT("ShortStorage", 2),
  CHAR("CharStorage", 1),
  BYTE("ByteStorage", 1),
  BOOL("BoolStorage", 1);

  private final String torchName;
  private final int bytes;

  StorageType(String torchName, int bytes) {
    this.torchName = torchName;
    this.bytes = bytes;
  }

  /** The type of {@code torch.NAME}. */
  static Optional<StorageType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.torchName.equals(name)).findFirst();
  }

  String torchName() {
    return torchName;
  }

  /** Bytes of an element. */
  int bytes() {
    return bytes;
  }

  boolean isFloating() {
    return this == FLOAT || this == HALF || this == BFLOAT16 || this == DOUBLE;
  }

  /**
   * An element as float32; a double is rounded, the others are exact. Converted here, because a
   * BF16 array in Java aborts the process.
   *
   * @param storage in the byte order of its file
   */
  float floatAt(ByteBuffer storage, int index) {
    return switch (this) {
      case FLOAT -> storage.getFloat(4 * index);
      case HALF -> half(storage.getShort(2 * index));
      case BFLOAT16 -> Float.intBitsToFloat(storage.getShort(2 * index) << 16);
      case DOUBLE -> (float) storage.getDouble(8 * index);
      default -> throw new IllegalStateException(torchName + " is not of floats");
    };
  }

  /** IEEE 754 binary16, which Java reads from version 20 on only. */
  private static float half(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) {
      return Math.copySign(fraction * 0x1p-24f, bits); // zero or subnormal
    }
    int sign = (bits & 0x8000) << 16;
    int widened = exponent == 0x1f ? 0xff : exponent + (127 - 15);
    return Float.intBitsToFloat(sign | (widened << 23) | (fraction << 13));
  }
}
