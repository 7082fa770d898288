package dev.kvbench.benchmarks.session;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.run.MachineFacts;
import dev.kvbench.transformer.device.MachineProfile;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.script.LinearKernels;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * libtorch in the command's own process: starts it, or says in one line why it cannot, and names
 * what changes it.
 */
public final class Libtorch {
  /** What exceptions say where DJL would have to fetch a library, and cannot. */
  private static final Pattern OFFLINE =
      Pattern.compile("(UnknownHost|Connect|NoRouteToHost|SocketTimeout)Exception|ffline mode");

  /** NVIDIA's driver, as a process loads it. */
  private static final String DRIVER = "libcuda.so.1";

  /** Where jars have DJL's library, a folder a build of libtorch. */
  private static final String BUILD = "not found in classpath: jnilib/";

  private static final Pattern TUNING =
      Pattern.compile(
          // not what a container asks of the driver before it starts, in a thousand characters
          "(?!NVIDIA_REQUIRE_)"
              + "(OMP|GOMP|KMP|MKL|DNNL|ONEDNN|ATEN|TORCH|PYTORCH|CUDA|CUBLAS|CUDNN|NVIDIA|MALLOC)_"
              + "|LD_PRELOAD|LD_LIBRARY_PATH|GLIBC_TUNABLES");

  private Libtorch() {}

  /**
   * Starts libtorch. Kernels that the user has pinned are tried, those of a run are not: each of
   * its JVMs would try them again.
   *
   * @throws InputException when its native libraries are neither here nor to be had, or the user
   *     has pinned kernels that do not run here
   */
  public static void start() {
    try {
      Torch.start(0);
    } catch (RuntimeException | LinkageError | AssertionError e) {
      // DJL wraps trouble with its libraries in all of these, the class initialiser's in the last.
      throw new InputException(reason(e), e);
    }
    String pinned = System.getProperty(MachineProfile.PROPERTY);
    if (pinned != null && !Subprocess.isOfKvbench()) {
      try {
        LinearKernels.check(Path.of(pinned));
      } catch (IllegalArgumentException e) {
        throw new InputException(e.getMessage(), e);
      }
    }
  }

  static String reason(Throwable failure) {
    Throwable cause = failure;
    boolean download = OFFLINE.matcher(String.valueOf(cause)).find();
    while (cause.getCause() != null) {
      cause = cause.getCause();
      download |= OFFLINE.matcher(String.valueOf(cause)).find();
    }
    String detail = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    if (download) {
      return String.format(
          "this jar bundles no libtorch for %s %s and it cannot be fetched (%s: %s); build the jar"
              + " on this machine, go online once, or set PYTORCH_LIBRARY_PATH to an installed"
              + " libtorch",
          System.getProperty("os.name"),
          System.getProperty("os.arch"),
          cause.getClass().getSimpleName(),
          detail);
    }
    if (detail.contains(DRIVER)) {
      return "this libtorch is for CUDA and needs NVIDIA's driver, even to compute on the CPU ("
          + detail
          + "); where there is none, unset PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR, and take the"
          + " normal jar";
    }
    if (detail.contains(BUILD)) {
      return "this jar has no library of DJL's for this build of libtorch ("
          + detail
          + "); PYTORCH_FLAVOR names one that it has: cpu, or cu128 for CUDA";
    }
    return String.format(
        "libtorch cannot be loaded (%s: %s); its copy lies in the folder that ENGINE_CACHE_DIR,"
            + " DJL_CACHE_DIR or ~/.djl.ai names, which must be writable and not mounted noexec,"
            + " and may be deleted",
        cause.getClass().getSimpleName(), detail);
  }

  /**
   * Variables of the environment that change which libtorch runs, its kernels, threads or memory,
   * by {@code env.} and their name, for section engine of an environment.
   */
  public static Map<String, String> variables() {
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
