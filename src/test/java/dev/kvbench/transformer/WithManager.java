package dev.kvbench.transformer;

import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.device.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

/** Gives each test libtorch with one thread and a manager of its own. */
public abstract class WithManager {
  protected NDManager manager;

  /**
   * Starts libtorch with one thread, without TorchScript's optimiser, which would take longer than
   * all scripts.
   */
  public static void startTorch() {
    Torch.start(1);
    Torch.optimise(false);
  }

  @BeforeEach
  public void openManager() {
    startTorch();
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  public void closeManager() {
    manager.close();
  }

  protected final int arrays() {
    return manager.getManagedArrays().size();
  }

  /** KiB of this process in memory, files that it maps left out; only Linux tells. */
  public static long residentKib() throws IOException {
    Path status = Path.of("/proc/self/status");
    Assumptions.assumeTrue(Files.isReadable(status), "not Linux");
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("RssAnon:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}
