package dev.kvbench.transformer.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibtorchFolderTest {
  @TempDir private Path root;

  private Path folder(String name) throws IOException {
    return Files.createDirectories(root.resolve(name));
  }

  @Test
  void aLibraryForCudaTellsWhatItWasBuiltFor() throws IOException {
    Path lib = folder("torch/lib");
    assertThat(LibtorchFolder.isForCuda(lib)).isFalse();
    Files.createFile(lib.resolve(System.mapLibraryName("torch_cuda")));
    assertThat(LibtorchFolder.isForCuda(lib)).isTrue();
  }

  @Test
  void versionsAreReadWhereTheyAreKept() throws IOException {
    Path python = folder("torch/lib");
    assertThat(LibtorchFolder.version(python)).isEmpty();
    Files.writeString(
        root.resolve("torch/version.py"), "cuda = '12.6'\n__version__: str = '2.7.1+cu126'\n");
    assertThat(LibtorchFolder.version(python)).isEqualTo("2.7.1+cu126");
    Path cpp = folder("cpp/lib");
    Files.writeString(root.resolve("cpp/build-version"), "2.5.1\n");
    assertThat(LibtorchFolder.version(cpp)).isEqualTo("2.5.1");
    assertThat(LibtorchFolder.version(folder("2.7.1-20250812-cpu-linux-x86_64")))
        .isEqualTo("2.7.1+cpu");
    assertThat(LibtorchFolder.version(folder("2.7.1-cu128-win-x86_64"))).isEqualTo("2.7.1+cu128");
    assertThat(LibtorchFolder.version(Path.of("/"))).isEmpty();
  }
}
