package dev.kvbench.results.history;

import dev.kvbench.results.run.Environment;

/**
 * What tells one machine's times from another's. Facts that are not known are {@code unknown}.
 *
 * @param cpu the processor's name
 * @param logicalCores how many of its cores the system sees
 * @param gpu the graphics cards' names, {@code none} without one
 * @param os the system's name, without its version
 * @param jvm the JVM's version
 */
public record Machine(String cpu, String logicalCores, String gpu, String os, String jvm) {
  private static final String UNKNOWN = "unknown";

  static Machine of(Environment environment) {
    return new Machine(
        environment.get("machine", "cpu").orElse(UNKNOWN),
        environment.get("machine", "cpu.logicalCores").orElse(UNKNOWN),
        environment.get("machine", "gpu").orElse(UNKNOWN),
        environment.get("os", "name").orElse(UNKNOWN),
        environment.get("jvm", "version").orElse(UNKNOWN));
  }

  /** All of it in one line. */
  public String words() {
    return String.join(
        ", ",
        cpu.equals(UNKNOWN) ? "CPU unknown" : cpu,
        logicalCores.equals("1") ? "1 core" : logicalCores + " cores",
        switch (gpu) {
          case UNKNOWN -> "GPU unknown";
          case "none" -> "no GPU";
          default -> gpu;
        },
        os.equals(UNKNOWN) ? "OS unknown" : os,
        "JVM " + jvm);
  }
}
