package dev.kvbench.benchmarks.pair;

import dev.kvbench.benchmarks.session.FailureReason;
import dev.kvbench.benchmarks.session.Jvm;
import dev.kvbench.benchmarks.session.Parent;
import dev.kvbench.benchmarks.session.Run;
import dev.kvbench.benchmarks.show.Figures;
import dev.kvbench.benchmarks.suite.PlannedRow;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import dev.kvbench.results.jmh.JmhJson;
import dev.kvbench.results.jmh.JmhRows;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.MachineFacts;
import dev.kvbench.results.stats.Estimates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.RunnerException;

/** One side of a pair: measures forks in JVMs of its own, and keeps them in a run directory. */
final class PairSide {
  private final String name;
  private final Jvm jvm;
  private final Path jar;
  private final List<PlannedRow> rows;
  private final Run run;
  private JmhRows measured = JmhRows.none();

  /**
   * A side without results yet.
   *
   * @param name base or candidate
   * @param rows of the side, in the order of the other's
   */
  PairSide(String name, Jvm jvm, Path jar, List<PlannedRow> rows, Run run) {
    this.name = name;
    this.jvm = jvm;
    this.jar = jar;
    this.rows = rows;
    this.run = run;
  }

  String name() {
    return name;
  }

  List<PlannedRow> rows() {
    return rows;
  }

  Run run() {
    return run;
  }

  /**
   * Measures one fork of a row, and puts all that is measured on disk.
   *
   * @param timeoutSeconds longest time of an iteration
   * @return the median of its iterations with the unit, for people
   * @throws RunnerException when it gave no result, with the reason that it said
   * @throws InputException when it cannot be started, or its result cannot be written
   */
  String fork(PlannedRow row, long timeoutSeconds) throws RunnerException {
    try {
      Path result = Files.createTempFile("kvbench-pair", ".json");
      try {
        long before = Files.exists(run.directory().log()) ? Files.size(run.directory().log()) : 0;
        int exit = run(command(row, timeoutSeconds, result));
        if (exit != 0 || Files.size(result) == 0) {
          throw new RunnerException(reason(before, exit));
        }
        String figure = figure(result);
        measured = measured.pooled(JmhRows.read(result));
        run.directory().writeAtomically("jmh.json", measured.toJson());
        return figure;
      } finally {
        Files.deleteIfExists(result);
      }
    } catch (IOException e) {
      throw new InputException(jvm.java() + ": cannot run: " + IoReason.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunnerException("interrupted", e);
    }
  }

  private List<String> command(PlannedRow row, long timeoutSeconds, Path result) {
    List<String> command = new ArrayList<>(jvm.command(jar));
    command.add("^" + Pattern.quote(row.benchmark()) + "$");
    command.addAll(List.of("-f", "1", "-foe", "true", "-to", timeoutSeconds + "s"));
    command.addAll(List.of("-wi", Integer.toString(row.warmupIterations())));
    command.addAll(List.of("-i", Integer.toString(row.iterations())));
    row.params().forEach((param, value) -> command.addAll(List.of("-p", param + "=" + value)));
    command.addAll(List.of("-rf", "json", "-rff", result.toString()));
    return command;
  }

  private int run(List<String> command) throws IOException, InterruptedException {
    Files.writeString(
        run.directory().log(),
        "# " + MachineFacts.withoutHome(String.join(" ", command)) + System.lineSeparator(),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(run.directory().log().toFile()));
    builder.environment().put(Parent.TIED, "true");
    Process process = builder.start();
    process.getOutputStream().close();
    return process.waitFor();
  }

  /** What the fork measured, if it is one row that a ratio can be made of. */
  private static String figure(Path result) throws RunnerException {
    try {
      List<Row> rows = JmhJson.read(result);
      if (rows.size() != 1) {
        throw new RunnerException("gave " + rows.size() + " rows instead of 1");
      }
      Row row = rows.get(0);
      return Figures.threeDigits(Estimates.of(row).value())
          + " "
          + row.primary().unit().replace("/op", "");
    } catch (InputException e) {
      throw new RunnerException(e.getMessage(), e);
    }
  }

  /** Why a fork failed, from what it wrote into the log. */
  private String reason(long before, int exit) throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try (InputStream log = Files.newInputStream(run.directory().log())) {
      log.skipNBytes(before);
      log.transferTo(written);
    }
    String said = FailureReason.in(written.toString(StandardCharsets.UTF_8).lines().toList());
    return said + " (exit code " + exit + "; all of it in " + run.directory().log() + ")";
  }
}
