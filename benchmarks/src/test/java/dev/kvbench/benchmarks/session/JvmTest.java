package dev.kvbench.benchmarks.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kvbench.results.io.InputException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class JvmTest {
  private static final Path HOME = Path.of(System.getProperty("java.home"));

  @TempDir Path folder;

  @Test
  void saysWhatItIs() {
    Jvm jvm = Jvm.of(Jvm.in(HOME));
    assertThat(jvm.feature()).isEqualTo(Runtime.version().feature());
    assertThat(jvm.facts())
        .containsEntry("version", ManagementFactory.getRuntimeMXBean().getVmVersion())
        .containsEntry("vendor", ManagementFactory.getRuntimeMXBean().getVmVendor())
        .containsEntry("name", ManagementFactory.getRuntimeMXBean().getVmName())
        .containsKey("args");
    assertThat(jvm.facts().get("maxHeap")).matches("[0-9.]+[KMGT]");
    assertThat(jvm.command(Path.of("x.jar")))
        .startsWith(Jvm.in(HOME).toString(), "-Djmh.ignoreLock=true")
        .endsWith("-jar", "x.jar");
  }

  @Test
  void whereLibrariesAreIsPassedOn() {
    assertThat(
            Jvm.passedOn(
                List.of(
                    "-Xmx4g",
                    "-Djna.library.path=/cuda/lib",
                    "-javaagent:x.jar",
                    "-Dai.djl.offline=true",
                    "-DPYTORCH_FLAVOR=cu128",
                    "-DENGINE_CACHE_DIR=/cache",
                    "-Djava.io.tmpdir=/tmp")))
        .containsExactly(
            "-Djna.library.path=/cuda/lib",
            "-Dai.djl.offline=true",
            "-DPYTORCH_FLAVOR=cu128",
            "-DENGINE_CACHE_DIR=/cache");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs a shell")
  void whatIsNoJavaIsToldInItsOwnWords() throws IOException {
    assertRefused("echo strange option >&2; exit 3", ": is no java: strange option; give");
    assertRefused("exit 0", ": is no java: it says nothing; give");
    assertRefused("echo '    java.specification.version = 11'", ": is Java 11; kvbench needs 17");
    assertRefused("echo '    java.specification.version = 1.8'", ": is Java 1.8; kvbench needs");
  }

  private void assertRefused(String script, String message) throws IOException {
    Path java = Files.writeString(folder.resolve("java"), "#!/bin/sh\n" + script + "\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Jvm.of(java))
        .withMessageStartingWith(java + message);
  }
}
