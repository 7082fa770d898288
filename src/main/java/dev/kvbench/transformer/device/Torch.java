package dev.kvbench.transformer.device;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** libtorch in this process: starting it, its devices and the facts about it. */
public final class Torch {
  private Torch() {}

  /**
   * Starts libtorch, once a process, and readies the calling thread: gradients are recorded by
   * thread, and decoding needs none.
   *
   * @param threads intra-op threads; 0 for libtorch's own choice, the physical cores
   * @throws EngineException when the native libraries cannot be found, fetched or loaded
   */
  public static void start(int threads) {
    if (threads < 0) {
      throw new IllegalArgumentException("threads must not be negative: " + threads);
    }
    System.setProperty("OPT_OUT_TRACKING", "true"); // DJL would report its start to its makers
    if (Engine.getEngine("PyTorch") == null) {
      throw new EngineException("no PyTorch engine on the class path");
    }
    if (threads > 0) {
      JniUtils.setNumThreads(threads);
    }
    JniUtils.setGradMode(false);
  }

  /**
   * Whether TorchScript is to fuse operations into kernels of its own on the calling thread, as it
   * does by default. It compiles them anew for each shape, which takes longer than a short script.
   */
  public static void optimise(boolean on) {
    JniUtils.setGraphExecutorOptimize(on);
  }

  /** Intra-op threads in use. */
  public static int threads() {
    return JniUtils.getNumThreads();
  }

  /** Whether this libtorch could compute on a CUDA device, if there were one. */
  public static boolean builtForCuda() {
    return LibtorchFolder.isForCuda(folder());
  }

  /**
   * Whether this libtorch sees a CUDA device: it says so of the moment, not of how it was built.
   */
  public static boolean seesCuda() {
    return JniUtils.getFeatures().contains("CUDA");
  }

  /**
   * Whether this libtorch and DJL both see a CUDA device of this machine. That it computes there is
   * not tried.
   */
  public static boolean cudaWorks() {
    return seesCuda() && CudaUtils.getGpuCount() > 0;
  }

  /**
   * The device of that name.
   *
   * @param name {@code cpu}, {@code cuda}, or {@code auto} for CUDA where it works
   * @throws IllegalArgumentException for any other name, and for CUDA where it does not work
   */
  public static Device device(String name) {
    return switch (name) {
      case "cpu" -> Device.cpu();
      case "cuda" -> {
        if (!cudaWorks()) {
          throw new IllegalArgumentException(
              "device cuda: this libtorch ("
                  + version()
                  + ") finds no CUDA device on this machine; use device cpu, or see what"
                  + " doctor --device cuda says");
        }
        yield Device.gpu();
      }
      case "auto" -> cudaWorks() ? Device.gpu() : Device.cpu();
      default ->
          throw new IllegalArgumentException(
              "unknown device '" + name + "'; there are auto, cpu, cuda");
    };
  }

  /** The name that {@link #device} takes for a device. */
  public static String name(Device device) {
    return device.isGpu() ? "cuda" : "cpu";
  }

  /** libtorch's version. */
  public static String version() {
    return Engine.getEngine("PyTorch").getVersion();
  }

  /**
   * Runs something under libtorch's profiler.
   *
   * @param trace file that takes every operation called meanwhile, in Chrome's trace event format
   */
  public static void profile(Runnable work, Path trace) {
    JniUtils.startProfile(false, false, false);
    try {
      work.run();
    } finally {
      JniUtils.stopProfile(trace.toString());
    }
  }

  /** What a result depends on: versions, threads, CUDA devices. */
  public static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("djl", Engine.getDjlVersion());
    facts.put("libtorch", version());
    facts.put("threads", Integer.toString(threads()));
    facts.put("interopThreads", Integer.toString(JniUtils.getNumInteropThreads()));
    facts.put("cuda", Boolean.toString(cudaWorks()));
    if (cudaWorks()) {
      facts.putAll(cudaFacts());
    }
    return facts;
  }

  /** Those that only a GPU has: a run on a CPU keeps the names that runs on CPUs always had. */
  public static Map<String, String> cudaFacts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("libtorch.build", build());
    facts.put("djl.library", library());
    int runtime = CudaUtils.getCudaVersion(); // 12080 is 12.8
    facts.put("cudart.version", runtime / 1000 + "." + runtime / 10 % 100);
    facts.put("cuda.devices", Integer.toString(CudaUtils.getGpuCount()));
    facts.put("cuda.computeCapability", CudaUtils.getComputeCapability(0));
    return facts;
  }

  /** libtorch's version and what it was built for, for example 2.7.1+cu128; else unknown. */
  public static String build() {
    String version = LibtorchFolder.version(folder());
    return version.isEmpty() ? "unknown" : version;
  }

  /** The version of DJL's own library in the jar, for example 2.7.1-0.36.0; else unknown. */
  public static String library() {
    Properties properties = new Properties();
    try (InputStream in = Torch.class.getResourceAsStream("/jnilib/pytorch.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("made_for", "unknown");
  }

  /** The folder that it was loaded from. */
  public static Path folder() {
    return Path.of(LibUtils.getLibtorchPath());
  }
}
