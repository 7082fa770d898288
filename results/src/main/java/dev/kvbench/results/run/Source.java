package dev.kvbench.results.run;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import dev.kvbench.results.jmh.JmhJson;
import dev.kvbench.results.jmh.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
   * Reads the results of one side.
   *
   * @throws InputException for one that cannot be read, or is there twice: its forks are not two
   *     times as many
   */
  public static List<Source> readAll(List<Path> paths) {
    Set<Path> seen = new HashSet<>();
    for (Path path : paths) {
      try {
        if (Files.exists(path) && !seen.add(path.toRealPath())) {
          throw new InputException(path + " is given twice; name each run once");
        }
      } catch (IOException e) {
        throw new InputException(path + ": cannot be read: " + IoReason.of(e), e);
      }
    }
    return paths.stream().map(Source::read).toList();
  }

  /**
   * Reads results.
   *
   * @throws InputException if there are none, or they are not what JMH writes
   */
  public static Source read(Path path) {
    boolean isFile = Files.isRegularFile(path);
    Path results = isFile ? path : RunDirectory.open(path).jmhJson();
    Path environment = path.resolve(RunDirectory.ENVIRONMENT);
    return new Source(
        path,
        JmhJson.read(results),
        Environment.of(Map.of("jmh", JmhJson.jvm(results))),
        !isFile && Files.exists(environment)
            ? Optional.of(Environment.read(environment))
            : Optional.empty());
  }
}
