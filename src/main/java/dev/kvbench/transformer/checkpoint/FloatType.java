package dev.kvbench.transformer.checkpoint;

import ai.djl.util.Float16Utils;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Floating-point numbers as files store them, by safetensors' name and by that of torch's storage.
 * All are read as float32, here and not in libtorch, because a BF16 array in Java aborts the
 * process.
 */
enum FloatType {
  F32("FloatStorage", 4),
  F16("HalfStorage", 2),
  BF16("BFloat16Storage", 2),
  F64("DoubleStorage", 8);

  private final String storage;
  private final int bytes;

  FloatType(String storage, int bytes) {
    this.storage = storage;
    this.bytes = bytes;
  }

  /** The type that a safetensors file names; null if that is none of these. */
  static FloatType ofSafetensors(String dtype) {
    return first(type -> type.name().equals(dtype));
  }

  /** The type of a storage of torch's; null if that is none of these. */
  static FloatType ofTorch(String storage) {
    return first(type -> type.storage.equals(storage));
  }

  private static FloatType first(Predicate<FloatType> wanted) {
    return Arrays.stream(values()).filter(wanted).findFirst().orElse(null);
  }

  /** Bytes of a number. */
  int bytes() {
    return bytes;
  }

  /** The number at an index, counted in numbers, of little-endian bytes. */
  float at(ByteBuffer numbers, int index) {
    int at = bytes * index;
    return switch (this) {
      case F32 -> numbers.getFloat(at);
      case F16 -> Float16Utils.halfToFloat(numbers.getShort(at));
      case BF16 -> Float.intBitsToFloat(numbers.getShort(at) << 16);
      case F64 -> (float) numbers.getDouble(at);
    };
  }
}
