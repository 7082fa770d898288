package dev.kvbench.benchmarks.session;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The JVM that started this one. */
public final class Parent {
  /**
   * A variable of the environment, that a JVM is given which must not outlive the one that started
   * it; its own forks inherit it. A property would be noted in results as a JVM argument.
   */
  public static final String EXIT_WITH_PARENT = "KVBENCH_ENDS_WITH_PARENT";

  private Parent() {}

  /**
   * Ends a fork, or a JVM that was told to, with the JVM that started it. JMH's fork would notice a
   * killed parent only when it has something to tell it, and until then disturb whatever is
   * measured next, for minutes.
   */
  public static void exitWithParent() {
    boolean fork =
        System.getProperty("sun.java.command", "").startsWith("org.openjdk.jmh.runner.ForkedMain");
    if (fork || System.getenv(EXIT_WITH_PARENT) != null) {
      Optional<ProcessHandle> parent = ProcessHandle.current().parent();
      parent.ifPresent(
          p -> {
            CompletableFuture<?> unused = p.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
          });
    }
  }
}
