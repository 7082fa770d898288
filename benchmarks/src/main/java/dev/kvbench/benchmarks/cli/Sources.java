package dev.kvbench.benchmarks.cli;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import dev.kvbench.results.run.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the results of one side. */
final class Sources {
  private Sources() {}

  /**
   * All of them.
   *
   * @throws InputException for one that cannot be read, or is there twice: its forks are not two
   *     times as many
   */
  static List<Source> read(List<Path> paths) {
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
}
