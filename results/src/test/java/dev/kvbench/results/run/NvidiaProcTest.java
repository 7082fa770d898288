package dev.kvbench.results.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NvidiaProcTest {
  @TempDir Path proc;

  @Test
  void namesEveryGpuInBusOrder() throws IOException {
    gpu("0000:41:00.0", "Model: \t\t NVIDIA H200\nIRQ:   \t\t 98\n");
    gpu("0000:04:00.0", "Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 97\n");
    gpu("0000:81:00.0", "IRQ:   \t\t 99\n");

    assertThat(NvidiaProc.models(proc))
        .containsExactly("NVIDIA H100 80GB HBM3", "NVIDIA H200", "unknown");
  }

  @Test
  void withoutTheDriverThereAreNone() throws IOException {
    assertThat(NvidiaProc.models(proc)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15, 535.104.05",
    "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build, 570.86.15",
    "NVRM version: none,"
  })
  void readsTheDriversVersion(String line, String version) throws IOException {
    Files.writeString(proc.resolve("version"), line + "\nGCC version:  gcc version 12.3.0 (x)\n");

    assertThat(NvidiaProc.driver(proc)).isEqualTo(version);
  }

  private void gpu(String bus, String information) throws IOException {
    Path gpu = Files.createDirectories(proc.resolve("gpus").resolve(bus));
    Files.writeString(gpu.resolve("information"), information);
  }
}
