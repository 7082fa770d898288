package dev.kvbench.benchmarks.arm;

import ai.djl.ndarray.NDManager;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;

/** The model that a command is about. */
public final class TrainedModel {
  private TrainedModel() {}

  /**
   * Opens it.
   *
   * @param file a checkpoint, or a state dict of the article's model; null for the small model in
   *     the jar
   * @throws InputException with one line that names the file and what is wrong with it
   */
  public static Checkpoint open(Path file, NDManager manager) {
    try {
      return file == null ? Checkpoint.bundled(manager) : Checkpoint.load(file, manager);
    } catch (IOException e) {
      throw new InputException(e.getMessage(), e);
    }
  }
}
