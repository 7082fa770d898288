package dev.kvbench.benchmarks.session;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks another program for a few lines. */
public final class Subprocess {
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
      Path output = Files.createTempFile("kvbench", ".txt");
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
}
