package dev.kvbench.benchmarks.session;

import dev.kvbench.transformer.device.CLibrary;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What happens when the user stops the process, by Ctrl-C and its like: its forks are ended, and a
 * line says what is kept.
 */
public final class ShutdownHook implements AutoCloseable {
  private static final int STOPPED = 130;

  /** Ctrl-C goes to the forks too, and one of them may end before this process hears of it. */
  private static final int DELAY_MS = 300;

  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread hook;

  private ShutdownHook(boolean halt, Supplier<String> message) {
    hook =
        new Thread(
            () -> {
              stopping.countDown();
              try {
                ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
                System.out.printf("%n%s%n", message.get());
                System.out.flush();
              } finally {
                if (halt) {
                  CLibrary.exit(STOPPED);
                  Runtime.getRuntime().halt(STOPPED);
                }
              }
            });
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** For work that is done in forks. */
  static ShutdownHook endingForks(Supplier<String> message) {
    return new ShutdownHook(false, message);
  }

  /**
   * For work that libtorch does in this process, which is halted with exit code 130: an orderly end
   * would free libtorch's tables while it uses them, and crash.
   */
  public static ShutdownHook halting(Supplier<String> message) {
    return new ShutdownHook(true, message);
  }

  /**
   * Returns unless the process is being stopped: then this thread waits for its end.
   *
   * @param afterFailure whether a fork has just failed, which may be the first sign of a stop
   */
  void blockIfStopping(boolean afterFailure) {
    try {
      if (stopping.await(afterFailure ? DELAY_MS : 0, TimeUnit.MILLISECONDS)) {
        awaitEnd();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitEnd() {
    while (true) {
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        // The process ends all the same.
      }
    }
  }

  /** Removes the hook; does not return where the process is being stopped. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) { // it has begun
      awaitEnd();
    }
  }
}
