package dev.kvbench.benchmarks.session;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks another program for a few lines, which it gives at once. */
final class Subprocess {
  private static final int SECONDS = 60;

  private Subprocess() {}

  /**
   * What a program said.
   *
   * @param exit its exit code
   * @param lines of its standard output and error, without empty ones
   */
  record Answer(int exit, List<String> lines) {
    /** The last thing that it said. */
    String lastLine() {
      return lines.isEmpty() ? "it says nothing" : lines.get(lines.size() - 1).strip();
    }
  }

  /**
   * Runs a command to its end.
   *
   * @throws InputException when it cannot be run, or has not ended after a minute
   */
  static Answer ask(List<String> command) {
    try {
      // A file, for a program that never ends may have no end of things to say.
      Path output = Files.createTempFile("kvbench", ".txt");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new InputException(
              String.join(" ", command) + " has not ended after " + SECONDS + " s");
        }
        String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        return new Answer(
            process.exitValue(), text.lines().filter(line -> !line.isBlank()).toList());
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new InputException(command.get(0) + ": cannot run: " + IoReason.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException(command.get(0) + ": interrupted", e);
    }
  }
}
