package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.benchmarks.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What JMH wrote by itself, without a run directory around it. */
class BareResultsTest {
  private static final Path MEASURED = Path.of("../results/reference/quick-xeon-2cpu/jmh.json");

  @TempDir Path folder;

  @Test
  void aFileIsDrawnIntoAFolderBesideItAndADirectoryIntoItself() throws IOException {
    Commands commands = new Commands(folder);
    Path file = Files.copy(MEASURED, folder.resolve("out.json"));
    Kvbench.Ended report = commands.line("report @/out.json -o @/page.html");
    assertThat(report.exit()).as(report.err()).isZero();
    // what JMH tells of its JVM, where nothing else is known
    assertThat(folder.resolve("page.html")).content().contains("jdkVersion", "CPU: unknown");

    Kvbench.Ended ended = commands.line("plot @/out.json");
    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(folder.resolve("out-charts")).isDirectoryContaining("glob:**/latency.svg");
    assertThat(folder.resolve("out-charts")).isDirectoryContaining("glob:**/speedup.png");
    assertThat(ended.out())
        .contains("note: no environment.json: which machine this is of is not known")
        .contains("15.0×"); // the figure of the run directory that the file is from

    Path run = Files.createDirectory(folder.resolve("run"));
    Files.move(file, run.resolve("jmh.json"));
    ended = commands.line("plot @/run");
    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(run).isDirectoryContaining("glob:**/latency.svg");
  }

  @Test
  void nothingIsMadeWhereNothingIsDrawn() throws IOException {
    Files.writeString(
        folder.resolve("out.json"), Results.json(List.of(Results.row("org.other.B.m", "", 1, 2))));
    List<String> before = new Commands(folder).listing();
    new Commands(folder).line("plot @/out.json");
    assertThat(new Commands(folder).listing()).isEqualTo(before);
  }

  @Test
  void aFormatPrintsTheFiguresAndDrawsNothing() throws IOException {
    Commands commands = new Commands(folder);
    Path file = Files.copy(MEASURED, folder.resolve("out.json"));
    Kvbench.Ended ended = commands.line("plot @/out.json " + MEASURED + " --format csv");
    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .startsWith("time,commit,run,row,value,low,high,")
        .hasLineCount(1 + 2 * 12);
    assertThat(folder)
        .isDirectoryContaining(file::equals)
        .isDirectoryNotContaining("glob:**charts");
    ended = commands.line("plot @/out.json @/out.json --format bmf");
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.err()).hasLineCount(1).contains("--format bmf is of one run");
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Files.copy(MEASURED, folder.resolve("out.json"));
    Files.writeString(folder.resolve("out-charts"), "in the way");
    Kvbench.Ended ended = new Commands(folder).line("plot @/out.json");
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.err()).contains("out-charts: cannot make this folder for charts");
  }
}
