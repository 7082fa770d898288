package dev.kvbench.benchmarks.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Machines that are not here. */
final class Fakes {
  static final Natives.Bundled CPU = new Natives.Bundled("2.7.1-20250812", "cpu", "linux-x86_64");
  static final Natives.Bundled CU124 =
      new Natives.Bundled("2.5.1-20241217", "cu124", "linux-x86_64");
  static final LibraryFolder CUDA_TORCH =
      new LibraryFolder(Path.of("/venv/torch/lib"), "2.7.1+cu128", true, false);
  static final LibraryFolder CPU_TORCH =
      new LibraryFolder(Path.of("/venv/torch/lib"), "2.7.1+cpu", false, false);

  static final Answer CPU_ANSWER = new Answer("cpu", "eager", "float32", 1e-7, 1e-4, "");
  static final Answer GPU_ANSWER = new Answer("cuda", "eager", "float32", 1e-7, 1e-4, "");

  private Fakes() {}

  /** The jar as it is built, on Linux. */
  static Natives natives() {
    return natives(List.of(CPU), "2.7.1-0.36.0", "cpu");
  }

  static Natives natives(List<Natives.Bundled> bundled, String jni, String runtime) {
    return new Natives(
        "linux-x86_64",
        bundled,
        jni,
        jni.startsWith("2.7.1") ? Set.of("cpu", "cu128") : Set.of("cpu", "cu124"),
        "0.36.0",
        "2.7.1",
        "",
        Optional.empty(),
        "",
        "",
        Set.of(),
        Set.of(),
        runtime);
  }

  /** With PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR. */
  static Natives named(LibraryFolder folder, String flavour) {
    Natives n = natives();
    return new Natives(
        n.platform(),
        n.bundled(),
        n.jniVersion(),
        new java.util.TreeSet<>(n.jniFlavours()),
        n.engine(),
        n.meant(),
        "/venv/torch/lib",
        Optional.ofNullable(folder),
        flavour,
        "",
        Set.of(),
        Set.of(),
        n.runtimeFlavour());
  }

  static Natives with(Natives n, String flavour, String version, Set<String> cached) {
    return new Natives(
        n.platform(),
        n.bundled(),
        n.jniVersion(),
        n.jniFlavours(),
        n.engine(),
        n.meant(),
        n.libraryPath(),
        n.named(),
        flavour,
        version,
        cached,
        n.indexed(),
        n.runtimeFlavour());
  }

  /** With DJL's list of builds for CUDA in its cache. */
  static Natives indexed(Natives n, String... flavours) {
    return new Natives(
        n.platform(),
        n.bundled(),
        n.jniVersion(),
        n.jniFlavours(),
        n.engine(),
        n.meant(),
        n.libraryPath(),
        n.named(),
        n.flavour(),
        n.version(),
        n.cached(),
        Set.of(flavours),
        n.runtimeFlavour());
  }

  /** On Linux, where CUDA's runtime is found if one is needed. */
  static Commands commands() {
    return new Commands("linux-x86_64", false, Optional.empty());
  }

  /** A libtorch that runs, on a machine whose CUDA runtime told these facts. */
  static EngineReport engine(boolean builtForCuda, boolean works, Map<String, String> cudart) {
    Map<String, String> facts = new java.util.LinkedHashMap<>(cudart);
    facts.put("libtorch", "2.7.1");
    facts.put("djl", "0.36.0");
    facts.put("threads", "2");
    facts.put("cuda", Boolean.toString(works));
    facts.put(EngineReport.BUILT_FOR_CUDA, Boolean.toString(builtForCuda));
    if (works) {
      facts.put("cuda.computeCapability", "90");
      facts.put(EngineReport.AWAITED, "cuda::synchronize");
    }
    return new EngineReport(facts, works ? List.of(CPU_ANSWER, GPU_ANSWER) : List.of(), "");
  }
}
