package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What JMH wrote by itself, without a run directory around it. */
class BareResultsTest {
  private static final Path MEASURED = Path.of("../results/reference/quick-zen5-2cpu/jmh.json");

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  private PrintStream terminal;
  private Path file;

  @BeforeEach
  void listen() throws IOException {
    terminal = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    file = Files.copy(MEASURED, folder.resolve("out.json"));
  }

  @AfterEach
  void hush() {
    System.setOut(terminal);
  }

  private int run(String... arguments) {
    CommandLine commands = KvbenchCommand.commandLine();
    commands.setErr(new PrintWriter(err, true));
    return commands.execute(arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aFileIsDrawnIntoAFolderBesideIt() {
    assertThat(run("plot", file.toString())).as(err.toString()).isZero();
    assertThat(folder.resolve("out-charts")).isDirectoryContaining("glob:**/latency.svg");
    assertThat(folder.resolve("out-charts")).isDirectoryContaining("glob:**/speedup.png");
    assertThat(out())
        .contains("note: no environment.json: which machine this is of is not known")
        .contains("29.9×"); // the figure of the run directory that the file is from
  }

  @Test
  void aDirectoryWithoutEnvironmentIsDrawnIntoItself() throws IOException {
    Path run = Files.createDirectory(folder.resolve("run"));
    Files.move(file, run.resolve("jmh.json"));
    assertThat(run("plot", run.toString())).as(err.toString()).isZero();
    assertThat(run).isDirectoryContaining("glob:**/latency.svg");
    assertThat(out()).contains("note: no environment.json");
  }

  @Test
  void aReportTellsWhatJmhDoesOfItsJvm() throws IOException {
    Path page = folder.resolve("page.html");
    assertThat(run("report", file.toString(), "-o", page.toString())).as(err.toString()).isZero();
    assertThat(Files.readString(page)).contains("jdkVersion", "device unknown");
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Files.writeString(folder.resolve("out-charts"), "in the way");
    assertThat(run("plot", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("out-charts: cannot make this folder for charts");
  }

  @Test
  void aFileThatIsNoResultsLeavesNoFolder() throws IOException {
    Files.writeString(file, "{}");
    assertThat(run("plot", file.toString())).isEqualTo(2);
    assertThat(err.toString()).startsWith("kvbench: ").contains("out.json").hasLineCount(1);
    assertThat(folder.resolve("out-charts")).doesNotExist();
  }
}
