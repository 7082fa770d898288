package dev.kvbench.benchmarks.session;

import java.util.function.Supplier;

/**
 * For commands that have libtorch compute in their own process: Ctrl-C and its like halt it. An
 * orderly end would free libtorch's tables under its hands, and crash.
 */
public final class HaltOnStop {
  private static final int STOPPED = 130;

  private HaltOnStop() {}

  /** Something to do. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    T get() throws E;
  }

  /**
   * Does something; when the process is stopped meanwhile, it halts with exit code 130.
   *
   * @param farewell what is said then, in a line
   */
  public static <T, E extends Exception> T during(Work<T, E> work, Supplier<String> farewell)
      throws E {
    Thread hook =
        new Thread(
            () -> {
              System.out.printf("%n%s%n", farewell.get());
              System.out.flush();
              Runtime.getRuntime().halt(STOPPED);
            });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.get();
    } finally {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
