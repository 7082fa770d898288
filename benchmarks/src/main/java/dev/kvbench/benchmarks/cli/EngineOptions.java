package dev.kvbench.benchmarks.cli;

import ai.djl.Device;
import dev.kvbench.benchmarks.arm.Parameters;
import dev.kvbench.benchmarks.session.Libtorch;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.device.Torch;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Where libtorch computes, for commands that use it in their own process. */
final class EngineOptions {
  @Option(names = "--device", description = "auto, cpu or cuda (default: ${DEFAULT-VALUE})")
  private String device = "auto";

  @Option(
      names = "--threads",
      description = "libtorch's threads; auto is its own choice (default: auto; for quality 1)")
  private String threads;

  /** The threads that were asked for, if any were. */
  Optional<String> threads() {
    return Optional.ofNullable(threads);
  }

  /**
   * Starts libtorch, and finds the device.
   *
   * @param otherwise threads where none were asked for
   * @throws InputException for what there is not here
   */
  Device start(String otherwise) {
    Libtorch.start();
    return valid(
        () -> {
          Torch.start(Parameters.threads(threads().orElse(otherwise)));
          return Torch.device(device);
        });
  }

  /** Has what options say made, which is the user's mistake where it cannot be. */
  static <T> T valid(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
  }
}
