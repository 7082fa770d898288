package dev.kvbench.benchmarks.session;

import dev.kvbench.results.compare.EnvironmentCheck;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import dev.kvbench.results.io.TemporaryFile;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.MissingRows;
import dev.kvbench.results.run.RunDirectory;
import dev.kvbench.transformer.device.MachineProfile;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run while it goes on: its directory, its environment.json, its log, and what it lacks. */
public final class Run {
  private final RunDirectory directory;
  private PrintStream log;
  private Path machine; // its profile; null until it is asked for
  private Path classes;
  private MissingRows missing = MissingRows.none();

  /** A run that begins, or goes on: writes its environment. */
  Run(RunDirectory directory, Environment environment) {
    this.directory = directory;
    write(environment);
  }

  /**
   * An argument for JVMs that measure for the run: what one of them finds out about the machine
   * holds for the next ones. It begins with what the user gave with the same property, if anything.
   */
  public String machineArgument() {
    return "-D" + MachineProfile.PROPERTY + "=" + machine();
  }

  private Path machine() {
    if (machine == null) {
      machine = TemporaryFile.create("kvbench-machine", ".properties");
      machine.toFile().deleteOnExit();
      String given = System.getProperty(MachineProfile.PROPERTY);
      if (given != null) {
        try {
          Files.copy(Path.of(given), machine, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
          throw new InputException(given + ": cannot be read: " + IoReason.of(e), e);
        }
      }
    }
    return machine;
  }

  /**
   * Arguments for JVMs that measure for the run: the first of them leaves the classes that it
   * loaded in a file as it ends, which the next ones map instead of reading and verifying them
   * anew. A JVM that cannot use the file passes over it. None where classes lie in folders: no such
   * file can hold those.
   */
  public List<String> classArguments() {
    if (!Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .allMatch(entry -> Files.isRegularFile(Path.of(entry)))) {
      return List.of();
    }
    if (classes == null) {
      classes = TemporaryFile.create("kvbench-classes", ".jsa");
      classes.toFile().deleteOnExit();
    }
    return List.of(
        (classes.toFile().length() == 0 ? "-XX:ArchiveClassesAtExit=" : "-XX:SharedArchiveFile=")
            + classes,
        "-Xlog:cds=off"); // which old classes it leaves out
  }

  /** Has one profile of the machine for both, which may be of a run that has ended. */
  public void shareMachine(Run other) {
    machine = other.machine();
  }

  public RunDirectory directory() {
    return directory;
  }

  public Path path() {
    return directory.path();
  }

  public void write(String file, String text) {
    directory.write(file, text);
  }

  /** What goes into log.txt; the session closes it. */
  public PrintStream log() {
    if (log == null) {
      try {
        log =
            new PrintStream(
                Files.newOutputStream(
                    directory.log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                true,
                StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new InputException(directory.log() + ": cannot be written: " + IoReason.of(e), e);
      }
    }
    return log;
  }

  /** A part, a row say, has failed: the others are measured all the same. */
  public void fail(String part, String reason) {
    missing = missing.withFailed(part, reason);
  }

  /** The time limit left out some forks of a row, or all of them. */
  public void leaveOut(String row, String forks) {
    missing = missing.withLeftOut(row, forks);
  }

  /** Adds facts to a section of environment.json; a shutdown hook may do so at the same time. */
  public synchronized void add(String section, Map<String, String> facts) {
    write(directory.environment().with(section, facts));
  }

  public MissingRows missing() {
    return missing;
  }

  /** Adds to environment.json how the run ended, and says what it lacks. */
  public void end() {
    missing
        .leftOut()
        .forEach(
            (row, forks) ->
                System.out.printf("left out for the time limit: %s of %s%n", forks, row));
    missing
        .failed()
        .forEach((part, reason) -> System.err.printf("kvbench: failed: %s: %s%n", part, reason));
    writeEnd();
  }

  /** The same for what is told in another way. */
  public void writeEnd() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("ended", Instant.now().toString());
    facts.putAll(missing.facts());
    add(MissingRows.SECTION, facts);
    writeProfile();
  }

  /** Adds the profile of the machine, as far as it is known, to environment.json. */
  void writeProfile() {
    if (machine != null) {
      add(EnvironmentCheck.PROFILE, MachineProfile.read(machine));
    }
  }

  void closeLog() {
    if (log != null) {
      log.close();
    }
  }

  private void write(Environment environment) {
    write("environment.json", environment.toJson());
  }
}
