package dev.kvbench.benchmarks.doctor;

import dev.kvbench.benchmarks.session.FailureReason;
import dev.kvbench.benchmarks.session.Libtorch;
import dev.kvbench.benchmarks.session.Parent;
import dev.kvbench.results.io.IoReason;
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
  static final String BUILD = "libtorch.build";
  static final String LIBRARY = "djl.library";

  /** Said before a GPU is used. */
  static final String GPU_TRIED = "gpu.tried";

  /** How the host waited for the GPU, said after it did. */
  static final String AWAITED = "gpu.awaited";

  static final String GPU_TROUBLE = "gpu.trouble";
  private static final String NO_END = "it did not come to an end within ";
  private static final String MARK = "kvbench-fact\t";

  /**
   * Runs the probe.
   *
   * @param fetch whether DJL may fetch a libtorch; its progress is then shown
   * @param minutes that it may take
   */
  static EngineReport run(boolean fetch, int minutes) {
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
      boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      return parse(
          lines(out),
          ended ? words(process.exitValue(), lines(err)) : NO_END + minutes + " minutes");
    } catch (IOException e) {
      return new EngineReport(Map.of(), List.of(), "it cannot be started: " + IoReason.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new EngineReport(Map.of(), List.of(), "it was interrupted");
    } finally {
      delete(folder);
    }
  }

  /**
   * Of a libtorch that was not started.
   *
   * @param cudart what CUDA's runtime told
   */
  static EngineReport notStarted(Map<String, String> cudart) {
    return new EngineReport(cudart, List.of(), "");
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
    String reason = FailureReason.in(err);
    return "its JVM ended with code "
        + exit
        + (exit > 128 ? ", so it crashed or was killed" : "")
        + (reason.isEmpty() ? "" : ": " + reason);
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

  /** Whether libtorch and DJL see a GPU; it need not work. */
  boolean seesGpu() {
    return Boolean.parseBoolean(facts.get("cuda"));
  }

  /** Whether the GPU was waited for, and every answer of it is right. */
  boolean cudaWorks() {
    return seesGpu() && facts.containsKey(AWAITED) && gpuTrouble().isEmpty();
  }

  /** What went wrong with a GPU that is seen; empty where nothing did. */
  String gpuTrouble() {
    if (facts.containsKey(GPU_TROUBLE)) {
      return "it fails: " + facts.get(GPU_TROUBLE);
    }
    if (!end.isEmpty()) {
      return "it fails: " + end;
    }
    List<Answer> ofGpu = answers.stream().filter(answer -> !answer.device().equals("cpu")).toList();
    if (ofGpu.isEmpty()) {
      return "it gave no answer";
    }
    long wrong = ofGpu.stream().filter(answer -> !answer.agrees()).count();
    return wrong == 0
        ? ""
        : String.format("it answers wrongly in %d of %d cases, see above", wrong, ofGpu.size());
  }

  /** Ten times the first GPU's compute capability; 0 where it is unknown. */
  int computeCapability() {
    String capability =
        facts.getOrDefault("cuda.computeCapability", facts.get(CudaRuntime.CAPABILITY));
    return capability != null && capability.matches("\\d{2,4}") ? Integer.parseInt(capability) : 0;
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
                  "DJL %s, with its library %s, runs libtorch %s, built %s CUDA, with %s threads",
                  facts.get("djl"),
                  facts.getOrDefault(LIBRARY, "unknown"),
                  facts.getOrDefault(BUILD, facts.get("libtorch")),
                  builtForCuda() ? "with" : "without",
                  facts.get("threads"))));
    } else if (facts.containsKey(FAILURE)) {
      findings.add(
          Finding.problem(
              "engine",
              facts.get(FAILURE),
              facts.get(FAILURE).contains(Libtorch.DRIVER) // then it says itself what to do
                  ? ""
                  : "see libtorch and engine cache above"));
    } else if (end.isEmpty()) {
      findings.add(Finding.note("engine", "was not started beside somebody's measurement", ""));
    }
    answers.forEach(answer -> findings.add(answer.finding()));
    if (!end.isEmpty() && !facts.containsKey(GPU_TRIED)) { // else it is told with CUDA
      findings.add(
          Finding.problem(
              "engine",
              (started() ? "libtorch started, but then " : "libtorch cannot be started: ") + end,
              end.startsWith(NO_END)
                  ? "try again on a machine that is less busy; delete folders tmp… of the engine"
                      + " cache, which it may have left while it unpacked"
                  : "this libtorch does not fit DJL or this processor: unset PYTORCH_LIBRARY_PATH,"
                      + " or delete the engine cache and let the jar unpack its own again"));
    }
    return findings;
  }
}
