package dev.kvbench.benchmarks.session;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * For as long as something is measured: when the process is stopped, by Ctrl-C and its like, its
 * forks end, which would go on measuring for nobody, and a line says what is left. Whoever measures
 * stands still meanwhile, for a fork that was stopped is no row that failed.
 */
public final class Farewell implements AutoCloseable {
  /** Ctrl-C goes to the forks too, and one of them may end before this process hears of it. */
  private static final int PATIENCE_MS = 300;

  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread hook;

  /**
   * Begins.
   *
   * @param first done before anything else when the process is stopped
   * @param words said then
   */
  public Farewell(Runnable first, Supplier<String> words) {
    hook =
        new Thread(
            () -> {
              stopping.countDown();
              first.run();
              ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
              System.out.printf("%n%s%n", words.get());
              System.out.flush();
            });
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Does not return where the process is being stopped. */
  public void standStillIfStopped() {
    if (stopping.getCount() == 0) {
      standStill();
    }
  }

  /** Likewise, of a fork that has failed just now, which may be the first sign of it. */
  public void standStillIfStoppedWithFork() {
    try {
      if (stopping.await(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
        standStill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until the process has ended, which does not wait for this thread. */
  private static void standStill() {
    while (true) {
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        // Nobody has use for this thread any more.
      }
    }
  }

  /** Ends; does not return where the process is being stopped. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) { // it has begun
      standStill();
    }
  }
}
