package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code bench}, with stand-ins for Maven, Java and NVIDIA's tool. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "DJL's CUDA is for these")
class BenchTest {
  private static final String GPU = "echo 'GPU 0: NVIDIA H200 (UUID: GPU-1)'";

  /** Says the jar's content, its arguments and the flavour; doctor ends as the file says. */
  private static final String JAVA =
      """
      case "$*" in
        *-version) echo "    java.specification.version = 17" >&2 ;;
        *doctor*)
          echo "doctor of $(cat "$2"), flavour ${PYTORCH_FLAVOR:-none}" >> doctors
          cat verdict
          ! grep -q problem verdict ;;
        *) echo "$(cat "$2") ${*:3} ${PYTORCH_FLAVOR:-none}" ;;
      esac
      """;

  private static final String MAVEN =
      """
      case "$*" in *-Pcuda*) echo "cuda jar" ;; *) echo "cpu jar" ;; esac > benchmarks.jar
      echo built >> builds
      """;

  @TempDir Path folder;

  @BeforeEach
  void aCheckout() throws IOException {
    Files.copy(Path.of("../bench"), folder.resolve("bench"));
    Files.createDirectories(folder.resolve("bin"));
    for (String source :
        List.of("src", "results", "plot", "benchmarks", ".mvn", "benchmarks/suites")) {
      Files.createDirectories(folder.resolve(source).resolve("main"));
      Files.createDirectories(folder.resolve(source).resolve("src/main"));
      Files.writeString(folder.resolve(source).resolve("pom.xml"), "");
    }
    Files.copy(Path.of("../pom.xml"), folder.resolve("pom.xml"));
    script("mvnw", MAVEN);
    script("bin/java", JAVA);
    script("bin/nvidia-smi", GPU);
    verdict("ok       CUDA        works\n");
  }

  private void script(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "#!/usr/bin/env bash\n" + text + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private void verdict(String doctor) throws IOException {
    Files.writeString(folder.resolve("verdict"), doctor);
  }

  /** Runs it and expects that it comes to running the jar. */
  private Kvbench.Ended bench(Map<String, String> variables, String... arguments) throws Exception {
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    environment.put("JAVA_HOME", "");
    List<String> command = new ArrayList<>(List.of("bash", "bench"));
    command.addAll(List.of(arguments));
    Kvbench.Ended ended = new Kvbench(folder).end(command, environment);
    assertThat(ended.exit()).as(ended.err()).isZero();
    return ended;
  }

  private long count(String file) throws IOException {
    Path path = folder.resolve(file);
    return Files.exists(path) ? Files.readAllLines(path).size() : 0;
  }

  @Test
  void withoutAGpuItIsTheNormalJarBuiltOnce() throws Exception {
    script("bin/nvidia-smi", "echo 'No devices were found'; exit 6");
    assertThat(bench(Map.of(), "suite", "smoke").out()).isEqualTo("cpu jar suite smoke none\n");
    assertThat(bench(Map.of()).err()).isEmpty();
    assertThat(count("builds")).isEqualTo(1);
    Files.setLastModifiedTime(
        folder.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(bench(Map.of()).err()).hasLineCount(1).contains("building benchmarks.jar (");
  }

  @Test
  void besideAGpuCudaIsFetchedAndTriedOnce() throws Exception {
    Kvbench.Ended first = bench(Map.of("ENGINE_CACHE_DIR", "/big"), "suite", "smoke");
    assertThat(first.out()).isEqualTo("cuda jar suite smoke cu128\n");
    assertThat(first.err())
        .contains("nvidia-smi lists a GPU", "--cpu")
        .containsPattern("where /big lacks libtorch \\d[\\d.]+\\+cu128, DJL fetches it, some GB");
    assertThat(folder.resolve("doctors")).hasContent("doctor of cuda jar, flavour cu128");

    Kvbench.Ended second = bench(Map.of());
    assertThat(second.out()).isEqualTo("cuda jar  cu128\n");
    assertThat(second.err()).isEmpty();

    // a new commit: built anew, but CUDA is known to work
    Files.setLastModifiedTime(
        folder.resolve("benchmarks.jar"), FileTime.from(Instant.now().minusSeconds(60)));
    assertThat(bench(Map.of()).out()).isEqualTo("cuda jar  cu128\n");
    assertThat(count("builds")).isEqualTo(2);
    assertThat(count("doctors")).isEqualTo(1);

    assertThat(bench(Map.of(), "--cpu", "suite").out()).isEqualTo("cpu jar suite none\n");
    assertThat(bench(Map.of(), "--cpu").err()).isEmpty();
  }

  @Test
  void whereCudaFailsItSaysWhyAndTakesTheCpu() throws Exception {
    verdict(
        "ok       memory      16 GiB\nproblem  libtorch    cannot download; go online\n  → try\n");
    Kvbench.Ended first = bench(Map.of(), "suite", "smoke");
    assertThat(first.out()).isEqualTo("cpu jar suite smoke none\n");
    assertThat(first.err())
        .contains("CUDA failed: libtorch: cannot download; building benchmarks.jar with the CPU's");

    Kvbench.Ended second = bench(Map.of());
    assertThat(second.out()).isEqualTo("cpu jar  none\n");
    assertThat(second.err())
        .hasLineCount(1)
        .contains("as CUDA failed here: libtorch: cannot download (to try it again: rm ");
    assertThat(count("builds")).isEqualTo(2);

    verdict("ok       CUDA        works\n");
    Files.delete(folder.resolve("target/bench"));
    assertThat(bench(Map.of()).out()).isEqualTo("cuda jar  cu128\n");
  }

  /** As beside another run: neither that CUDA works nor that it fails is remembered. */
  @Test
  void whatWasNotTriedIsTriedTheNextTime() throws Exception {
    script("bin/java", JAVA.replace("! grep -q problem verdict", "exit 2"));
    Kvbench.Ended first = bench(Map.of(), "suite", "smoke");
    assertThat(first.out()).isEqualTo("cuda jar suite smoke cu128\n");
    assertThat(first.err()).contains("CUDA was not tried").doesNotContain("CUDA failed");
    script("bin/java", JAVA);
    assertThat(bench(Map.of()).err()).contains("trying CUDA");
    assertThat(bench(Map.of()).err()).isEmpty();
    assertThat(count("doctors")).isEqualTo(2);
    assertThat(count("builds")).isEqualTo(1);
  }

  /** A libtorch that the user names needs no other, and the CPU's own is asked for at once. */
  @Test
  void whoSaysWhichLibtorchIsNotSecondGuessed() throws Exception {
    assertThat(bench(Map.of("PYTORCH_LIBRARY_PATH", "/torch", "PYTORCH_FLAVOR", "cu126")).out())
        .isEqualTo("cpu jar  cu126\n");
    assertThat(bench(Map.of("PYTORCH_FLAVOR", "cpu")).err()).isEmpty();
    assertThat(bench(Map.of(), "--cpu").err()).isEmpty();
    assertThat(count("builds")).isEqualTo(1);
  }

  @Test
  void aJarWithoutLibtorchIsNeverTakenForTheCpus() throws Exception {
    script("bin/java", JAVA.replace("cat verdict", "kill -TERM $PPID; sleep 1"));
    Map<String, String> path =
        Map.of("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"), "JAVA_HOME", "");
    Kvbench.Ended stopped = new Kvbench(folder).end(List.of("bash", "bench"), path);
    assertThat(stopped.exit()).isEqualTo(130);
    assertThat(stopped.err()).doesNotContain("CUDA failed");
    assertThat(folder.resolve("benchmarks.jar")).hasContent("cuda jar");
    assertThat(bench(Map.of(), "--cpu").out()).isEqualTo("cpu jar  none\n");
  }
}
