package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.kvbench.benchmarks.suite.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** Job templates and the page on sweeps: their commands are commands of this command line. */
class JobTemplatesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern COMMAND =
      Pattern.compile("java -jar (?:\"[^\"]*\"|[^\\s\"`]+) ([^\\n`|>&]+)");

  /** What the shell would put in: a template that uses another variable has to name it here. */
  private static final Map<String, String> VARIABLES =
      Map.ofEntries(
          Map.entry("SUITE", "smoke"),
          Map.entry("OPTIONS:-", "-p steps=16"),
          Map.entry("SLURM_ARRAY_TASK_ID", "2"),
          Map.entry("SHARDS:-$SLURM_ARRAY_TASK_MAX", "3"),
          Map.entry("SWEEPS", "sweeps"),
          Map.entry("SWEEP:-$SLURM_ARRAY_JOB_ID", "17"),
          Map.entry("MERGE", "17"),
          Map.entry("SHARD", "2"),
          Map.entry("SHARDS", "3"),
          Map.entry("shard", "2"));

  private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{([^}]+)}|(\\w+))");

  @TestFactory
  Stream<DynamicTest> everyCommandParses() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files()) {
      for (String command : commands(Files.readString(file))) {
        tests.add(
            DynamicTest.dynamicTest(
                ROOT.relativize(file) + ": " + command, () -> assertParses(command)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(6);
    return tests.stream();
  }

  private static void assertParses(String command) {
    List<String> words = List.of(filled(command).replace("\"", "").strip().split("\\s+", -1));
    CommandLine commandLine = KvbenchCommand.commandLine();
    assertThat(commandLine.getSubcommands()).containsKey(words.get(0));
    assertThatCode(() -> commandLine.parseArgs(words.toArray(String[]::new)))
        .doesNotThrowAnyException();
    int shard = words.indexOf("--shard");
    if (shard >= 0) {
      assertThatCode(() -> Shard.of(words.get(shard + 1))).doesNotThrowAnyException();
    }
  }

  private static String filled(String command) {
    return VARIABLE
        .matcher(command)
        .replaceAll(
            variable -> {
              String name = variable.group(1) == null ? variable.group(2) : variable.group(1);
              assertThat(VARIABLES).as(command).containsKey(name);
              return Matcher.quoteReplacement(VARIABLES.get(name));
            });
  }

  private static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>(List.of(ROOT.resolve("docs/sweeps.md")));
    try (Stream<Path> jobs = Files.list(ROOT.resolve("jobs"))) {
      jobs.sorted().forEach(files::add);
    }
    return files;
  }

  private static List<String> commands(String text) {
    return COMMAND
        .matcher(text.replaceAll("\\\\\\n\\s*", ""))
        .results()
        .map(found -> found.group(1).replaceAll("\\s#.*", ""))
        .toList();
  }
}
