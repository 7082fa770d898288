package dev.kvbench.benchmarks.session;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import dev.kvbench.results.io.TemporaryFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Other processes: asking one for a few lines, why one failed, and ending with the parent. */
public final class Subprocess {
  /**
   * A variable of the environment, that a JVM is given which must not outlive the one that started
   * it; its own forks inherit it. A property would be noted in results as a JVM argument.
   */
  public static final String EXIT_WITH_PARENT = "KVBENCH_ENDS_WITH_PARENT";

  /** What JMH, a JVM, libtorch or kvbench says of a failure; the first such line is its cause. */
  private static final Pattern REASON =
      Pattern.compile(
          "kvbench: .*|Error: .*|what\\(\\): .*"
              + "|(Caused by: |Exception in thread \"[^\"]*\" )?[\\w.$]+(Exception|Error)(: .*)?");

  private static final long SECONDS = 60;

  private Subprocess() {}

  /**
   * What a program said.
   *
   * @param exit its exit code
   * @param lines that it printed, without empty ones
   */
  public record Answer(int exit, List<String> lines) {
    /** The last thing that it said. */
    public String lastLine() {
      return lines.isEmpty() ? "it says nothing" : lines.get(lines.size() - 1).strip();
    }
  }

  /**
   * Runs a command to its end.
   *
   * @throws InputException when it cannot be run, or has not ended after a minute
   */
  public static Answer ask(List<String> command) {
    return ask(new ProcessBuilder(command).redirectErrorStream(true), SECONDS);
  }

  /**
   * Runs a process to its end.
   *
   * @param builder of the process, whose standard output is read
   * @param seconds that it may take
   * @throws InputException when it cannot be run, or has not ended in time
   */
  public static Answer ask(ProcessBuilder builder, long seconds) {
    String name = builder.command().get(0);
    try {
      // A file, for a program that never ends may have no end of things to say.
      Path output = TemporaryFile.create("kvbench", ".txt");
      try {
        Process process = builder.redirectOutput(output.toFile()).start();
        process.getOutputStream().close();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new InputException(name + ": has not ended after " + seconds + " s");
        }
        String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        return new Answer(
            process.exitValue(), text.lines().filter(line -> !line.isBlank()).toList());
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new InputException(name + ": cannot run: " + IoReason.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException(name + ": interrupted", e);
    }
  }

  /** The line of a failed JVM's output that says why; the last one where none does; or empty. */
  public static String reason(List<String> lines) {
    List<String> said = lines.stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
    return said.stream()
        .filter(line -> REASON.matcher(line).matches())
        .findFirst()
        .orElse(said.isEmpty() ? "" : said.get(said.size() - 1));
  }

  /** Whether another kvbench has started this JVM, and ends it. */
  static boolean isOfKvbench() {
    return System.getenv(EXIT_WITH_PARENT) != null;
  }

  /**
   * Ends a fork, or a JVM that was told to, with the JVM that started it. JMH's fork would notice a
   * killed parent only when it has something to tell it, and until then disturb whatever is
   * measured next, for minutes.
   */
  public static void exitWithParent() {
    boolean fork =
        System.getProperty("sun.java.command", "").startsWith("org.openjdk.jmh.runner.ForkedMain");
    if (fork || isOfKvbench()) {
      ProcessHandle.current()
          .parent()
          .ifPresent(
              parent -> {
                CompletableFuture<?> unused =
                    parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
              });
    }
  }
}
