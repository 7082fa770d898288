package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of this machine, and of one that lacks something. */
class DoctorIT {
  @TempDir private Path folder;

  /** With JMH's lock in it: another run on this machine does not disturb these tests. */
  @TempDir private Path own;

  private Kvbench.Ended doctor(Map<String, String> environment, String... options)
      throws Exception {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "doctor";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return new Kvbench(folder).run(List.of("-Djava.io.tmpdir=" + own), environment, arguments);
  }

  private static List<String> problems(Kvbench.Ended ended) {
    return ended.out().lines().filter(line -> line.startsWith("problem ")).toList();
  }

  @Test
  void aMachineThatTestsPassOnIsWell() throws Exception {
    Kvbench.Ended ended = doctor(Map.of());
    assertThat(ended.exit()).as(ended.out()).isZero();
    assertThat(problems(ended)).isEmpty();
    assertThat(ended.out())
        .containsSubsequence(
            "kvbench ",
            "system ",
            "processor ",
            "memory ",
            "GPU ",
            "folder ",
            "libtorch ",
            "cpu, engine eager, float32: both arms agree",
            "cpu, engine script, float32: both arms agree",
            "CUDA ",
            "Suites can run here.");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatIsMissingIsTold() throws Exception {
    Path broken = Files.createDirectory(folder.resolve("broken"));
    Files.writeString(broken.resolve(System.mapLibraryName("torch")), "not a library");
    Kvbench.Ended ended =
        doctor(
            Map.of(
                "ENGINE_CACHE_DIR",
                broken.resolve(System.mapLibraryName("torch")) + "/cache",
                "PYTORCH_LIBRARY_PATH",
                broken.toString(),
                "PYTORCH_FLAVOR",
                "cpu"),
            "--device",
            "cuda");
    assertThat(ended.exit()).as(ended.out()).isEqualTo(1);
    assertThat(ended.err()).isEmpty();
    assertThat(problems(ended)).hasSize(1);
    assertThat(problems(ended).get(0)).contains("libtorch cannot be loaded");
    assertThat(ended.out())
        .contains("PYTORCH_FLAVOR=cpu", "nothing can be written there", "docs/cuda.md")
        .contains("Suites cannot run here: 1 problem, see above.");
  }

  @Test
  void nothingComputesBesideSomebodysMeasurement() throws Exception {
    try (FileChannel channel =
            FileChannel.open(
                own.resolve("jmh.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assertThat(held.isValid()).isTrue();
      Kvbench.Ended ended = doctor(Map.of());
      assertThat(ended.exit()).as(ended.out()).isEqualTo(1);
      assertThat(problems(ended)).hasSize(1);
      assertThat(problems(ended).get(0)).contains("was not started: another JMH run is measuring");
      assertThat(ended.out()).doesNotContain("answers ");
    }
  }
}
