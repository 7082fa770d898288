package dev.kvbench.benchmarks.doctor;

import dev.kvbench.results.run.Environment;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * NVIDIA's GPUs and what is needed to use them, as far as can be seen without using one.
 *
 * @param names of NVIDIA's GPUs
 * @param onBus how many the bus has, whether there is a driver or not
 * @param driver its version; unknown where there is none. A container sees that of its host
 * @param deviceFiles whether the driver's are there, through which a process reaches a GPU
 * @param runtimes files of CUDA's runtime that lie where they usually do, loadable by name or not
 */
record Gpus(
    List<String> names, int onBus, String driver, boolean deviceFiles, List<Path> runtimes) {
  private static final String NVIDIA = "0x10de";
  private static final List<String> DISPLAYS = List.of("0x0300", "0x0302");

  /** Looks at this machine, whose facts are known already. */
  static Gpus look(Environment facts) {
    String driver = facts.get("machine", "gpu.driver").orElse("unknown");
    List<String> names =
        Arrays.stream(facts.get("machine", "gpu").orElse("none").split(", "))
            .filter(
                name ->
                    name.toUpperCase(Locale.ROOT).contains("NVIDIA") || !driver.equals("unknown"))
            .filter(name -> !List.of("none", "unknown").contains(name))
            .toList();
    List<Path> folders = new ArrayList<>();
    for (String home : List.of("CUDA_HOME", "CUDA_PATH")) {
      if (System.getenv(home) != null) {
        folders.add(Path.of(System.getenv(home), "lib64"));
      }
    }
    folders.addAll(List.of(Path.of("/usr/local/cuda/lib64"), Path.of("/usr/lib/x86_64-linux-gnu")));
    return new Gpus(
        names,
        onBus(Path.of("/sys/bus/pci/devices")),
        driver,
        !System.getProperty("os.name", "").equals("Linux") || hasDeviceFiles(Path.of("/dev")),
        runtimes(folders));
  }

  /** By Linux' names; WSL has one of its own. */
  static boolean hasDeviceFiles(Path devices) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(devices, "{nvidia[0-9]*,dxg}")) {
      return files.iterator().hasNext();
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return false;
    }
  }

  static int onBus(Path devices) {
    int count = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(devices)) {
      for (Path device : entries) {
        String kind = text(device.resolve("class"));
        if (text(device.resolve("vendor")).equals(NVIDIA)
            && DISPLAYS.stream().anyMatch(kind::startsWith)) {
          count++;
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return count; // another system, or not for us to see
    }
    return count;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "";
    }
  }

  static List<Path> runtimes(List<Path> folders) {
    List<Path> files = new ArrayList<>();
    for (Path folder : folders) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "libcudart*.so*")) {
        found.forEach(files::add);
      } catch (IOException | java.nio.file.DirectoryIteratorException e) {
        // not there
      }
    }
    return files;
  }

  boolean any() {
    return !names.isEmpty() || onBus > 0;
  }

  boolean hasDriver() {
    return !driver.equals("unknown");
  }
}
