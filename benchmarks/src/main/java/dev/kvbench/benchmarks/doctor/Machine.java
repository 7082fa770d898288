package dev.kvbench.benchmarks.doctor;

import ai.djl.util.Utils;
import com.sun.management.OperatingSystemMXBean;
import dev.kvbench.benchmarks.session.BuildInfo;
import dev.kvbench.benchmarks.session.Invocation;
import dev.kvbench.benchmarks.session.Libtorch;
import dev.kvbench.benchmarks.session.Subprocess;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.MachineFacts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * This jar, JVM and machine, as far as can be seen without starting libtorch.
 *
 * @param facts sections build, jvm, os, machine and engine, as a run's environment has them
 * @param memoryLimit bytes that this process may use, by its control group or the machine's size
 * @param nvidiaSmi what nvidia-smi says of the GPUs, or why it cannot be asked
 */
record Machine(Environment facts, long memoryLimit, List<String> nvidiaSmi) {
  private static final double GIB = 1 << 30;
  private static final List<String> ASK_GPUS =
      List.of("nvidia-smi", "--query-gpu=name,driver_version,compute_cap", "--format=csv,noheader");

  private static final String GPU_LINE = "(.+), (\\d+\\.[\\d.]+), (\\d+\\.\\d+)";

  static Machine look() {
    return new Machine(
        MachineFacts.capture()
            .with("build", BuildInfo.facts())
            .with("build", BuildInfo.libraries())
            .with("engine", Libtorch.variables()),
        // The JVM heeds the control group's limit.
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize(),
        askGpus());
  }

  private static List<String> askGpus() {
    try {
      return Subprocess.ask(ASK_GPUS).lines();
    } catch (InputException e) {
      return List.of(e.getMessage());
    }
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.ok(
            "kvbench",
            String.format(
                "%s, commit %.12s%s, DJL %s for libtorch %s",
                fact("build", "version"),
                fact("build", "git.commit"),
                fact("build", "git.dirty").equals("true") ? " with uncommitted changes" : "",
                fact("build", BuildInfo.DJL),
                fact("build", BuildInfo.LIBTORCH))));
    findings.add(
        Finding.ok(
            "system",
            String.format(
                "%s %s on %s, container: %s; %s %s",
                fact("os", "name"),
                fact("os", "version"),
                fact("machine", "cpu.arch"),
                fact("os", "container"),
                fact("jvm", "name"),
                fact("jvm", "version"))));
    findings.add(processor());
    findings.add(memory());
    Map<String, String> variables = facts.sections().getOrDefault("engine", Map.of());
    if (!variables.isEmpty()) {
      String words = variables.toString().replace("env.", "");
      findings.add(Finding.ok("variables", words.substring(1, words.length() - 1)));
    }
    findings.add(gpu());
    findings.add(folder(Utils.getEngineCacheDir("pytorch")));
    return findings;
  }

  /** libtorch starts a thread for each physical core, whatever the control group allows. */
  private Finding processor() {
    String words =
        String.format(
            "%s, %s cores (%s with hyper-threads)",
            fact("machine", "cpu"),
            fact("machine", "cpu.physicalCores"),
            fact("machine", "cpu.logicalCores"));
    double allowed = number("cpu.availableToJvm");
    return allowed < number("cpu.physicalCores")
        ? Finding.note(
            "processor",
            String.format(Locale.ROOT, "%s; this process may use %.0f of them", words, allowed),
            String.format(Locale.ROOT, "suite NAME -p threads=%.0f", allowed))
        : Finding.ok("processor", words);
  }

  private Finding memory() {
    double total = number("memory.totalMiB") * (1 << 20);
    String words =
        String.format(
            Locale.ROOT,
            "%.1f GiB, %.1f GiB of it free",
            total / GIB,
            number("memory.availableMiB") / 1024);
    if (memoryLimit < 0.95 * total) { // their sources may differ by a little
      words += String.format(Locale.ROOT, "; this process may use %.1f GiB", memoryLimit / GIB);
    }
    return Finding.ok("memory", words);
  }

  private List<String> gpus() {
    return nvidiaSmi.stream().filter(line -> line.matches(GPU_LINE)).toList();
  }

  /** Whether there is an NVIDIA GPU, within reach of this process or not. */
  boolean hasGpu() {
    return !gpus().isEmpty()
        || !fact("machine", "gpu.driver").equals("unknown")
        || fact("machine", "gpu").toUpperCase(Locale.ROOT).contains("NVIDIA");
  }

  private Finding gpu() {
    if (!hasGpu()) {
      return Finding.ok("GPU", "no NVIDIA GPU found");
    }
    if (gpus().isEmpty()) {
      return Finding.note(
          "GPU",
          String.format(
              "%s, driver %s, but nvidia-smi finds none: %s",
              fact("machine", "gpu"), fact("machine", "gpu.driver"), String.join(" ", nvidiaSmi)),
          "install NVIDIA's driver; in a container, start it with its GPUs: see docs/cuda.md");
    }
    return Finding.ok(
        "GPU",
        gpus().stream()
            .map(line -> line.replaceFirst(GPU_LINE, "$1, driver $2, compute capability $3"))
            .collect(Collectors.joining("; ")));
  }

  /**
   * Tries the folder that DJL unpacks or downloads libtorch into, and loads it from. Leaves nothing
   * behind in it but the folder itself.
   *
   * @return at most a note: libtorch may be there already, or be loaded from elsewhere
   */
  static Finding folder(Path folder) {
    String remedy =
        "name another one: ENGINE_CACHE_DIR=/some/folder " + Invocation.PROGRAM + " ...";
    String words = MachineFacts.withoutHome(folder.toString()) + " for libtorch's files: ";
    try {
      Files.createDirectories(folder);
      Path file = Files.createTempFile(folder, "doctor", ".tmp");
      try {
        if (!file.toFile().setExecutable(true) || !Files.isExecutable(file)) {
          return Finding.note("folder", words + "nothing may be executed there (noexec)", remedy);
        }
      } finally {
        Files.delete(file);
      }
      double free = Files.getFileStore(folder).getUsableSpace() / 1e9;
      return Finding.ok(
          "folder",
          String.format(Locale.ROOT, "%swritable, executable, %.1f GB free", words, free));
    } catch (IOException e) {
      return Finding.note(
          "folder", words + "nothing can be written there (" + IoReason.of(e) + ')', remedy);
    }
  }

  private String fact(String section, String name) {
    return facts.get(section, name).orElse("unknown");
  }

  private double number(String name) {
    String value = fact("machine", name);
    return value.matches("\\d+") ? Double.parseDouble(value) : Double.NaN;
  }
}
