package dev.kvbench.benchmarks.doctor;

import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.MachineFacts;
import dev.kvbench.results.run.ProcessorFlags;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Processor, memory, system and JVM.
 *
 * @param facts as a run's environment has them
 * @param simd what libtorch's kernels use
 * @param limits of the control group
 * @param availableToJvm cores
 * @param busyCores that other work keeps busy; NaN where the system does not tell
 */
record Machine(
    Environment facts, String simd, CgroupLimits limits, int availableToJvm, double busyCores) {
  /** Cores' worth of other work that is worth a word, as a suite has it. */
  private static final double BUSY = 0.25;

  private static final long LITTLE_MEMORY = 2L << 30;

  static Machine look() {
    return new Machine(
        MachineFacts.capture(),
        Simd.level(
            System.getProperty("os.arch", ""),
            ProcessorFlags.read(),
            System.getenv("ATEN_CPU_CAPABILITY")),
        CgroupLimits.read(Path.of("/")),
        Runtime.getRuntime().availableProcessors(),
        MachineFacts.busyCores());
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.ok(
            "processor",
            String.format(
                "%s, %s cores (%s with hyper-threads), %s",
                fact("machine", "cpu"),
                fact("machine", "cpu.physicalCores"),
                fact("machine", "cpu.logicalCores"),
                simd)));
    cores().ifPresent(findings::add);
    findings.add(memory());
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
    findings.add(otherWork());
    return findings;
  }

  /** libtorch asks for the machine's cores, and knows no quota. */
  private Optional<Finding> cores() {
    OptionalDouble quota = limits.cores();
    if (quota.isPresent() && quota.getAsDouble() < number("cpu.physicalCores", 1)) {
      return Optional.of(
          Finding.note(
              "cores",
              String.format(
                  "the control group allows %.3g cores of them, and libtorch takes one thread for"
                      + " each physical core: threads would wait for each other",
                  quota.getAsDouble()),
              String.format("suite NAME -p threads=%d", Math.max(1, (int) quota.getAsDouble()))));
    }
    if (availableToJvm < number("cpu.physicalCores", 1)) {
      return Optional.of(
          Finding.note(
              "cores",
              "this JVM may use " + availableToJvm + " of them",
              "suite NAME -p threads=" + availableToJvm));
    }
    return Optional.empty();
  }

  private Finding memory() {
    double mib = number("memory.totalMiB", Double.NaN);
    String words =
        Double.isNaN(mib)
            ? "unknown"
            : String.format(
                "%.1f GiB, %s of it free",
                mib / 1024,
                fact("machine", "memory.availableMiB").matches("\\d+")
                    ? String.format("%.1f GiB", number("memory.availableMiB", 0) / 1024)
                    : "an unknown part");
    double bytes = mib * (1 << 20);
    if (limits.memoryBytes().isPresent() && !(limits.memoryBytes().getAsLong() >= bytes)) {
      bytes = limits.memoryBytes().getAsLong();
      words += String.format("; the control group allows %.1f GiB", bytes / (1 << 30));
    }
    return bytes < LITTLE_MEMORY
        ? Finding.note(
            "memory", words, "the system may kill forks of larger models; choose smaller ones")
        : Finding.ok("memory", words);
  }

  private Finding otherWork() {
    if (Double.isNaN(busyCores)) {
      return Finding.note(
          "other work", "this system does not tell", "see to it that nothing else computes");
    }
    return busyCores > BUSY
        ? Finding.note(
            "other work",
            String.format("keeps %.1f cores busy", busyCores),
            "end it before measuring: it slows the uncached arm most, and so flatters the cache")
        : Finding.ok("other work", String.format("keeps %.2f cores busy", busyCores));
  }

  private String fact(String section, String name) {
    return facts.get(section, name).orElse("unknown");
  }

  private double number(String name, double otherwise) {
    String value = fact("machine", name);
    return value.matches("\\d+") ? Double.parseDouble(value) : otherwise;
  }
}
