package dev.kvbench.benchmarks.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The PyTorch of the Python that is on the path: one of the ways to CUDA. */
final class InstalledTorch {
  /** Finds the package without loading it, which takes seconds. */
  private static final String WHERE =
      "import importlib.util as u; s = u.find_spec('torch'); print(s.origin if s else '')";

  private InstalledTorch() {}

  /** Its libraries; empty without Python or PyTorch. */
  static Optional<LibraryFolder> look() {
    try {
      Process python =
          new ProcessBuilder("python3", "-c", WHERE)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      python.getOutputStream().close();
      if (!python.waitFor(10, TimeUnit.SECONDS)) {
        python.destroyForcibly();
        return Optional.empty();
      }
      String origin =
          new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return origin.isEmpty() || python.exitValue() != 0
          ? Optional.empty()
          : LibraryFolder.on(Path.of(origin).resolveSibling("lib").toString(), "");
    } catch (IOException | java.nio.file.InvalidPathException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
