package dev.kvbench.benchmarks.doctor;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * NVIDIA's CUDA runtime, by the name under which DJL looks for it: without one DJL sees no GPU.
 * What it answers where there is a GPU was read in its manual, and tested with a stand-in only.
 */
final class CudaRuntime {
  static final String PATH = "cudart.path";
  static final String VERSION = "cudart.number";
  static final String DRIVER = "cudart.driver";
  static final String COUNT = "cudart.count";
  static final String TROUBLE = "cudart.trouble";

  /** Number of its error; missing where it could not be asked. */
  static final String ERROR = "cudart.error";

  /** Ten times the first GPU's compute capability. */
  static final String CAPABILITY = "cudart.capability";

  /** Whether the driver's library can be loaded, on Linux. */
  static final String DRIVER_LOADS = "driver.loads";

  /** CUDA_VISIBLE_DEVICES, where it is set. */
  static final String VISIBLE = "cuda.visible";

  private static final int MAJOR = 75; // cudaDevAttrComputeCapabilityMajor
  private static final int MINOR = 76;

  private CudaRuntime() {}

  /**
   * Loads it and asks it.
   *
   * @return its path, its version, the newest that the driver takes, how many GPUs it finds and
   *     what the first one is, or why it cannot tell; by the names above
   */
  static Map<String, String> ask() {
    Map<String, String> facts = new LinkedHashMap<>();
    if (System.getProperty("os.name", "").equals("Linux")) {
      facts.put(DRIVER_LOADS, Boolean.toString(loads("libcuda.so.1")));
    }
    String visible = System.getenv("CUDA_VISIBLE_DEVICES");
    if (visible != null) {
      facts.put(VISIBLE, visible);
    }
    try {
      NativeLibrary library = NativeLibrary.getInstance(name());
      facts.put(PATH, library.getFile() == null ? "cudart" : library.getFile().getPath());
      number(library, "cudaRuntimeGetVersion", facts, VERSION);
      number(library, "cudaDriverGetVersion", facts, DRIVER);
      number(library, "cudaGetDeviceCount", facts, COUNT);
      if (!facts.getOrDefault(COUNT, "0").equals("0")) {
        capability(library).ifPresent(number -> facts.put(CAPABILITY, Integer.toString(number)));
      }
    } catch (LinkageError e) {
      facts.put(TROUBLE, "no libcudart can be loaded");
    }
    return facts;
  }

  private static boolean loads(String name) {
    try {
      NativeLibrary.getInstance(name);
      return true;
    } catch (LinkageError e) {
      return false;
    }
  }

  private static OptionalInt capability(NativeLibrary library) {
    int[] major = new int[1];
    int[] minor = new int[1];
    Function attribute = library.getFunction("cudaDeviceGetAttribute");
    return attribute.invokeInt(new Object[] {major, MAJOR, 0}) == 0
            && attribute.invokeInt(new Object[] {minor, MINOR, 0}) == 0
        ? OptionalInt.of(10 * major[0] + minor[0])
        : OptionalInt.empty();
  }

  private static String name() {
    return System.getProperty("os.name", "").startsWith("Win")
        ? windowsName(System.getenv("CUDA_PATH"), System.getenv("PATH"))
        : "cudart";
  }

  /** Windows has the version in the name; the first in CUDA_PATH, then PATH, as DJL searches. */
  static String windowsName(String cudaPath, String path) {
    List<String> folders = new ArrayList<>();
    if (cudaPath != null) {
      folders.add(new File(cudaPath, "bin").getPath());
    }
    folders.addAll(Arrays.asList((path == null ? "" : path).split(File.pathSeparator, -1)));
    return folders.stream()
        .map(folder -> new File(folder).list((in, name) -> name.matches("cudart64_\\d+\\.dll")))
        .filter(names -> names != null && names.length > 0)
        .map(names -> names[0].replace(".dll", ""))
        .findFirst()
        .orElse("cudart");
  }

  private static void number(
      NativeLibrary library, String name, Map<String, String> facts, String key) {
    int[] value = new int[1];
    int error = library.getFunction(name).invokeInt(new Object[] {value});
    if (error == 0) {
      facts.put(key, Integer.toString(value[0]));
    } else {
      Function explain = library.getFunction("cudaGetErrorString");
      facts.put(ERROR, Integer.toString(error));
      facts.put(TROUBLE, explain.invokeString(new Object[] {error}, false) + " (" + error + ")");
    }
  }

  /** cu and the version as DJL writes it: 12080 is cu128; cpu where no GPU is found. */
  static String flavour(Map<String, String> facts) {
    int version = Integer.parseInt(facts.getOrDefault(VERSION, "0"));
    return version == 0 || facts.getOrDefault(COUNT, "0").equals("0")
        ? "cpu"
        : String.format("cu%02d%d", version / 1000, version / 10 % 10);
  }
}
