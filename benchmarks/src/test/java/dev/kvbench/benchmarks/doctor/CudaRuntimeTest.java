package dev.kvbench.benchmarks.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stand-in for NVIDIA's library, compiled here, shows that its functions are called rightly. */
class CudaRuntimeTest {
  private static final String STAND_IN =
      """
      int cudaRuntimeGetVersion(int *v) { *v = 12040; return 0; }
      int cudaDriverGetVersion(int *v) { *v = 12080; return 0; }
      int cudaGetDeviceCount(int *n) { *n = 2; return ERROR; }
      int cudaDeviceGetAttribute(int *v, int what, int device) { *v = what == 75 ? 8 : 6; return device; }
      const char *cudaGetErrorString(int e) { return e == 35 ? "too old a driver" : "another"; }
      """;

  @TempDir private Path folder;

  /** As a search by name finds it: with its version behind, as runtimes are installed. */
  private Map<String, String> ask(int error) throws IOException, InterruptedException {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "a library as Linux names it");
    Path source = Files.writeString(folder.resolve("cudart.c"), STAND_IN);
    Path library = folder.resolve("libcudart.so.12");
    assumeTrue(compiles(source, library, error), "no C compiler here");
    String before = System.getProperty("jna.library.path");
    System.setProperty("jna.library.path", folder.toString());
    try {
      Map<String, String> facts = CudaRuntime.ask();
      NativeLibrary.getInstance("cudart").close();
      assertThat(facts.get(CudaRuntime.PATH)).isEqualTo(library.toString());
      return facts;
    } finally {
      if (before == null) {
        System.clearProperty("jna.library.path");
      } else {
        System.setProperty("jna.library.path", before);
      }
    }
  }

  private static boolean compiles(Path source, Path library, int error)
      throws InterruptedException {
    try {
      Process compiler =
          new ProcessBuilder(
                  List.of(
                      "cc",
                      "-shared",
                      "-fPIC",
                      "-DERROR=" + error,
                      "-o",
                      library.toString(),
                      source.toString()))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return compiler.waitFor(20, TimeUnit.SECONDS) && compiler.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void itsVersionsAndGpusAreTold() throws Exception {
    Map<String, String> facts = ask(0);
    assertThat(facts)
        .containsEntry(CudaRuntime.VERSION, "12040")
        .containsEntry(CudaRuntime.DRIVER, "12080")
        .containsEntry(CudaRuntime.COUNT, "2")
        .containsEntry(CudaRuntime.CAPABILITY, "86")
        .containsKey(CudaRuntime.DRIVER_LOADS)
        .doesNotContainKey(CudaRuntime.TROUBLE);
    assertThat(CudaRuntime.flavour(facts)).isEqualTo("cu124");
  }

  @Test
  void itsComplaintIsTold() throws Exception {
    Map<String, String> facts = ask(35);
    assertThat(facts)
        .containsEntry(CudaRuntime.TROUBLE, "too old a driver (35)")
        .containsEntry(CudaRuntime.ERROR, "35")
        .doesNotContainKey(CudaRuntime.CAPABILITY)
        .doesNotContainKey(CudaRuntime.COUNT);
    assertThat(CudaRuntime.flavour(facts)).isEqualTo("cpu");
  }

  @Test
  void itsFlavourIsAsDjlWritesIt() {
    Map<String, String> runtime = Map.of(CudaRuntime.VERSION, "12080", CudaRuntime.COUNT, "1");
    assertThat(CudaRuntime.flavour(runtime)).isEqualTo("cu128");
    assertThat(CudaRuntime.flavour(Map.of(CudaRuntime.TROUBLE, "none"))).isEqualTo("cpu");
    assertThat(CudaRuntime.flavour(Map.of(CudaRuntime.VERSION, "12080"))).isEqualTo("cpu");
    assertThat(CudaRuntime.flavour(Map.of(CudaRuntime.VERSION, "11010", CudaRuntime.COUNT, "2")))
        .isEqualTo("cu111");
  }

  @Test
  void onWindowsTheNameHasTheVersion() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    assertThat(CudaRuntime.windowsName(null, null)).isEqualTo("cudart");
    assertThat(CudaRuntime.windowsName(folder.toString(), "nowhere")).isEqualTo("cudart");
    Files.createFile(bin.resolve("cudart64_12.dll"));
    assertThat(CudaRuntime.windowsName(folder.toString(), null)).isEqualTo("cudart64_12");
    assertThat(CudaRuntime.windowsName(null, "nowhere" + File.pathSeparator + bin))
        .isEqualTo("cudart64_12");
  }
}
