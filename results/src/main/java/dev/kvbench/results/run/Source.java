package dev.kvbench.results.run;

import dev.kvbench.results.jmh.JmhFile;
import dev.kvbench.results.jmh.JmhJson;
import dev.kvbench.results.jmh.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Results to compare: a run directory, or a bare file that JMH wrote with {@code -rf json}.
 *
 * @param path as the user gave it
 * @param rows in the file's order
 * @param jvm what JMH itself says about the JVM that it measured in
 * @param environment what the run directory says; none of a bare file
 */
public record Source(
    Path path, List<Row> rows, Environment jvm, Optional<Environment> environment) {

  /**
   * Reads results.
   *
   * @throws dev.kvbench.results.io.InputException if there are none, or they are not what JMH
   *     writes
   */
  public static Source read(Path path) {
    if (Files.isRegularFile(path)) {
      return of(path, JmhJson.readFile(path), Optional.empty());
    }
    RunDirectory run = RunDirectory.open(path);
    return of(
        path,
        JmhJson.readFile(run.jmhJson()),
        Files.exists(run.environmentJson()) ? Optional.of(run.environment()) : Optional.empty());
  }

  private static Source of(Path path, JmhFile file, Optional<Environment> environment) {
    return new Source(path, file.rows(), Environment.of(Map.of("jmh", file.jvm())), environment);
  }
}
