package dev.kvbench.benchmarks.cli;

import dev.kvbench.benchmarks.session.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the jar as a user does, in a process of its own. */
final class Kvbench {
  /** How a run of the jar ended. */
  record Ended(int exit, String out, String err) {}

  private static final Path JAR = Path.of(System.getProperty("kvbench.jar", "../benchmarks.jar"));

  private final Path folder;

  /** The jar with this folder as working directory. */
  Kvbench(Path folder) {
    this.folder = folder;
  }

  /** The jar that is tested. */
  static Path jar() {
    return JAR;
  }

  Ended run(String... arguments) throws IOException, InterruptedException {
    return run(List.of(), Map.of(), arguments);
  }

  Ended run(List<String> jvmArguments, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return end(command(jvmArguments, arguments), environment);
  }

  /** Runs any command to its end. */
  Ended end(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("out", ".txt");
    Path err = Files.createTempFile("err", ".txt");
    try {
      Process process = start(out, err, environment, command);
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "still running after 5 minutes: " + command + Files.readString(out));
      }
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** Starts the jar and leaves it running. */
  Process start(Path out, Path err, String... arguments) throws IOException {
    return start(out, err, Map.of(), command(List.of(), arguments));
  }

  private List<String> command(List<String> jvmArguments, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Jvm.forJmh(Runtime.version().feature()));
    command.addAll(jvmArguments);
    command.addAll(List.of("-jar", JAR.toAbsolutePath().normalize().toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private Process start(Path out, Path err, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // it makes every JVM print a line
    builder.environment().putAll(environment);
    return builder.start();
  }
}
