package dev.kvbench.transformer.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HostMemoryTest {
  private static final int BLOCKS = 400;

  /** Numbers of a block: 100 KiB. Much larger ones the C library gives back by themselves. */
  private static final int BLOCK = 25 << 10;

  /**
   * What lies below a block in use is not at an end of the heap, where free gives it back itself.
   */
  @Test
  void freedBlocksGoBackToTheSystem() throws Exception {
    Path status = Path.of("/proc/self/status");
    assumeTrue(Files.isReadable(status), "not Linux");
    Torch.start(1);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray[] blocks = new NDArray[BLOCKS];
      for (int i = 0; i < BLOCKS; i++) {
        blocks[i] = manager.ones(new Shape(BLOCK));
      }
      NDArray last = manager.ones(new Shape(BLOCK));
      for (NDArray block : blocks) {
        block.close();
      }
      long before = resident(status);
      HostMemory.release();
      long after = resident(status);
      assertThat(before - after).isGreaterThan(BLOCKS * BLOCK * Float.BYTES / 2);
      assertThat(last.sum().getFloat()).isEqualTo(BLOCK);
    }
  }

  private static long resident(Path status) throws Exception {
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("RssAnon:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}
