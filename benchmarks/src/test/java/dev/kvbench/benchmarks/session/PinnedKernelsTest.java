package dev.kvbench.benchmarks.session;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.device.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PinnedKernelsTest {
  @TempDir private Path folder;

  private Path profile(String lines) throws IOException {
    Torch.start(1);
    return Files.writeString(folder.resolve("machine"), lines);
  }

  /** Libtorch's bags are made for few rows, XNNPACK's kernels for float32. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kernels.cpu.float32.threads1.embed8.layers1=aten,bag,aten | 'bag' does not run",
        "kernels.cpu.bfloat16.threads1.embed8.layers1=xnnpack,aten,aten | 'xnnpack' does not run",
        "kernels.cpu.float32.threads1.embed8.layers1=aten,aten,warp | 'warp' does not run",
        "kernels.cpu.float32.threads1.embed8.layers1=aten | must be three kernels, not 'aten'",
        "kernels.cpu.int4.threads1.embed8.layers1=aten,aten,aten | unknown dtype 'int4'"
      })
  void aKernelThatDoesNotRunHereIsRefusedByName(String line, String reason) throws IOException {
    Path profile = profile(line);
    assertThatThrownBy(() -> PinnedKernels.require(profile))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(reason)
        .message()
        .hasLineCount(1);
  }

  @Test
  void whatRunsIsTaken() throws IOException {
    PinnedKernels.require(
        profile("ceiling.x=1\nkernels.cpu.float32.threads9.embed256.layers4=bag,aten,aten\n"));
  }
}
