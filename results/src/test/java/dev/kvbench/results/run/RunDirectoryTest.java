package dev.kvbench.results.run;

import static dev.kvbench.results.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.JmhJsonTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunDirectoryTest {
  private static final Instant START = Instant.parse("2026-11-24T23:59:58.9Z");

  @TempDir Path root;

  @Test
  void runsOfTheSameSecondGetDistinctNamesAfterStartInUtcAndSuite() {
    assertThat(
            IntStream.range(0, 50).parallel().mapToObj(i -> RunDirectory.create(root, "s", START)))
        .extracting(run -> run.path().getFileName().toString())
        .doesNotHaveDuplicates()
        .contains("20261124-235958-s", "20261124-235958-s-2", "20261124-235958-s-50");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../x", "a/b", "a b", "-x", "a\nb", "größe"})
  void refusesNamesThatAreNoFileNames(String name) throws IOException {
    RunDirectory run = RunDirectory.create(root, "s", START);

    assertThat(refusal(() -> RunDirectory.create(root, name, START)))
        .contains("use letters, digits");
    assertThat(entries(root)).containsExactly(run.path());
    assertThat(entries(run.path())).isEmpty();
  }

  @Test
  void refusesARootThatIsAFile() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "x");

    for (Path bad : List.of(file, file.resolve("below"))) {
      assertThat(refusal(() -> RunDirectory.create(bad, "s", START)))
          .startsWith(bad + ": cannot make a run directory here: ")
          .contains("; choose another place");
    }
    assertThat(entries(root)).containsExactly(file);
    assertThat(file).hasContent("x");
  }

  @Test
  void opensOnlyADirectoryWithResults() throws IOException {
    Path run = RunDirectory.create(root, "s", START).path();

    assertOpenFails(root.resolve("none"), "does not exist");
    assertOpenFails(Files.createFile(root.resolve("file")), "is not a directory");
    assertOpenFails(run, "has no results: no jmh.json");
    Files.createDirectory(run.resolve("jmh.json"));
    assertOpenFails(run, "has no results: no jmh.json");
  }

  private static void assertOpenFails(Path directory, String reason) {
    assertThat(refusal(() -> RunDirectory.open(directory)))
        .startsWith(directory.toString())
        .contains(reason, "; give a run directory");
  }

  @Test
  void givesBackRowsAndEnvironment() {
    Environment environment = Environment.of(Map.of("os", Map.of("name", "größe")));
    RunDirectory run = Runs.write(root.resolve("run"), JmhJsonTest.REAL, environment);
    assertThat(run.rows()).hasSize(6);
    assertThat(run.environment()).isEqualTo(environment);
  }

  @Test
  void aFailedWriteLeavesTheOldAndNoTemporaryFile() throws IOException {
    RunDirectory run = RunDirectory.create(root, "s", START);
    Path inTheWay = Files.createDirectories(run.file("x").resolve("full"));

    assertThat(refusal(() -> run.write("x", "new"))).startsWith(run.file("x") + ": cannot write: ");
    assertThat(inTheWay).isDirectory();
    assertThat(entries(run.path())).containsExactly(run.file("x"));
  }

  /** Reads while another process writes, and kills it in the middle of that, several times. */
  @Test
  void readersAndCrashesFindTheOldOrTheNew() throws Exception {
    RunDirectory run = RunDirectory.create(root, "s", START);
    Files.writeString(run.jmhJson(), "[]");
    for (int crash = 0; crash < 4; crash++) {
      Process writer =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  run.path().toString())
              .redirectErrorStream(true)
              .start();
      try {
        assertThat(writer.getInputStream().read()).isEqualTo('.');
        for (int read = 0; read < 100; read++) {
          assertWhole(run);
        }
        assertThat(writer.isAlive()).isTrue();
      } finally {
        writer.destroyForcibly();
      }
      assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();

      assertWhole(run);
    }
  }

  private static void assertWhole(RunDirectory run) throws IOException {
    String content = Files.readString(run.file("x"));
    assertThat(content).hasSize(Writer.SIZE);
    assertThat(content.chars().distinct().count()).isOne();
  }

  /** Rewrites a file without end. */
  static final class Writer {
    private static final int SIZE = 1 << 20;

    private Writer() {}

    public static void main(String[] args) {
      RunDirectory run = RunDirectory.open(Path.of(args[0]));
      for (int i = 0; ; i++) {
        run.write("x", content(i));
        if (i == 0) {
          System.out.print('.');
          System.out.flush();
        }
      }
    }

    private static String content(int number) {
      return Character.toString('a' + number % 26).repeat(SIZE);
    }
  }

  private static List<Path> entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }
}
