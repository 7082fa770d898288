package dev.kvbench.results.history;

import static dev.kvbench.results.Refusals.refusal;
import static dev.kvbench.results.history.Histories.KEY;
import static dev.kvbench.results.history.Histories.MACHINE;
import static dev.kvbench.results.history.Histories.estimate;
import static dev.kvbench.results.history.Histories.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.stats.Estimate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryTest {
  private static final Machine OTHER = new Machine("Xeon", "1", "unknown", "unknown", "21");

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void aPlace() {
    file = folder.resolve("not/yet/history.jsonl");
  }

  @Test
  void runsComeBackAsTheyWereAndStayAsTheyAre() throws IOException {
    HistoryEntry first = run(0, 0.1);
    HistoryEntry second =
        run(
            1,
            OTHER,
            new HistoryRow(
                "größe \"x\" \u2028", "ops/s", new Estimate(3, Double.NaN, Double.NaN, 1)));
    assertThat(History.add(file, first)).isEqualTo(1);
    String line = Files.readString(file);
    assertThat(History.add(file, second)).isEqualTo(2);
    assertThat(Files.readString(file)).startsWith(line);
    assertThat(History.read(file).entries()).containsExactly(first, second);
    assertThat(file).content(StandardCharsets.UTF_8).endsWith("}\n").hasLineCount(2);
  }

  @Test
  void aLineHasWhatTheFormatSays() throws IOException {
    History.add(file, run(0, 0.5));
    assertThat(file)
        .hasContent(
            "{\"schema\":1,\"started\":\"2026-01-01T10:00:00.025Z\",\"suite\":\"quick\","
                + "\"commit\":\"abcde00000000000000000000000000000000000\",\"dirty\":false,"
                + "\"machine\":{\"cpu\":\"AMD EPYC\",\"logicalCores\":\"2\",\"gpu\":\"none\","
                + "\"os\":\"Debian\",\"jvm\":\"17.0.15\"},\"rows\":[{\"key\":\""
                + KEY
                + "\",\"unit\":\"s/op\",\"value\":0.5,\"low\":0.49,\"high\":0.51,\"forks\":3}]}");
  }

  @Test
  void anIntervalWithoutEndIsNone() {
    HistoryEntry entry =
        run(
            0,
            OTHER,
            new HistoryRow("B.m ss", "s/op", new Estimate(1, 0, Double.POSITIVE_INFINITY, 2)));
    History.add(file, entry);
    Estimate estimate = History.read(file).entries().get(0).rows().get(0).estimate();
    assertThat(estimate.hasInterval()).isFalse();
    assertThat(estimate.forks()).isEqualTo(2);
  }

  @Test
  void aRunIsAddedOnce() throws IOException {
    History.add(file, run(0, 1));
    History.add(file, run(1, 1));
    byte[] before = Files.readAllBytes(file);
    assertThat(refusal(() -> History.add(file, run(0, 2))))
        .isEqualTo(
            file
                + ":1: has this run already (quick, started 2026-01-01T10:00:00.025Z);"
                + " nothing was added");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void aLineThatIsCutOffIsToldAndLeft() throws IOException {
    History.add(file, run(0, 1));
    Files.writeString(file, "{\"schema\":1,\"star", StandardOpenOption.APPEND);
    byte[] before = Files.readAllBytes(file);
    String message =
        file + ":2: has no end, its writer died; remove this line and add its run again";
    assertThat(refusal(() -> History.add(file, run(1, 1)))).isEqualTo(message);
    assertThat(refusal(() -> History.read(file))).isEqualTo(message);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"schema\":1             | \"schema\":2        | $.schema is not 1, the one this kvbench"
            + " knows",
        "\"schema\":1,            | ``                  | $ has no \"schema\"",
        "\"started\":\"2026       | \"started\":\"soon  | $.started is not a time such as",
        "\"dirty\":false          | \"dirty\":\"no\"    | $.dirty is not true or false",
        "\"cpu\":\"AMD EPYC\",    | ``                  | $.machine has no \"cpu\"",
        "\"value\":1.0            | \"value\":-1        | $.rows[0].value is not a positive number",
        "\"value\":1.0            | \"value\":1e999     | $.rows[0].value is not a positive number",
        "\"value\":1.0            | \"value\":7         | $.rows[0] is not a value within an"
            + " interval",
        "\"low\":0.98,            | ``                  | $.rows[0] is not a value within an"
            + " interval",
        "\"forks\":3              | \"forks\":1.5       | $.rows[0].forks is not a whole number",
        "\"rows\":[               | \"rows\":           | is not JSON",
        "{\"schema\"              | <<<<<<< HEAD        | is not JSON",
        "}]}                      | }]} {}              | holds more than one JSON document",
        "{\"schema\"              | `\n{\"schema\"`       | is empty"
      })
  void aLineThatIsNoneOfAHistoryIsToldWithItsPlace(String from, String to, String message)
      throws IOException {
    History.add(file, run(0, 2));
    History.add(file, run(1, 1));
    String text = Files.readString(file);
    int second = text.indexOf('\n') + 1;
    assertThat(text.substring(second)).contains(from);
    Files.writeString(file, text.substring(0, second) + text.substring(second).replace(from, to));
    assertThat(refusal(() -> History.read(file)))
        .startsWith(file + ":2: ")
        .contains(message, "; mend this line from a copy of the file, or remove it");
    refusal(() -> History.add(file, run(2, 1)));
  }

  @Test
  void aRepeatedLineIsTold() throws IOException {
    History.add(file, run(0, 1));
    History.add(file, run(1, 1));
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.indexOf('\n') + 1), StandardOpenOption.APPEND);
    assertThat(refusal(() -> History.read(file)))
        .isEqualTo(file + ":3: is the run of line 1 again; remove one of the two");
  }

  @Test
  void whatIsNoFileOrTextIsToldInOneLine() throws IOException {
    assertThat(refusal(() -> History.read(file)))
        .isEqualTo(file + ": no such file; history add RUN makes it");
    assertThat(refusal(() -> History.read(folder))).startsWith(folder + ": cannot read: ");
    assertThat(refusal(() -> History.add(folder, run(0, 1))))
        .startsWith(folder + ": cannot write: ");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, '\n'});
    assertThat(refusal(() -> History.read(binary))).contains("not UTF-8 text");
    Path below = binary.resolve("history.jsonl");
    assertThat(refusal(() -> History.add(below, run(0, 1)))).startsWith(below + ": cannot write: ");
  }

  @Test
  void writersTakeTurns() {
    IntStream.range(0, 40).parallel().forEach(day -> History.add(file, run(day, 1 + day)));
    assertThat(History.read(file).entries())
        .hasSize(40)
        .extracting(HistoryEntry::started)
        .doesNotHaveDuplicates();
  }

  @Test
  void machinesAndRowsAreSeriesOfTheirOwn() {
    HistoryRow a = new HistoryRow("B.a ss", "s/op", estimate(1));
    HistoryRow b = new HistoryRow("B.b ss", "us/op", estimate(2));
    History.add(file, run(0, OTHER, a));
    History.add(file, run(1, MACHINE, b, a));
    History.add(file, run(2, OTHER, b));
    History.add(file, run(3, MACHINE, a));
    List<HistorySeries> series = History.read(file).series(Optional.empty());
    assertThat(series)
        .extracting(s -> s.machine().cpu() + " " + s.key() + " " + s.points().size())
        .containsExactly(
            "Xeon B.a ss 1", "Xeon B.b ss 1", "AMD EPYC B.b ss 1", "AMD EPYC B.a ss 2");
    assertThat(series.get(3).points())
        .extracting(point -> point.run().shortCommit())
        .containsExactly("abcde01", "abcde03");
  }

  @Test
  void aRowThatChangesItsUnitIsToldWithItsLine() {
    History.add(file, run(0, OTHER, new HistoryRow("B.a", "s/op", one())));
    History.add(file, run(1, OTHER, new HistoryRow("B.a", "ms/op", one())));
    assertThat(refusal(() -> History.read(file).series(Optional.empty())))
        .startsWith(file + ":2: B.a is in ms/op, on earlier lines in s/op");
  }

  private static Estimate one() {
    return new Estimate(1, Double.NaN, Double.NaN, 1);
  }
}
