package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of this machine, and of one that lacks something. */
class DoctorIT {
  @TempDir private Path folder;

  /** With JMH's lock in it: another run on this machine does not disturb these tests. */
  @TempDir private Path own;

  private List<String> alone() {
    return List.of("-Djava.io.tmpdir=" + own, "-Dai.djl.offline=true");
  }

  private static List<String> problems(Kvbench.Ended ended) {
    return ended.out().lines().filter(line -> line.startsWith("problem ")).toList();
  }

  @Test
  void aMachineThatTestsPassOnIsWell() throws Exception {
    Kvbench.Ended ended = new Kvbench(folder).run(alone(), Map.of(), "doctor");
    assertThat(ended.exit()).as(ended.out()).isZero();
    assertThat(problems(ended)).isEmpty();
    assertThat(ended.out())
        .contains(
            "processor: ",
            "memory: ",
            "engine cache: ",
            "libtorch: the jar holds ",
            "runs libtorch ",
            "answers: cpu, engine eager, float32: both arms agree",
            "answers: cpu, engine script, float32: both arms agree",
            "GPU: ",
            "CUDA: ",
            "fonts: ",
            "JMH's lock: ",
            "Suites can run here.");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void severalThingsMissingAreAllTold() throws Exception {
    Files.writeString(folder.resolve("file"), "");
    Kvbench.Ended ended =
        new Kvbench(folder)
            .run(
                alone(),
                Map.of(
                    "ENGINE_CACHE_DIR", folder.resolve("file/cache").toString(),
                    "PYTORCH_FLAVOR", "cu128",
                    "FONTCONFIG_FILE", "/dev/null"),
                "doctor",
                "--device",
                "cuda");
    assertThat(ended.exit()).as(ended.out()).isEqualTo(1);
    assertThat(ended.err()).isEmpty();
    assertThat(String.join("\n", problems(ended)))
        .contains("engine cache: ", "by ENGINE_CACHE_DIR", "nothing can be written there")
        .contains("engine: libtorch cannot be loaded")
        .contains("CUDA: ");
    if (ended.out().contains("no NVIDIA GPU seen")) {
      assertThat(ended.out())
          .contains("→ use a machine with an NVIDIA GPU")
          .doesNotContain("suites run on device cpu");
    }
    assertThat(ended.out()).contains("PYTORCH_FLAVOR: cu128 has no effect");
  }

  @Test
  void nothingComputesBesideSomebodysMeasurement() throws Exception {
    try (FileChannel channel =
            FileChannel.open(
                own.resolve("jmh.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assertThat(held.isValid()).isTrue();
      Kvbench.Ended ended = new Kvbench(folder).run(alone(), Map.of(), "doctor");
      assertThat(ended.exit()).as(ended.out()).isEqualTo(1);
      assertThat(problems(ended)).hasSize(1);
      assertThat(problems(ended).get(0)).contains("JMH's lock: another JMH run is measuring");
      assertThat(ended.out())
          .contains("engine: was not started beside somebody's measurement")
          .contains("Suites cannot run now: 1 problem, see above.")
          .doesNotContain("answers: ", "runs libtorch");
    }
  }

  /** As -Pcuda builds it. */
  @Test
  void aJarWithoutLibtorchSaysSoAndTakesANamedOne() throws Exception {
    Path bare = withoutNatives();
    Kvbench kvbench = new Kvbench(folder, bare);
    Map<String, String> cache = Map.of("ENGINE_CACHE_DIR", folder.resolve("cache").toString());
    Kvbench.Ended none = kvbench.run(alone(), cache, "doctor");
    assertThat(none.exit()).as(none.out()).isEqualTo(1);
    assertThat(problems(none).get(0)).contains("libtorch: the jar holds none");
    assertThat(none.out()).contains("→ fetch it now", "doctor --fetch", "PYTORCH_LIBRARY_PATH=");

    Kvbench.Ended offline = kvbench.run(alone(), cache, "doctor", "--fetch");
    assertThat(offline.exit()).as(offline.out()).isEqualTo(1);
    assertThat(offline.out()).contains("cannot be fetched");

    Kvbench.Ended named =
        kvbench.run(
            alone(),
            Map.of(
                "ENGINE_CACHE_DIR", folder.resolve("cache").toString(),
                "PYTORCH_LIBRARY_PATH", unpacked().toString(),
                "PYTORCH_FLAVOR", "cpu"),
            "doctor");
    assertThat(named.exit()).as(named.out()).isZero();
    assertThat(named.out()).contains("PYTORCH_LIBRARY_PATH names ", ", flavour cpu");
  }

  @Test
  void aLibraryThatIsNoneIsSurvived() throws Exception {
    Path broken = Files.createDirectory(folder.resolve("broken"));
    Files.writeString(broken.resolve(System.mapLibraryName("torch")), "not a library");
    Kvbench.Ended ended =
        new Kvbench(folder)
            .run(
                alone(),
                Map.of("PYTORCH_LIBRARY_PATH", broken.toString(), "PYTORCH_FLAVOR", "cpu"),
                "doctor");
    assertThat(ended.exit()).as(ended.out()).isEqualTo(1);
    assertThat(problems(ended)).hasSize(1);
    assertThat(problems(ended).get(0)).contains("engine: libtorch cannot be loaded");
  }

  /** A copy without the entries of libtorch, whose others are not compressed again. */
  private Path withoutNatives() throws IOException {
    Path copy = Files.copy(Kvbench.jar(), folder.resolve("bare.jar"));
    try (FileSystem jar = FileSystems.newFileSystem(copy);
        Stream<Path> libraries = Files.walk(jar.getPath("pytorch"))) {
      Files.delete(jar.getPath("native/lib/pytorch.properties"));
      for (Path library : libraries.filter(Files::isRegularFile).toList()) {
        Files.delete(library);
      }
    }
    return copy;
  }

  /** The libtorch that the jar has unpacked, without DJL's library: as an installed one. */
  private Path unpacked() throws IOException {
    String name = System.mapLibraryName("torch");
    try (Stream<Path> folders = Files.list(Utils.getEngineCacheDir("pytorch"))) {
      List<Path> cpu =
          folders
              .filter(path -> path.getFileName().toString().matches("2\\.7\\.1-\\d+-cpu-.*"))
              .filter(path -> Files.exists(path.resolve(name)))
              .toList();
      assumeTrue(!cpu.isEmpty(), "this build's libtorch is not that of the CPU");
      Path links = Files.createDirectory(folder.resolve("installed"));
      try (Stream<Path> files = Files.list(cpu.get(0))) {
        for (Path file : files.filter(f -> !f.toString().contains("djl_torch")).toList()) {
          Files.createSymbolicLink(links.resolve(file.getFileName()), file);
        }
      }
      return links;
    }
  }
}
