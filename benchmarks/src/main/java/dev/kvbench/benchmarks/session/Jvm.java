package dev.kvbench.benchmarks.session;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.run.MachineFacts;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JVM to measure in, which need not be the one that this runs on.
 *
 * @param java executable
 * @param feature its version, for example 17
 * @param facts for section {@code jvm} of an environment
 */
public record Jvm(Path java, int feature, Map<String, String> facts) {
  private static final int FLOOR = 17;

  private static final Pattern SETTING =
      Pattern.compile(
          "\\s*(java\\.specification\\.version|java\\.vm\\.vendor|java\\.vm\\.name"
              + "|java\\.vm\\.version|Max\\. Heap Size \\(Estimated\\))(?: =|:) (.*)");

  /** By these DJL finds libtorch and CUDA's runtime. */
  private static final Pattern LIBRARIES =
      Pattern.compile("-D(jna\\.|ai\\.djl\\.|PYTORCH_|DJL_CACHE_DIR=|ENGINE_CACHE_DIR=).*");

  /**
   * Asks a JVM what it is.
   *
   * @throws InputException when it is none, or too old
   */
  public static Jvm of(Path java) {
    if (!Files.isRegularFile(java) || !Files.isExecutable(java)) {
      throw new InputException(java + ": no java to run; give a java or a JAVA_HOME");
    }
    Subprocess.Answer answer =
        Subprocess.ask(List.of(java.toString(), "-XshowSettings:all", "-version"));
    Map<String, String> settings = new LinkedHashMap<>();
    for (String line : answer.lines()) {
      Matcher setting = SETTING.matcher(line);
      if (setting.matches()) {
        settings.put(setting.group(1), setting.group(2).strip());
      }
    }
    String version = settings.getOrDefault("java.specification.version", "");
    if (answer.exit() != 0 || !version.matches("[0-9]+(\\.[0-9]+)?")) {
      throw new InputException(
          java + ": is no java: " + answer.lastLine() + "; give a java or a JAVA_HOME");
    }
    int feature = version.startsWith("1.") ? 8 : Integer.parseInt(version);
    if (feature < FLOOR) {
      throw new InputException(
          java + ": is Java " + version + "; kvbench needs " + FLOOR + " or newer");
    }
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("vendor", settings.getOrDefault("java.vm.vendor", "unknown"));
    facts.put("name", settings.getOrDefault("java.vm.name", "unknown"));
    facts.put("version", settings.getOrDefault("java.vm.version", "unknown"));
    facts.put("args", MachineFacts.withoutHome(String.join(" ", arguments(feature))));
    facts.put("maxHeap", settings.getOrDefault("Max. Heap Size (Estimated)", "unknown"));
    return new Jvm(java, feature, facts);
  }

  /** The executable of a JAVA_HOME. */
  public static Path in(Path home) {
    Path java = home.resolve("bin").resolve("java");
    Path windows = home.resolve("bin").resolve("java.exe");
    return Files.exists(windows) ? windows : java;
  }

  /** What starts a jar of JMH benchmarks, whose forks inherit it. */
  public List<String> command(Path jar, String... ownArguments) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(arguments(feature));
    command.addAll(List.of(ownArguments));
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }

  /** What a newer JVM needs, for JMH itself still uses sun.misc.Unsafe; bench has it too. */
  public static List<String> forJmh(int feature) {
    return feature >= 24 ? List.of("--sun-misc-unsafe-memory-access=allow") : List.of();
  }

  /** Of this JVM's arguments those that say where libraries are: others may not suit the other. */
  static List<String> passedOn(List<String> own) {
    return own.stream().filter(argument -> LIBRARIES.matcher(argument).matches()).toList();
  }

  private static List<String> arguments(int feature) {
    List<String> arguments = new ArrayList<>();
    // This process holds the lock, so that no other run gets in between two forks.
    arguments.add("-Djmh.ignoreLock=true");
    arguments.addAll(passedOn(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    arguments.addAll(forJmh(feature));
    return arguments;
  }
}
