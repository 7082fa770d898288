package dev.kvbench.transformer.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Facts about a folder of libtorch's libraries, without loading any. */
final class LibtorchFolder {
  private static final Pattern PYTHONS =
      Pattern.compile("(?m)^__version__\\s*(?::[^=]*)?=\\s*['\"]([^'\"]+)['\"]");

  /** In DJL's cache: version, its date perhaps, flavour, platform. */
  private static final Pattern DJLS =
      Pattern.compile("(\\d+\\.\\d+\\.\\d+)(?:-\\d+)?-(cpu|cu\\d+)(?:-precxx11)?-[a-z]+-\\w+");

  private LibtorchFolder() {}

  /** Whether they were built for CUDA, whatever this machine has. */
  static boolean isForCuda(Path folder) {
    return Files.exists(folder.resolve(System.mapLibraryName("torch_cuda")));
  }

  /** Their version with its build, for example 2.7.1+cu128; empty where it is not there to read. */
  static String version(Path folder) {
    Path whole = folder.toAbsolutePath().normalize();
    Path above = whole.getParent();
    if (above == null) {
      return "";
    }
    // PyTorch for Python keeps it next to lib/, libtorch for C++ in a file of its own.
    Matcher python = PYTHONS.matcher(text(above.resolve("version.py")));
    if (python.find()) {
      return python.group(1);
    }
    String own = text(above.resolve("build-version")).strip();
    Matcher djls = DJLS.matcher(String.valueOf(whole.getFileName()));
    return own.isEmpty() && djls.matches() ? djls.group(1) + '+' + djls.group(2) : own;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
