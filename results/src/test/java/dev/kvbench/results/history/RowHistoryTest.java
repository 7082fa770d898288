package dev.kvbench.results.history;

import static dev.kvbench.results.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowHistoryTest {
  private static final EDivisive RULE = new EDivisive(0.05);
  private static final Machine OTHER = new Machine("Xeon", "1", "none", "Debian", "21");

  @TempDir Path folder;

  private History history;

  @BeforeEach
  void aHistory() {
    Path file = folder.resolve("history.jsonl");
    for (int day = 0; day < 12; day++) {
      double step = day < 6 ? 1 : 1.2;
      double noise = 1 + 0.001 * (day * 7 % 5);
      History.add(
          file,
          Histories.run(
              day,
              Histories.MACHINE,
              row("x.Gen.cached ss steps=64", noise),
              row("x.Gen.cached ss steps=128", noise * step)));
      History.add(file, Histories.run(day, OTHER, row("x.Gen.cached ss steps=128", noise / step)));
    }
    history = History.read(file);
  }

  private static HistoryRow row(String key, double value) {
    return new HistoryRow(key, "s/op", Histories.estimate(value));
  }

  private List<RowHistory> select(List<String> texts, String machine) {
    return RowHistory.of(
        history, Optional.empty(), texts, Optional.ofNullable(machine), RULE, 0.05);
  }

  @Test
  void machinesAreNeverMixed() {
    List<RowHistory> rows = select(List.of(), null);
    assertThat(rows)
        .extracting(row -> row.machineNumber() + " " + row.name() + " " + row.hasChanged())
        .containsExactly(
            "1 Gen.cached steps=64 false",
            "1 Gen.cached steps=128 true",
            "2 Gen.cached steps=128 true");
    assertThat(rows).extracting(RowHistory::machines).containsOnly(2);
    ChangePoint slower = rows.get(1).segmentation().changePoints().get(0);
    assertThat(slower.index()).isEqualTo(6);
    assertThat(slower.ratio()).isBetween(1.19, 1.21);
    assertThat(rows.get(2).segmentation().changePoints().get(0).ratio()).isBetween(0.82, 0.84);
  }

  @Test
  void rowsAreChosenByAllTexts() {
    assertThat(select(List.of("steps=128", ".cached"), null)).hasSize(2);
    assertThat(select(List.of("steps=64"), null))
        .extracting(RowHistory::name)
        .containsExactly("Gen.cached");
    assertThat(select(List.of(), "Xeon")).extracting(RowHistory::machineNumber).containsExactly(2);
  }

  @Test
  void nothingToShowIsTold() throws Exception {
    assertThat(refusal(() -> select(List.of("steps=65"), null)))
        .contains(
            "no row is what --row and --machine ask for; a row is 'x.Gen.cached ss steps=64', a"
                + " machine 'AMD EPYC, 2 cores, no GPU, Debian, JVM 17.0.15'");
    history = History.read(Files.createFile(folder.resolve("empty")));
    assertThat(refusal(() -> select(List.of(), null))).contains("has no runs yet");
  }
}
