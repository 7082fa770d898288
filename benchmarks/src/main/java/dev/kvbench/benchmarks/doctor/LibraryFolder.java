package dev.kvbench.benchmarks.doctor;

import dev.kvbench.transformer.device.LibtorchFolder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
    return new LibraryFolder(
        folder,
        LibtorchFolder.version(folder),
        LibtorchFolder.isForCuda(folder),
        Files.exists(folder.resolve(jni)) || Files.exists(folder.resolve(djl + '-' + jni)));
  }
}
