package dev.kvbench.benchmarks.doctor;

import java.util.Locale;
import java.util.Set;

/**
 * The instructions that libtorch's own kernels use. It does not tell Java; here its rule is applied
 * to the processor's flags (aten/src/ATen/native/DispatchStub.cpp of PyTorch 2.7). oneDNN and
 * XNNPACK look for themselves and may use more.
 */
final class Simd {
  private static final Set<String> AVX2 = Set.of("avx2", "fma");
  private static final Set<String> AVX512 =
      Set.of("avx2", "fma", "avx512f", "avx512vl", "avx512bw", "avx512dq");

  private Simd() {}

  /**
   * The level in words.
   *
   * @param arch as Java names it
   * @param flags of the processor, in small letters; empty where the system does not tell
   * @param capability of the environment, ATEN_CPU_CAPABILITY; null where it is not set
   */
  static String level(String arch, Set<String> flags, String capability) {
    if (arch.equals("aarch64")) {
      return "NEON" + (flags.contains("sve") ? " or SVE" : "");
    }
    if (flags.isEmpty()) {
      return "SIMD unknown";
    }
    String most = flags.containsAll(AVX512) ? "AVX-512" : flags.containsAll(AVX2) ? "AVX2" : "SSE";
    String asked =
        switch (capability == null ? "" : capability.toLowerCase(Locale.ROOT)) {
          case "default" -> "SSE";
          case "avx2" -> most.equals("SSE") ? most : "AVX2";
          default -> most;
        };
    return asked.equals(most) ? most : asked + " (by ATEN_CPU_CAPABILITY; it has " + most + ")";
  }
}
