package dev.kvbench.benchmarks.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Commands as they are typed on this machine, with all that they need here.
 *
 * @param platform as DJL names it
 * @param needsRuntime whether there is a GPU, and no CUDA runtime that is found by itself
 * @param runtime folder that one lies in, if that is known
 */
record Commands(String platform, boolean needsRuntime, Optional<Path> runtime) {
  /** Where there are builds of libtorch for CUDA that DJL has a library for. */
  private static final List<String> CUDA_PLATFORMS = List.of("linux-x86_64", "win-x86_64");

  /**
   * Those of a machine.
   *
   * @param gpus what can be seen of them
   * @param cudart what CUDA's runtime told, if one was found
   * @param python the PyTorch of the Python on the path
   * @param given jna.library.path of this command, which the next ones need as well; may be empty
   */
  static Commands of(
      String platform,
      Gpus gpus,
      Map<String, String> cudart,
      Optional<LibraryFolder> python,
      String given) {
    boolean found = cudart.containsKey(CudaRuntime.PATH);
    if (found && !given.isEmpty()) {
      return new Commands(platform, true, Optional.of(Path.of(given)));
    }
    Optional<Path> lying =
        gpus.runtimes().isEmpty()
            ? python
                .map(torch -> torch.folder().resolve("../../nvidia/cuda_runtime/lib").normalize())
                .filter(folder -> !Gpus.runtimes(List.of(folder)).isEmpty())
            : Optional.ofNullable(gpus.runtimes().get(0).getParent());
    return new Commands(platform, !found && (gpus.any() || gpus.hasDriver()), lying);
  }

  boolean isForCuda() {
    return CUDA_PLATFORMS.contains(platform);
  }

  boolean isForLinux() {
    return platform.equals("linux-x86_64");
  }

  private boolean isForWindows() {
    return platform.startsWith("win");
  }

  /** kvbench with these arguments. */
  String java(String arguments) {
    return java(Map.of(), arguments);
  }

  /** The same, with variables set. */
  String java(Map<String, String> variables, String arguments) {
    return java(variables, runtime.map(Path::toString).orElse(""), arguments);
  }

  /**
   * The same.
   *
   * @param folder that holds a CUDA runtime, for where none is found by itself
   */
  String java(Map<String, String> variables, String folder, String arguments) {
    Map<String, String> sorted = new TreeMap<>(variables);
    StringBuilder command = new StringBuilder();
    if (isForWindows()) { // whose shell sets variables before, and searches libraries by PATH
      if (needsRuntime) {
        sorted.put(
            "PATH", (folder.isEmpty() ? "C:\\folder\\of\\cudart64_12.dll" : folder) + ";%PATH%");
      }
      sorted.forEach((name, value) -> command.append("set " + name + '=' + value + '\n'));
      return command.append("java -jar benchmarks.jar ").append(arguments).toString();
    }
    sorted.forEach((name, value) -> command.append(name + '=' + value + ' '));
    command.append("java ");
    if (needsRuntime) {
      // JNA's property, which libcudart.so.12 is found with: LD_LIBRARY_PATH would need a
      // libcudart.so without number.
      command.append("-Djna.library.path=");
      command.append(folder.isEmpty() ? "/folder/of/libcudart.so.12" : folder).append(' ');
    }
    return command.append("-jar benchmarks.jar ").append(arguments).toString();
  }

  /**
   * The build of the jar.
   *
   * @param profile of the POM; empty for the normal jar
   */
  String build(String profile) {
    return (isForWindows() ? "mvnw.cmd" : "./mvnw")
        + " -DskipTests "
        + (profile.isEmpty() ? "" : "-P" + profile + ' ')
        + "clean package";
  }
}
