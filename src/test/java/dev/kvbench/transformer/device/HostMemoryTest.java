package dev.kvbench.transformer.device;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.WithManager;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class HostMemoryTest extends WithManager {
  private static final int BLOCKS = 400;

  /** Numbers of a block: 100 KiB. Much larger ones the C library gives back by themselves. */
  private static final int BLOCK = 25 << 10;

  /**
   * What lies below a block in use is not at an end of the heap, where free gives it back itself.
   */
  @Test
  void freedBlocksGoBackToTheSystem() throws IOException {
    NDArray[] blocks = new NDArray[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
      blocks[i] = manager.ones(new Shape(BLOCK));
    }
    NDArray last = manager.ones(new Shape(BLOCK));
    for (NDArray block : blocks) {
      block.close();
    }
    long before = residentKib();
    HostMemory.release();
    long after = residentKib();
    assertThat(before - after).isGreaterThan(BLOCKS * BLOCK / 1024 * Float.BYTES / 2);
    assertThat(last.sum().getFloat()).isEqualTo(BLOCK);
  }
}
