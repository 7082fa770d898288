package dev.kvbench.benchmarks.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What Linux lets this process's control group have, of version 2 or 1; the tightest from its own
 * group up to the root.
 *
 * @param cores of processor time; may be a fraction
 * @param memoryBytes at most
 */
record CgroupLimits(OptionalDouble cores, OptionalLong memoryBytes) {
  /** Version 1 writes a number of about this size for no limit. */
  private static final long NO_LIMIT = 1L << 60;

  /**
   * Reads them; what cannot be read is no limit.
   *
   * @param root of all files: / but for tests
   */
  static CgroupLimits read(Path root) {
    Path mount = root.resolve("sys/fs/cgroup");
    OptionalDouble cores = OptionalDouble.empty();
    OptionalLong memory = OptionalLong.empty();
    for (String line : lines(root.resolve("proc/self/cgroup"))) {
      String[] parts = line.split(":", 3); // number:controllers:group
      if (parts.length < 3) {
        continue;
      }
      if (parts[1].isEmpty()) {
        for (Path group : upwards(mount, parts[2])) {
          cores = least(cores, quota(words(group.resolve("cpu.max"))));
          memory = least(memory, bytes(words(group.resolve("memory.max"))));
        }
      }
      if (List.of(parts[1].split(",")).contains("cpu")) {
        for (Path group : upwards(mount.resolve("cpu"), parts[2])) {
          List<String> quota = new ArrayList<>(words(group.resolve("cpu.cfs_quota_us")));
          quota.addAll(words(group.resolve("cpu.cfs_period_us")));
          cores = least(cores, quota(quota));
        }
      }
      if (List.of(parts[1].split(",")).contains("memory")) {
        for (Path group : upwards(mount.resolve("memory"), parts[2])) {
          memory = least(memory, bytes(words(group.resolve("memory.limit_in_bytes"))));
        }
      }
    }
    return new CgroupLimits(cores, memory);
  }

  /** The group's folder and those above; a container sees its own as the root. */
  private static List<Path> upwards(Path mount, String group) {
    List<Path> folders = new ArrayList<>();
    Path folder = mount.resolve(group.replaceFirst("^/+", "")).normalize();
    while (folder.startsWith(mount)) {
      folders.add(folder);
      folder = folder.getParent();
    }
    return folders.isEmpty() ? List.of(mount) : folders;
  }

  private static OptionalDouble quota(List<String> words) {
    if (words.size() < 2 || !words.get(0).matches("\\d+") || !words.get(1).matches("\\d+")) {
      return OptionalDouble.empty(); // "max", or -1 in version 1
    }
    double period = Double.parseDouble(words.get(1));
    return period > 0
        ? OptionalDouble.of(Double.parseDouble(words.get(0)) / period)
        : OptionalDouble.empty();
  }

  private static OptionalLong bytes(List<String> words) {
    if (words.isEmpty() || !words.get(0).matches("\\d{1,18}")) {
      return OptionalLong.empty();
    }
    long bytes = Long.parseLong(words.get(0));
    return bytes < NO_LIMIT ? OptionalLong.of(bytes) : OptionalLong.empty();
  }

  private static OptionalDouble least(OptionalDouble a, OptionalDouble b) {
    return a.isEmpty() || (b.isPresent() && b.getAsDouble() < a.getAsDouble()) ? b : a;
  }

  private static OptionalLong least(OptionalLong a, OptionalLong b) {
    return a.isEmpty() || (b.isPresent() && b.getAsLong() < a.getAsLong()) ? b : a;
  }

  private static List<String> words(Path file) {
    List<String> lines = lines(file);
    return lines.isEmpty() ? List.of() : List.of(lines.get(0).strip().split("\\s+"));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of(); // another system, another version, or not for us to see
    }
  }
}
