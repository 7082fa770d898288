package dev.kvbench.benchmarks.doctor;

import dev.kvbench.benchmarks.Parent;
import dev.kvbench.results.IoReason;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What {@link EngineProbe} told.
 *
 * @param facts by name
 * @param answers of the engines
 * @param end how its process ended, in words; empty where it told all
 */
record EngineReport(Map<String, String> facts, List<Answer> answers, String end) {
  static final String FAILURE = "failure";
  static final String COMPLETE = "complete";
  static final String BUILT_FOR_CUDA = "builtForCuda";
  static final String WAITS_BY = "cuda.waitsBy";
  private static final String MARK = "kvbench-fact\t";

  /**
   * Runs the probe.
   *
   * @param fetch whether DJL may fetch a libtorch; its progress is then shown
   */
  static EngineReport run(boolean fetch) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("kvbench-doctor");
      File out = folder.resolve("out").toFile();
      File err = folder.resolve("err").toFile();
      ProcessBuilder builder =
          new ProcessBuilder(command(fetch, folder)).redirectOutput(out).redirectError(err);
      if (fetch) {
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      } else {
        builder.environment().put("DJL_OFFLINE", "true");
      }
      builder.environment().put(Parent.TIED, "true");
      Process process = builder.start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(fetch ? 120 : 3, TimeUnit.MINUTES);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      return parse(
          lines(out), ended ? words(process.exitValue(), lines(err)) : "it did not come to an end");
    } catch (IOException e) {
      return new EngineReport(Map.of(), List.of(), "it cannot be started: " + IoReason.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new EngineReport(Map.of(), List.of(), "it was interrupted");
    } finally {
      delete(folder);
    }
  }

  private static List<String> command(boolean fetch, Path folder) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-agent") && !argument.startsWith("-javaagent"))
        .forEach(command::add);
    if (!fetch) {
      command.add("-Dai.djl.offline=true");
    }
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:ErrorFile=" + folder.resolve("crash"),
            "-cp",
            System.getProperty("java.class.path"),
            EngineProbe.class.getName()));
    return command;
  }

  private static void delete(Path folder) {
    if (folder != null) {
      for (String name : List.of("out", "err", "crash")) {
        folder.resolve(name).toFile().delete();
      }
      folder.toFile().delete();
    }
  }

  private static List<String> lines(File file) throws IOException {
    return file.exists()
        ? new String(Files.readAllBytes(file.toPath()), StandardCharsets.UTF_8).lines().toList()
        : List.of();
  }

  private static String words(int exit, List<String> err) {
    String last = err.stream().filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse("");
    return "its JVM ended with code "
        + exit
        + (exit > 128 ? ", so it crashed or was killed" : "")
        + (last.isEmpty() ? "" : ": " + last.strip());
  }

  static String line(String name, String value) {
    return MARK + name + '\t' + value.replaceAll("\\s+", " ");
  }

  /**
   * Reads what it printed.
   *
   * @param end how it ended, for the case that it did not tell all
   */
  static EngineReport parse(List<String> lines, String end) {
    Map<String, String> facts = new LinkedHashMap<>();
    List<Answer> answers = new ArrayList<>();
    for (String line : lines) {
      String[] parts = line.split("\t", 3);
      if (line.startsWith(MARK) && parts.length == 3) {
        facts.put(parts[1], parts[2]);
      }
      Answer.parse(line).ifPresent(answers::add);
    }
    boolean told = facts.containsKey(FAILURE) || facts.containsKey(COMPLETE);
    return new EngineReport(facts, answers, told ? "" : end);
  }

  boolean started() {
    return facts.containsKey("libtorch");
  }

  boolean cudaWorks() {
    return Boolean.parseBoolean(facts.get("cuda"));
  }

  boolean builtForCuda() {
    return Boolean.parseBoolean(facts.get(BUILT_FOR_CUDA));
  }

  /** That libtorch runs, or why it does not; and what its arms answer. */
  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    if (started()) {
      findings.add(
          Finding.ok(
              "engine",
              String.format(
                  "DJL %s runs libtorch %s, built %s CUDA, with %s threads",
                  facts.get("djl"),
                  facts.get("libtorch"),
                  builtForCuda() ? "with" : "without",
                  facts.get("threads"))));
    } else if (facts.containsKey(FAILURE)) {
      findings.add(
          Finding.problem("engine", facts.get(FAILURE), "see libtorch and engine cache above"));
    }
    answers.forEach(answer -> findings.add(answer.finding()));
    if (!end.isEmpty()) {
      findings.add(
          Finding.problem(
              "engine",
              (started() ? "libtorch started, but then " : "libtorch cannot be started: ") + end,
              "this libtorch does not fit DJL or this processor: unset PYTORCH_LIBRARY_PATH, or"
                  + " delete the engine cache and let the jar unpack its own again"));
    }
    return findings;
  }
}
