package dev.kvbench.benchmarks.arm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Processor time so far, of all processors, as Linux counts it in /proc/stat and /proc/self/stat,
 * in seconds.
 *
 * @param used by any process
 * @param own by this process
 * @param idle by none
 * @param stolen by the host of a virtual machine
 */
public record ProcessorTimes(double used, double own, double idle, double stolen) {
  /** Metric: cores' worth of processor time that other processes used. */
  public static final String OTHER = "otherCores";

  /** Metric: cores' worth of processor time that nobody used. */
  public static final String IDLE = "idleCores";

  /** Metric: cores' worth of processor time that a virtual machine was not given. */
  public static final String STOLEN = "stolenCores";

  /** Metric: seconds that the others are of. */
  public static final String WALL = "wallSeconds";

  /** Both files count in hundredths of a second, whatever the kernel's own clock (proc(5)). */
  private static final double HERTZ = 100;

  private static final String SPACES = "\\s+";

  /** The fields up to iowait, which all kernels have; later ones are taken for 0. */
  private static final int FIELDS = 6;

  /** Now; empty where the system does not tell. */
  static Optional<ProcessorTimes> now() {
    try {
      return of(
          Files.readString(Path.of("/proc/stat")), Files.readString(Path.of("/proc/self/stat")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads them.
   *
   * @param stat text of /proc/stat, whose first line is of all processors
   * @param self text of /proc/self/stat
   * @return empty where one of them is something else
   */
  static Optional<ProcessorTimes> of(String stat, String self) {
    String[] all = stat.lines().findFirst().orElse("").split(SPACES);
    // The name in parentheses may have blanks in it.
    String[] own = self.substring(self.lastIndexOf(')') + 1).strip().split(SPACES);
    if (!all[0].equals("cpu") || all.length < FIELDS || own.length < 13) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ProcessorTimes(
              sum(all, 1, 2, 3, 6, 7), sum(own, 11, 12), sum(all, 4, 5), sum(all, 8)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static double sum(String[] fields, int... numbers) {
    long sum = 0;
    for (int number : numbers) {
      sum += number < fields.length ? Long.parseLong(fields[number]) : 0;
    }
    return sum / HERTZ;
  }

  /**
   * What others did since a time, as metrics of a row. The system counts in steps of 10 ms, so that
   * of a short time they may be below 0 or many cores; what they are by {@link #WALL}, added up
   * over iterations that follow each other, is right.
   *
   * @param seconds that have passed since
   */
  Map<String, Double> metricsSince(ProcessorTimes before, double seconds) {
    return Map.of(
        OTHER, (used - before.used - own + before.own) / seconds,
        IDLE, (idle - before.idle) / seconds,
        STOLEN, (stolen - before.stolen) / seconds,
        WALL, seconds);
  }
}
