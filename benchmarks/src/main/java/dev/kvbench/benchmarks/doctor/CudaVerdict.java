package dev.kvbench.benchmarks.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether CUDA works, and what is missing if not. Its advice comes from the sources of DJL and
 * libtorch; no GPU was there to try it on.
 *
 * @param gpus what can be seen of them
 * @param natives the libtorches within reach
 * @param engine what libtorch and CUDA's runtime told
 * @param python the PyTorch of the Python on the path
 * @param commands as this machine takes them
 */
record CudaVerdict(
    Gpus gpus,
    Natives natives,
    EngineReport engine,
    Optional<LibraryFolder> python,
    Commands commands) {
  private static final String SUBJECT = "CUDA";

  /** Oldest driver for any CUDA 12, by NVIDIA's table of minor version compatibility. */
  private static final int OLDEST_DRIVER = 525;

  private static final String IN_A_CONTAINER =
      "in a container, start it with its GPUs: docker run --gpus all, or apptainer --nv";

  private static final String MEANWHILE = "meanwhile, on the CPU: suite NAME -p device=cpu";

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

  /** A container shows the host's driver, whether it has been given its GPUs or not. */
  private boolean reachesDriver() {
    return found() > 0
        || (gpus.hasDriver()
            && gpus.deviceFiles()
            && !engine.facts().getOrDefault(CudaRuntime.DRIVER_LOADS, "true").equals("false"));
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
    String install = "install NVIDIA's driver, version " + OLDEST_DRIVER + " or newer";
    if (!gpus.hasDriver()) {
      return Finding.note(
          "GPU", names + ", but NVIDIA's driver is not loaded", install + "; " + IN_A_CONTAINER);
    }
    String words = names + ", driver " + gpus.driver();
    if (!reachesDriver()) {
      return Finding.note(
          "GPU",
          words
              + ", but out of reach here: "
              + (gpus.deviceFiles() ? "no libcuda.so.1 can be loaded" : "there is no /dev/nvidia0"),
          IN_A_CONTAINER + "\nelsewhere, " + install + ", with its library libcuda.so.1");
    }
    if (major(gpus.driver()) < OLDEST_DRIVER) {
      return Finding.note("GPU", words + ", which is older than CUDA 12 needs", install);
    }
    return Finding.ok("GPU", words);
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
      return Finding.note("libcudart", path + ", which says: " + trouble, remedy());
    }
    return Finding.ok(
        "libcudart",
        String.format(
            "%s, version %s, GPUs found: %d%s",
            path,
            version(facts.get(CudaRuntime.VERSION)),
            found(),
            capability() == 0
                ? ""
                : ", compute capability of the first: " + CudaBuild.words(capability())));
  }

  /** By the runtime's error, whose numbers are in NVIDIA's manual of it. */
  private String remedy() {
    String visible = engine.facts().get(CudaRuntime.VISIBLE);
    String shown =
        visible == null
            ? ""
            : "CUDA_VISIBLE_DEVICES is '"
                + visible
                + "', and hides all others: unset it, or have it name one that is there\n";
    return switch (engine.facts().getOrDefault(CudaRuntime.ERROR, "")) {
      case "35" -> // insufficient driver
          reachesDriver()
              ? "bring the driver up to date, or take a CUDA runtime that is no newer than it"
              : IN_A_CONTAINER;
      case "100", "101" -> // no device, invalid device
          shown + "ask the scheduler for a GPU (Slurm: --gres=gpu:1)\n" + IN_A_CONTAINER;
      case "803" -> // driver and its library are of two versions
          "the driver was changed under the running system: restart it";
      default -> shown + "see whether nvidia-smi sees the GPU; restart the system";
    };
  }

  /** 12080 is 12.8. */
  private static String version(String number) {
    int version = Integer.parseInt(number == null ? "0" : number);
    return version / 1000 + "." + version / 10 % 100;
  }

  /** How to let DJL find a runtime. */
  private String withRuntime() {
    return commands.runtime().isPresent()
        ? commands.java("...")
        : "install NVIDIA's CUDA 12 runtime (package cuda-cudart-12-8, or nvidia-cuda-runtime-cu12"
            + " of pip), and name the folder of libcudart.so.12:\n"
            + commands.java("...");
  }

  private int capability() {
    return engine.computeCapability();
  }

  private Finding cuda() {
    if (engine.cudaWorks()) {
      return Finding.ok(
          SUBJECT,
          String.format(
              "works, compute capability %s, %s; the host waits by %s",
              capability() == 0 ? "unknown" : CudaBuild.words(capability()),
              way(),
              engine.facts().get(EngineReport.AWAITED)));
    }
    if (engine.seesGpu()) {
      return Finding.problem(
          SUBJECT,
          "libtorch sees the GPU, but " + engine.gpuTrouble() + unfit(),
          unfit().isEmpty() ? MEANWHILE : MEANWHILE + "\n" + ways());
    }
    if (!gpus.any() && !hasDriver()) {
      return !engine.started()
          ? Finding.note(SUBJECT, "no GPU seen, and no libtorch is started", "")
          : engine.builtForCuda()
              ? Finding.note(
                  SUBJECT,
                  "this libtorch was built for it, but finds no GPU; suites run on device cpu",
                  "")
              : Finding.ok(SUBJECT, "not for this machine; suites run on device cpu");
    }
    if (!commands.isForCuda()) {
      return Finding.note(
          SUBJECT, "DJL has no CUDA build of libtorch for " + natives.platform(), "use device cpu");
    }
    if (!reachesDriver()) {
      return Finding.note(
          SUBJECT,
          "needs the driver first, see GPU above"
              + (engine.started() ? "; suites run on device cpu" : ""),
          "");
    }
    String fact =
        !engine.started()
            ? "no libtorch is started, so none for it either"
            : engine.builtForCuda()
                ? "this libtorch was built for it, but finds no GPU: see libcudart above"
                : "the libtorch that DJL takes knows the CPU only; suites run on device cpu";
    return Finding.note(SUBJECT, fact, ways());
  }

  private String ways() {
    return new CudaWays(natives, python, commands, capability()).text();
  }

  /** That libtorch has no kernels for this GPU, where that is known. */
  private String unfit() {
    String build = engine.facts().getOrDefault(EngineReport.BUILD, "");
    return CudaBuild.of(build)
        .filter(one -> !one.runs(capability()))
        .map(
            one ->
                String.format(
                    "; libtorch %s is for %s, and this GPU has %s",
                    build, one.range(), CudaBuild.words(capability())))
        .orElse("");
  }

  private String way() {
    return natives.named().isPresent()
        ? "by PYTORCH_LIBRARY_PATH"
        : natives.matching().isPresent() ? "by the jar's libtorch" : "by a libtorch in the cache";
  }
}
