package dev.kvbench.results.run;

import dev.kvbench.results.io.AtomicFile;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import dev.kvbench.results.jmh.JmhJson;
import dev.kvbench.results.jmh.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** One run's results and where they come from, in a directory of their own. */
public final class RunDirectory {
  /**
   * UTC, so that names sort by time and never repeat: local clocks go back an hour once a year, and
   * runs of machines in several zones end up side by side.
   */
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** What every file system and shell takes as a name without quoting. */
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  static final String JMH_JSON = "jmh.json";

  /** The file of what the results depend on, as {@link Environment} writes it. */
  public static final String ENVIRONMENT = "environment.json";

  private final Path path;

  private RunDirectory(Path path) {
    this.path = path;
  }

  /**
   * Makes {@code root/<yyyyMMdd-HHmmss>-<suite>}, the time in UTC, and the root where it is
   * missing. If the name is taken, by a run that started in the same second, {@code -2}, {@code
   * -3}, ... is added.
   *
   * @throws InputException if the suite's name is not fit for a file name, or the directory cannot
   *     be made
   */
  public static RunDirectory create(Path root, String suite, Instant start) {
    if (!PLAIN_NAME.matcher(suite).matches()) {
      throw new InputException(
          "suite \"" + suite + "\": use letters, digits, '.', '_' and '-' for its name");
    }
    String name = STAMP.format(start) + "-" + suite;
    try {
      Files.createDirectories(root);
      return new RunDirectory(createUnique(root, name));
    } catch (IOException e) {
      throw new InputException(
          "%s: cannot make a run directory here: %s; choose another place for results"
              .formatted(root, IoReason.of(e)),
          e);
    }
  }

  /** Creation itself claims the name, so that two processes cannot both get it. */
  private static Path createUnique(Path root, String name) throws IOException {
    for (int number = 1; ; number++) {
      try {
        return Files.createDirectory(root.resolve(number == 1 ? name : name + "-" + number));
      } catch (FileAlreadyExistsException e) {
        // Taken: try the next number.
      }
    }
  }

  /**
   * The run directory of an earlier run of benchmarks.
   *
   * @throws InputException if it is no directory or holds no {@code jmh.json}
   */
  public static RunDirectory open(Path directory) {
    return open(directory, JMH_JSON);
  }

  /**
   * The run directory of an earlier run.
   *
   * @param results the file that its results are in
   * @throws InputException if it is no directory or does not hold that file
   */
  public static RunDirectory open(Path directory, String results) {
    if (!Files.isDirectory(directory)) {
      String what = Files.exists(directory) ? "is not a directory" : "does not exist";
      throw new InputException(directory + ": " + what + "; give a run directory");
    }
    RunDirectory run = new RunDirectory(directory);
    if (!Files.isRegularFile(run.file(results))) {
      throw new InputException(
          "%s has no results: no %s in it; give a run directory that has it"
              .formatted(directory, results));
    }
    return run;
  }

  public Path path() {
    return path;
  }

  /** The results as JMH writes them. */
  public Path jmhJson() {
    return file(JMH_JSON);
  }

  /** What the results depend on, as {@link Environment} writes it. */
  public Path environmentJson() {
    return file(ENVIRONMENT);
  }

  /** What the run printed. */
  public Path log() {
    return file("log.txt");
  }

  /** A file directly in this directory, whether or not it exists. */
  public Path file(String name) {
    return path.resolve(name);
  }

  /**
   * The rows of {@code jmh.json}.
   *
   * @throws InputException as {@link JmhJson#read}
   */
  public List<Row> rows() {
    return JmhJson.read(jmhJson());
  }

  /**
   * The contents of {@code environment.json}.
   *
   * @throws InputException as {@link Environment#read}
   */
  public Environment environment() {
    return Environment.read(environmentJson());
  }

  /**
   * Writes a text file of this directory, whole or not at all, as {@link AtomicFile} does.
   *
   * @throws InputException if it cannot be written; the old content is still there
   */
  public void write(String name, String content) {
    AtomicFile.write(file(name), content.getBytes(StandardCharsets.UTF_8));
  }
}
