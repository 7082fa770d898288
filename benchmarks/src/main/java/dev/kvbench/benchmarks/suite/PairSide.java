package dev.kvbench.benchmarks.suite;

import dev.kvbench.results.InputException;
import dev.kvbench.results.IoReason;
import dev.kvbench.results.JmhRows;
import dev.kvbench.results.RunDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.RunnerException;

/** One of the two builds of a pair: measures forks and keeps them in a run directory. */
final class PairSide {
  private final Path java;
  private final Path jar;
  private final Map<String, String> params;
  private final RunDirectory run;
  private JmhRows rows = JmhRows.none();

  /**
   * A side without results yet.
   *
   * @param java executable
   * @param jar of JMH benchmarks
   * @param params values that replace those of rows
   */
  PairSide(Path java, Path jar, Map<String, String> params, RunDirectory run) {
    this.java = java;
    this.jar = jar;
    this.params = params;
    this.run = run;
  }

  RunDirectory run() {
    return run;
  }

  /**
   * Measures one fork of a row, and puts all that is measured on disk.
   *
   * @return the median of its iterations with the unit, for people
   * @throws RunnerException when it gave no result, with the last that it said
   */
  String fork(PlannedRow row) throws RunnerException {
    try {
      Path result = Files.createTempFile("kvbench-pair", ".json");
      try {
        Files.delete(result); // JMH's own; none is left where it fails
        int code = start(command(row, result)).waitFor();
        if (code != 0 || !Files.exists(result) || Files.size(result) == 0) {
          throw new RunnerException("exit code " + code + ", " + lastWords());
        }
        JmhRows fork = JmhRows.read(result);
        if (fork.rows().size() != 1) {
          throw new RunnerException("gave " + fork.rows().size() + " rows instead of 1");
        }
        rows = rows.pooled(fork);
        run.writeAtomically("jmh.json", rows.toJson());
        return figure(fork);
      } finally {
        Files.deleteIfExists(result);
      }
    } catch (IOException e) {
      throw new InputException(java + ": cannot run: " + IoReason.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunnerException("interrupted", e);
    }
  }

  private static String figure(JmhRows fork) {
    var metric = fork.rows().values().iterator().next().getAsJsonObject("primaryMetric");
    String score = metric.getAsJsonObject("scorePercentiles").get("50.0").getAsString();
    return Figures.threeDigits(Double.parseDouble(score))
        + " "
        + metric.get("scoreUnit").getAsString().replace("/op", "");
  }

  private List<String> command(PlannedRow row, Path result) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.add("-Djmh.ignoreLock=true"); // which this process holds for both sides
    command.addAll(List.of("-jar", jar.toString()));
    command.add("^" + Pattern.quote(row.benchmark()) + "$");
    command.addAll(List.of("-f", "1", "-foe", "true", "-rf", "json", "-rff", result.toString()));
    command.addAll(List.of("-wi", Integer.toString(row.warmupIterations())));
    command.addAll(List.of("-i", Integer.toString(row.iterations())));
    Map<String, String> values = new TreeMap<>(row.params());
    values.putAll(params);
    values.forEach((name, value) -> command.addAll(List.of("-p", name + "=" + value)));
    return command;
  }

  private Process start(List<String> command) throws IOException {
    Files.writeString(
        run.log(),
        "# " + String.join(" ", command.subList(3, command.size())) + System.lineSeparator(),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    File log = run.log().toFile();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  /** The line of the log that names an exception, or its last one. */
  private String lastWords() throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(run.log()), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    int begin = 0;
    for (int i = 0; i < lines.size(); i++) {
      begin = lines.get(i).startsWith("# ^") || lines.get(i).contains(" -foe true ") ? i : begin;
    }
    List<String> own = lines.subList(begin, lines.size());
    return own.stream()
            .filter(line -> line.matches(".*(Exception|Error): .*|kvbench: .*|Error: .*"))
            .reduce((first, second) -> first.startsWith("kvbench") ? first : second)
            .orElse(own.get(own.size() - 1))
            .strip()
        + " (all of it in "
        + run.log()
        + ")";
  }
}
