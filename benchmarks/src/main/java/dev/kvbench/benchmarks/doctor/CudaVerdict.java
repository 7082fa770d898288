package dev.kvbench.benchmarks.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether CUDA works, what is missing if not, and which of the ways to it applies to this machine.
 * Its advice comes from the sources of DJL and libtorch; no GPU was there to try it on.
 *
 * @param gpus what can be seen of them
 * @param natives the libtorches within reach
 * @param engine what libtorch and CUDA's runtime told
 * @param python the PyTorch of the Python on the path
 */
record CudaVerdict(
    Gpus gpus, Natives natives, EngineReport engine, Optional<LibraryFolder> python) {
  private static final String SUBJECT = "CUDA";

  /** Where there are builds of libtorch for CUDA that DJL has a library for. */
  private static final List<String> PLATFORMS = List.of("linux-x86_64", "win-x86_64");

  /** Oldest driver for any CUDA 12, by NVIDIA's table of minor version compatibility. */
  private static final int OLDEST_DRIVER = 525;

  private static final String DOCTOR = " -jar benchmarks.jar doctor --device cuda";

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(gpu());
    if (hasDriver() || engine.facts().containsKey(CudaRuntime.PATH)) {
      findings.add(runtime());
    }
    findings.add(cuda());
    return findings;
  }

  /** GPUs that CUDA's runtime finds: on WSL neither the bus nor the driver's files show them. */
  private int found() {
    return Integer.parseInt(engine.facts().getOrDefault(CudaRuntime.COUNT, "0"));
  }

  private boolean hasDriver() {
    return gpus.hasDriver() || found() > 0;
  }

  private Finding gpu() {
    if (!gpus.hasDriver() && found() > 0) {
      return Finding.ok("GPU", "seen by CUDA's runtime only: " + found());
    }
    if (!gpus.any()) {
      return Finding.ok("GPU", "no NVIDIA GPU seen: device cpu");
    }
    String names =
        gpus.names().isEmpty() ? gpus.onBus() + " of NVIDIA's" : String.join(", ", gpus.names());
    if (!gpus.hasDriver()) {
      return Finding.note(
          "GPU",
          names + ", but NVIDIA's driver is not loaded",
          "install NVIDIA's driver, version "
              + OLDEST_DRIVER
              + " or newer; in a container, start"
              + " it with its GPUs (docker run --gpus all)");
    }
    if (major(gpus.driver()) < OLDEST_DRIVER) {
      return Finding.note(
          "GPU",
          names + ", driver " + gpus.driver() + ", which is older than CUDA 12 needs",
          "install NVIDIA's driver, version " + OLDEST_DRIVER + " or newer");
    }
    return Finding.ok("GPU", names + ", driver " + gpus.driver());
  }

  private static int major(String version) {
    String digits = version.replaceFirst("\\D.*", "");
    return digits.matches("\\d{1,6}") ? Integer.parseInt(digits) : 0;
  }

  private Finding runtime() {
    Map<String, String> facts = engine.facts();
    String path = facts.get(CudaRuntime.PATH);
    String trouble = facts.getOrDefault(CudaRuntime.TROUBLE, "");
    if (path == null) {
      return Finding.note(
          "libcudart",
          gpus.runtimes().isEmpty()
              ? "there is none where it can be loaded from"
              : "it cannot be loaded by its name, but there is " + gpus.runtimes().get(0),
          withRuntime());
    }
    if (!trouble.isEmpty()) {
      return Finding.note(
          "libcudart",
          path + ", which says: " + trouble,
          "bring the driver up to date, or take a CUDA runtime that is no newer than it");
    }
    return Finding.ok(
        "libcudart",
        String.format(
            "%s, version %s, GPUs found: %d",
            path, version(facts.get(CudaRuntime.VERSION)), found()));
  }

  /** 12080 is 12.8. */
  private static String version(String number) {
    int version = Integer.parseInt(number == null ? "0" : number);
    return version / 1000 + "." + version / 10 % 100;
  }

  /** How to let DJL find a runtime. */
  private String withRuntime() {
    Optional<Path> folder = runtimeFolder();
    return folder.isPresent()
        ? java() + " -jar benchmarks.jar ..."
        : "install NVIDIA's CUDA 12 runtime (package cuda-cudart-12-8, or nvidia-cuda-runtime-cu12"
            + " of pip), and name the folder of libcudart.so.12:\n"
            + java()
            + " -jar benchmarks.jar ...";
  }

  private Optional<Path> runtimeFolder() {
    if (!gpus.runtimes().isEmpty()) {
      return Optional.ofNullable(gpus.runtimes().get(0).getParent());
    }
    return python
        .map(torch -> torch.folder().resolve("../../nvidia/cuda_runtime/lib").normalize())
        .filter(folder -> !Gpus.runtimes(List.of(folder)).isEmpty());
  }

  private Finding cuda() {
    if (engine.cudaWorks()) {
      return Finding.ok(
          SUBJECT,
          String.format(
              "works, compute capability %s, %s; the host waits by %s",
              engine.facts().getOrDefault("cuda.computeCapability", "unknown"),
              way(),
              engine.facts().getOrDefault(EngineReport.WAITS_BY, "unknown means")));
    }
    if (!gpus.any() && !hasDriver()) {
      return engine.builtForCuda()
          ? Finding.note(
              SUBJECT,
              "this libtorch was built for it, but finds no GPU; suites run on device cpu",
              "")
          : Finding.ok(SUBJECT, "not for this machine; suites run on device cpu");
    }
    if (!PLATFORMS.contains(natives.platform())) {
      return Finding.note(
          SUBJECT, "DJL has no CUDA build of libtorch for " + natives.platform(), "use device cpu");
    }
    if (!hasDriver()) {
      return Finding.note(SUBJECT, "needs the driver first; suites run on device cpu", "");
    }
    String fact =
        !engine.started()
            ? "no libtorch is started, so none for it either"
            : engine.builtForCuda()
                ? "this libtorch was built for it, but finds no GPU: see libcudart above"
                : "the libtorch that DJL takes knows the CPU only; suites run on device cpu";
    return Finding.note(SUBJECT, fact, String.join("\n", ways()));
  }

  private String way() {
    return natives.named().isPresent()
        ? "by PYTORCH_LIBRARY_PATH"
        : natives.matching().isPresent() ? "by the jar's libtorch" : "by a libtorch in the cache";
  }

  /** Commands, the way that needs least first. */
  private List<String> ways() {
    List<String> ways = new ArrayList<>();
    Optional<LibraryFolder> fitting =
        python.filter(
            torch -> torch.hasCuda() && Natives.base(torch.version()).equals(natives.meant()));
    if (fitting.isPresent()) {
      ways.add("applies here, with the PyTorch " + fitting.get().version() + " of python3:");
      ways.add(named(fitting.get().folder().toString()));
    }
    ways.add(
        fitting.isPresent()
            ? "or with libtorch cu128 that DJL fetches:"
            : "applies here, if the network is up: let DJL fetch libtorch cu128, some GB:");
    if (!natives.bundled().isEmpty()) { // else it is such a jar already
      ways.add("./mvnw -DskipTests -Pcuda clean package");
    }
    ways.add("PYTORCH_FLAVOR=cu128 " + java() + DOCTOR + " --fetch");
    if (fitting.isEmpty()) {
      ways.add("or install PyTorch " + natives.meant() + "+cu128 (pip), with the same jar, and:");
      ways.add(named("…/site-packages/torch/lib"));
    }
    ways.add(
        "or where Maven's repository alone can be reached (2.4 GB, a CUDA runtime from 12.4 on):");
    ways.add("./mvnw -DskipTests -Pcuda-maven clean package");
    ways.add(java() + DOCTOR);
    return ways;
  }

  private String named(String folder) {
    return "PYTORCH_LIBRARY_PATH=" + folder + " PYTORCH_FLAVOR=cu128 " + java() + DOCTOR;
  }

  /**
   * Java, told where CUDA's runtime lies unless it finds it by itself. By JNA's property, which
   * libcudart.so.12 is found with: LD_LIBRARY_PATH would need a libcudart.so without number.
   */
  private String java() {
    return engine.facts().containsKey(CudaRuntime.PATH)
        ? "java"
        : "java -Djna.library.path="
            + runtimeFolder().map(Path::toString).orElse("/folder/of/libcudart.so.12");
  }
}
