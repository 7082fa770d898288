package dev.kvbench.results.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.stats.Estimate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryTest {
  private static final Machine OTHER = new Machine("Xeon", "1", "unknown", "unknown", "21");

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("not/yet/history.jsonl");
  }

  @Test
  void runsComeBackAsTheyWere() {
    HistoryEntry first = Histories.run(0, 0.1);
    HistoryEntry second =
        Histories.run(
            1,
            OTHER,
            new HistoryRow(
                "größe \"x\" \u2028", "ops/s", new Estimate(3, Double.NaN, Double.NaN, 1)));
    assertThat(History.add(file(), first)).isEqualTo(1);
    assertThat(History.add(file(), second)).isEqualTo(2);
    assertThat(History.read(file()).entries()).containsExactly(first, second);
    assertThat(file()).content(StandardCharsets.UTF_8).endsWith("}\n").hasLineCount(2);
  }

  @Test
  void aLineHasWhatTheFormatSays() throws IOException {
    History.add(file(), Histories.run(0, 0.5));
    assertThat(file())
        .hasContent(
            "{\"schema\":1,\"started\":\"2026-01-01T10:00:00.025Z\",\"suite\":\"quick\","
                + "\"commit\":\"abcde00000000000000000000000000000000000\",\"dirty\":false,"
                + "\"machine\":{\"cpu\":\"AMD EPYC\",\"logicalCores\":\"2\",\"gpu\":\"none\","
                + "\"os\":\"Debian\",\"jvm\":\"17.0.15\"},\"rows\":[{\"key\":\""
                + Histories.KEY
                + "\",\"unit\":\"s/op\",\"value\":0.5,\"low\":0.49,\"high\":0.51,\"forks\":3}]}");
  }

  @Test
  void linesBeforeStayAsTheyAre() throws IOException {
    History.add(file(), Histories.run(0, 1));
    byte[] before = Files.readAllBytes(file());
    History.add(file(), Histories.run(1, 1));
    assertThat(Files.readAllBytes(file())).startsWith(before).hasSizeGreaterThan(before.length);
  }

  @Test
  void anIntervalWithoutEndIsNone() {
    HistoryEntry run =
        Histories.run(
            0,
            OTHER,
            new HistoryRow("B.m ss", "s/op", new Estimate(1, 0, Double.POSITIVE_INFINITY, 2)));
    History.add(file(), run);
    Estimate estimate = History.read(file()).entries().get(0).rows().get(0).estimate();
    assertThat(estimate.hasInterval()).isFalse();
    assertThat(estimate.forks()).isEqualTo(2);
  }

  @Test
  void aRunIsAddedOnce() throws IOException {
    History.add(file(), Histories.run(0, 1));
    History.add(file(), Histories.run(1, 1));
    byte[] before = Files.readAllBytes(file());
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> History.add(file(), Histories.run(0, 2)))
        .withMessage(
            file()
                + ":1: has this run already (quick, started 2026-01-01T10:00:00.025Z);"
                + " nothing was added");
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  /** A sharded sweep starts on several machines at once. */
  @Test
  void theSameTimeOnAnotherMachineIsAnotherRun() {
    History.add(file(), Histories.run(0, 1));
    History.add(file(), Histories.run(0, OTHER));
    assertThat(History.read(file()).entries()).hasSize(2);
  }

  @Test
  void aLineThatIsCutOffIsToldAndLeft() throws IOException {
    History.add(file(), Histories.run(0, 1));
    Files.writeString(file(), "{\"schema\":1,\"star", StandardOpenOption.APPEND);
    byte[] before = Files.readAllBytes(file());
    String message =
        file() + ":2: has no end, its writer died; remove this line and add its run again";
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> History.add(file(), Histories.run(1, 1)))
        .withMessage(message);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> History.read(file()))
        .withMessage(message);
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
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
        "\"rows\":[               | \"rows\":           | is not JSON or cut off",
        "{\"schema\"              | <<<<<<< HEAD        | is not JSON or cut off",
        "}]}                      | }]} {}              | is not JSON or cut off"
      })
  void aLineThatIsNoneOfAHistoryIsToldWithItsPlace(String from, String to, String message)
      throws IOException {
    History.add(file(), Histories.run(0, 2));
    History.add(file(), Histories.run(1, 1));
    String text = Files.readString(file());
    int second = text.indexOf('\n') + 1;
    assertThat(text.substring(second)).contains(from);
    Files.writeString(file(), text.substring(0, second) + text.substring(second).replace(from, to));
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> History.read(file()))
        .withMessageStartingWith(file() + ":2: ")
        .withMessageContaining(message)
        .withMessageContaining("; mend this line from a copy of the file, or remove it");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> History.add(file(), Histories.run(2, 1)));
  }

  @Test
  void emptyLinesAreTold() throws IOException {
    History.add(file(), Histories.run(0, 1));
    Files.writeString(file(), "\n", StandardOpenOption.APPEND);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> History.read(file()))
        .withMessageStartingWith(file() + ":2: $ is not an object");
  }

  @Test
  void aRepeatedLineIsTold() throws IOException {
    History.add(file(), Histories.run(0, 1));
    History.add(file(), Histories.run(1, 1));
    String text = Files.readString(file());
    Files.writeString(file(), text.substring(0, text.indexOf('\n') + 1), StandardOpenOption.APPEND);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> History.read(file()))
        .withMessage(file() + ":3: is the run of line 1 again; remove one of the two");
  }

  @Test
  void filesOfOtherSystemsAreReadToo() throws IOException {
    History.add(file(), Histories.run(0, 1));
    Files.writeString(file(), Files.readString(file()).replace("\n", "\r\n"));
    assertThat(History.read(file()).entries()).hasSize(1);
  }

  @Test
  void whatIsNoFileOrTextIsToldInOneLine() throws IOException {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> History.read(file()))
        .withMessage(file() + ": no such file; history add RUN makes it");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> History.read(folder))
        .withMessageStartingWith(folder + ": cannot read: ");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> History.add(folder, Histories.run(0, 1)))
        .withMessageStartingWith(folder + ": cannot write: ");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, '\n'});
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> History.read(binary))
        .withMessageContaining("not UTF-8 text");
    Path below = binary.resolve("history.jsonl");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> History.add(below, Histories.run(0, 1)))
        .withMessageStartingWith(below + ": cannot write: ");
  }

  @Test
  void writersTakeTurns() {
    IntStream.range(0, 40)
        .parallel()
        .forEach(day -> History.add(file(), Histories.run(day, 1 + day)));
    assertThat(History.read(file()).entries())
        .hasSize(40)
        .extracting(HistoryEntry::started)
        .doesNotHaveDuplicates();
  }

  @Test
  void machinesAndRowsAreSeriesOfTheirOwn() {
    HistoryRow a = new HistoryRow("B.a ss", "s/op", Histories.estimate(1));
    HistoryRow b = new HistoryRow("B.b ss", "us/op", Histories.estimate(2));
    History.add(file(), Histories.run(0, OTHER, a));
    History.add(file(), Histories.run(1, Histories.MACHINE, b, a));
    History.add(file(), Histories.run(2, OTHER, b));
    History.add(file(), Histories.run(3, Histories.MACHINE, a));
    List<HistorySeries> series = History.read(file()).series();
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
    History.add(file(), Histories.run(0, OTHER, new HistoryRow("B.a", "s/op", one())));
    History.add(file(), Histories.run(1, OTHER, new HistoryRow("B.a", "ms/op", one())));
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> History.read(file()).series())
        .withMessageStartingWith(file() + ":2: B.a is in ms/op, on earlier lines in s/op");
  }

  private static Estimate one() {
    return new Estimate(1, Double.NaN, Double.NaN, 1);
  }
}
