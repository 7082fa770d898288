package dev.kvbench.benchmarks.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An installed libtorch, as PYTORCH_LIBRARY_PATH names it.
 *
 * @param folder holds the libraries
 * @param version for example 2.7.1+cu128; empty where the installation does not tell
 * @param hasCuda whether it was built for CUDA
 * @param hasJni whether DJL's own library lies beside, so that DJL looks for no other
 */
record LibraryFolder(Path folder, String version, boolean hasCuda, boolean hasJni) {
  private static final Pattern PYTHONS =
      Pattern.compile("(?m)^__version__\\s*(?::[^=]*)?=\\s*['\"]([^'\"]+)['\"]");

  /**
   * The first libtorch on a path, as DJL searches it.
   *
   * @param djl DJL's version
   */
  static Optional<LibraryFolder> on(String path, String djl) {
    String torch = System.mapLibraryName("torch");
    for (String part : path.split(Pattern.quote(File.pathSeparator), -1)) {
      Path folder = Path.of(part);
      if (Files.isRegularFile(folder) && folder.endsWith(torch)) {
        folder = folder.toAbsolutePath().getParent();
      }
      if (!part.isEmpty() && Files.isRegularFile(folder.resolve(torch))) {
        return Optional.of(of(folder, djl));
      }
    }
    return Optional.empty();
  }

  private static LibraryFolder of(Path folder, String djl) {
    String jni = System.mapLibraryName("djl_torch");
    Path above = folder.toAbsolutePath().normalize().getParent();
    String version = "";
    if (above != null) {
      // PyTorch for Python keeps it beside lib/, libtorch for C++ in a file of its own.
      Matcher python = PYTHONS.matcher(text(above.resolve("version.py")));
      version = python.find() ? python.group(1) : text(above.resolve("build-version")).strip();
    }
    return new LibraryFolder(
        folder,
        version,
        Files.exists(folder.resolve(System.mapLibraryName("torch_cuda"))),
        Files.exists(folder.resolve(jni)) || Files.exists(folder.resolve(djl + '-' + jni)));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
