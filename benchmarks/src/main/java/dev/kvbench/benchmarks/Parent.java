package dev.kvbench.benchmarks;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The JVM that forked this one. */
final class Parent {
  private Parent() {}

  /**
   * Ends a fork with the JVM that forked it. JMH's fork would notice a killed parent only when it
   * has something to tell it, and until then disturb whatever is measured next, for minutes.
   */
  static void endWithIt() {
    if (System.getProperty("sun.java.command", "")
        .startsWith("org.openjdk.jmh.runner.ForkedMain")) {
      Optional<ProcessHandle> parent = ProcessHandle.current().parent();
      parent.ifPresent(
          p -> {
            CompletableFuture<?> unused = p.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
          });
    }
  }
}
