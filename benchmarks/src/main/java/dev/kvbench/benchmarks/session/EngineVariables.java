package dev.kvbench.benchmarks.session;

import dev.kvbench.results.run.MachineFacts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Variables of the environment that change which libtorch runs, its kernels, threads or memory. */
public final class EngineVariables {
  private static final Pattern TUNING =
      Pattern.compile(
          // not what a container asks of the driver before it starts, in a thousand characters
          "(?!NVIDIA_REQUIRE_)"
              + "(OMP|GOMP|KMP|MKL|DNNL|ONEDNN|ATEN|TORCH|PYTORCH|CUDA|CUBLAS|CUDNN|NVIDIA|MALLOC)_"
              + "|LD_PRELOAD|LD_LIBRARY_PATH|GLIBC_TUNABLES");

  private EngineVariables() {}

  /** Those that are set, by {@code env.} and their name, for section engine of an environment. */
  public static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    new TreeMap<>(System.getenv())
        .forEach(
            (name, value) -> {
              if (isTuning(name)) {
                facts.put("env." + name, MachineFacts.withoutHome(value));
              }
            });
    return facts;
  }

  /** Whether a variable is one of them, by its name. */
  static boolean isTuning(String name) {
    return TUNING.matcher(name).lookingAt();
  }
}
