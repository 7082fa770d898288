package dev.kvbench.benchmarks.pair;

import dev.kvbench.benchmarks.session.BuildInfo;
import dev.kvbench.benchmarks.session.Jvm;
import dev.kvbench.benchmarks.session.Libtorch;
import dev.kvbench.benchmarks.session.Subprocess;
import dev.kvbench.benchmarks.suite.PlannedRow;
import dev.kvbench.benchmarks.suite.SuiteFacts;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import dev.kvbench.results.jmh.RowKey;
import dev.kvbench.results.run.MachineFacts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.RunnerException;

/**
 * One side of a pair, which is measured by JVMs and a jar of its own.
 *
 * @param name base or candidate
 * @param build what the jar says that it was built from
 * @param rows in the order of the other side's
 */
record PairSide(
    String name, Pair.Subject subject, Jvm jvm, Map<String, String> build, List<PlannedRow> rows) {
  /** As {@code --version} prints it. */
  private static final Pattern FACT = Pattern.compile("([a-z][A-Za-z.]*) (\\S+)");

  private static final List<String> LIBRARIES = List.of(BuildInfo.DJL, BuildInfo.LIBTORCH);

  /**
   * Asks a subject what it is.
   *
   * @throws InputException when its jar is none of kvbench, or does not run on its JVM
   */
  static PairSide of(String name, Pair.Subject subject, List<PlannedRow> rows) {
    Path java = subject.java();
    Jvm jvm = Jvm.of(Files.isDirectory(java) ? Jvm.in(java) : java);
    Subprocess.Answer answer = ask(jvm, subject.jar(), List.of("--version"));
    Map<String, String> build = new LinkedHashMap<>();
    for (String line : answer.lines()) {
      Matcher fact = FACT.matcher(line);
      if (fact.matches()) {
        build.put(fact.group(1), fact.group(2));
      }
    }
    if (answer.exit() != 0 || !build.keySet().containsAll(LIBRARIES)) {
      throw new InputException(
          subject.jar() + ": is no jar of kvbench's that runs here: " + answer.lastLine());
    }
    return new PairSide(name, subject, jvm, build, rows);
  }

  private static Subprocess.Answer ask(Jvm jvm, Path jar, List<String> arguments) {
    return Subprocess.ask(Stream.concat(jvm.command(jar).stream(), arguments.stream()).toList());
  }

  /**
   * The rows that the side's jar has of a suite, as {@link #line} has them.
   *
   * @throws InputException when it has no such suite
   */
  Set<String> listed(String suite, Map<String, List<String>> overrides) {
    List<String> command = new ArrayList<>(List.of("suite", suite, "--list"));
    overrides.forEach(
        (name, values) -> command.addAll(List.of("-p", name + "=" + String.join(",", values))));
    subject.params().forEach((name, value) -> command.addAll(List.of("-p", name + "=" + value)));
    Subprocess.Answer answer = ask(jvm, subject.jar(), command);
    List<String> rows = answer.lines().stream().filter(PlannedRow::isLine).toList();
    if (answer.exit() != 0 || rows.isEmpty()) {
      throw new InputException(
          subject.jar() + ": cannot list suite " + suite + ": " + answer.lastLine());
    }
    return rows.stream().map(this::line).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** A row's line without the parameters of which each side has its own value. */
  String line(int row) {
    return line(rows.get(row).line());
  }

  private String line(String line) {
    return RowKey.parse(line).meaningful().withoutParams(subject.params().keySet()).line();
  }

  /** The same side with some of its rows only. */
  PairSide only(List<Integer> numbers) {
    List<PlannedRow> some = numbers.stream().map(rows::get).toList();
    return new PairSide(name, subject, jvm, build, some);
  }

  /** What its results depend on beside the machine: sections of its environment.json. */
  Map<String, Map<String, String>> sections(Map<String, String> suite) {
    Map<String, String> ownBuild = new LinkedHashMap<>(build);
    Map<String, String> engine = new LinkedHashMap<>();
    for (String library : LIBRARIES) {
      engine.put(library, ownBuild.remove(library));
    }
    engine.putAll(SuiteFacts.chosen(rows));
    engine.putAll(Libtorch.variables());
    Map<String, String> pair = new LinkedHashMap<>();
    pair.put("side", name);
    pair.put("jar", String.valueOf(subject.jar().getFileName()));
    pair.put("java", MachineFacts.withoutHome(jvm.java().toString()));
    subject.params().forEach((param, value) -> pair.put("parameter " + param, value));
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    sections.put("jvm", jvm.facts());
    sections.put("engine", engine);
    sections.put("build", ownBuild);
    sections.put("suite", suite);
    sections.put("model", SuiteFacts.model(rows));
    sections.put("pair", pair);
    return sections;
  }

  /**
   * Measures one fork of a row in a JVM of its own.
   *
   * @param timeoutSeconds longest time of an iteration
   * @param result file for JMH's JSON
   * @param log takes what the JVM prints
   * @param machine argument for the JVM that names the profile of the machine
   * @throws RunnerException when it gave no result, with the reason that it printed
   * @throws InputException when it cannot be started
   */
  void fork(PlannedRow row, long timeoutSeconds, Path result, Path log, String machine)
      throws RunnerException {
    try {
      List<String> command = command(row, timeoutSeconds, result, machine);
      Files.writeString(
          log,
          "# " + MachineFacts.withoutHome(String.join(" ", command)) + System.lineSeparator(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      long before = Files.size(log);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().put(Subprocess.EXIT_WITH_PARENT, "true");
      Process process = builder.start();
      process.getOutputStream().close();
      int exit = process.waitFor();
      if (exit != 0 || Files.size(result) == 0) {
        throw new RunnerException(
            "%s (exit code %d; all of it in %s)"
                .formatted(Subprocess.reason(lines(log, before)), exit, log));
      }
    } catch (IOException e) {
      throw new InputException(jvm.java() + ": cannot run: " + IoReason.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunnerException("interrupted", e);
    }
  }

  private List<String> command(PlannedRow row, long timeoutSeconds, Path result, String machine) {
    List<String> command = new ArrayList<>(jvm.command(subject.jar(), machine));
    command.add("^" + Pattern.quote(row.benchmark()) + "$");
    command.addAll(List.of("-f", "1", "-foe", "true", "-to", timeoutSeconds + "s"));
    command.addAll(List.of("-wi", Integer.toString(row.warmupIterations())));
    command.addAll(List.of("-i", Integer.toString(row.iterations())));
    row.params().forEach((param, value) -> command.addAll(List.of("-p", param + "=" + value)));
    command.addAll(List.of("-rf", "json", "-rff", result.toString()));
    return command;
  }

  private static List<String> lines(Path log, long from) throws IOException {
    try (InputStream in = Files.newInputStream(log)) {
      in.skipNBytes(from);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
