package dev.kvbench.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.benchmarks.Results;
import dev.kvbench.benchmarks.session.Invocation;
import dev.kvbench.benchmarks.session.Run;
import dev.kvbench.benchmarks.session.Session;
import dev.kvbench.results.jmh.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.RunnerException;

/** Forks that write a result at once: their order, what is kept of them, and how they fail. */
class InterleavedForksTest {
  private static final List<PlannedRow> THREE = List.of(row(4, 2), row(8, 2), row(12, 2));

  /** The last of them. */
  private static final List<PlannedRow> FAILING = List.of(row(4, 2), row(8, 2), row(666, 2));

  @TempDir Path folder;
  private Session session;
  private final List<String> calls = new ArrayList<>();

  /** Cores that others take from the forks, one after the other. */
  private final List<Double> taken = new ArrayList<>();

  /** The call that fails, from 1. */
  private int crash;

  @BeforeEach
  void begin() {
    session = Session.measuring(new Invocation(List.of("suite", "it's.yaml", "-p"), folder, false));
  }

  @AfterEach
  void end() throws IOException {
    session.close();
  }

  private static PlannedRow row(int steps, int forks) {
    return new PlannedRow(
        "dev.kvbench.benchmarks.GenerateBenchmark.cached",
        Map.of("steps", Integer.toString(steps)),
        forks,
        0,
        1);
  }

  private Side side(String name, List<PlannedRow> rows, double tokenHash) {
    Run run = session.begin("any" + name, Map.of());
    return new Side(
        name,
        rows,
        run,
        (row, timeout, result) -> {
          calls.add((name + " " + row.params().get("steps")).strip());
          if (row.number("steps") == 666 || calls.size() == crash) {
            throw new RunnerException("out of luck");
          }
          double tokens = calls.size() > 2 ? tokenHash : 1;
          String steps = "steps=" + row.params().get("steps");
          double figure = row.number("steps") == 777 ? 0 : 2.5;
          Row measured =
              Results.with(Results.row(row.benchmark(), steps, figure), "tokenHash", tokens);
          if (!taken.isEmpty()) {
            measured = Results.with(measured, "otherCores", taken.remove(0));
            measured = Results.with(Results.with(measured, "idleCores", 0), "stolenCores", 0);
            measured = Results.with(measured, "wallSeconds", 2);
          }
          try {
            Files.writeString(result, Results.json(List.of(measured)));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private InterleavedForks forks(Duration limit, Side... sides) {
    return new InterleavedForks(
        "", PlannedRow.labels(FAILING), List.of(sides), new TimeBudget(limit), session);
  }

  @Test
  void roundsGoForthAndBackAndAFailingRowIsLeft() {
    Side side = side("", FAILING, 1);
    forks(null, side).measure();
    side.run().end();
    assertThat(calls).containsExactly("4", "8", "666", "8", "4");
    List<Row> measured = side.run().directory().rows();
    assertThat(measured).extracting(row -> row.params().get("steps")).containsExactly("4", "8");
    assertThat(measured).allMatch(row -> row.forks() == 2);
    assertThat(side.run().missing().failed())
        .containsExactly(Map.entry("GenerateBenchmark.cached steps=666", "out of luck"));
    Map<String, String> run = side.run().directory().environment().sections().get("run");
    assertThat(run)
        .containsEntry("state", "complete, with failed rows")
        .containsEntry("failed: GenerateBenchmark.cached steps=666", "out of luck")
        .containsEntry("command", "suite 'it'\\''s.yaml' -p")
        .containsKeys("started", "ended");
    assertThat(session.exitCode()).isEqualTo(1);
  }

  @Test
  void aForkWithoutAFigureFailsItsRowAlone() {
    Side side = side("", List.of(row(4, 2), row(777, 2), row(8, 2)), 1);
    forks(null, side).measure();
    assertThat(calls).containsExactly("4", "777", "8", "8", "4");
    assertThat(side.run().directory().rows())
        .extracting(row -> row.params().get("steps"))
        .containsExactly("4", "8");
    assertThat(side.run().missing().failed()).containsOnlyKeys("GenerateBenchmark.cached steps=8");
  }

  @Test
  void twoSidesTakeTurnsAndFailTogether() {
    Side base = side("base", FAILING, 1);
    Side candidate = side("candidate", FAILING, 1);
    forks(null, base, candidate).measure();
    assertThat(calls)
        .containsExactly(
            "base 4",
            "candidate 4",
            "base 8",
            "candidate 8",
            "base 666",
            "candidate 8",
            "base 8",
            "candidate 4",
            "base 4");
    for (Side side : List.of(base, candidate)) {
      assertThat(side.run().directory().rows()).hasSize(2).allMatch(row -> row.forks() == 2);
      assertThat(side.run().missing().failed())
          .containsExactly(Map.entry("GenerateBenchmark.cached steps=666", "on base, out of luck"));
    }
  }

  @Test
  void forksOfOneRowMustComputeTheSame() {
    Side side = side("", THREE, 5);
    forks(null, side).measure();
    assertThat(side.run().missing().failed())
        .containsOnlyKeys("GenerateBenchmark.cached steps=4", "GenerateBenchmark.cached steps=8")
        .containsValue(
            "this fork does not compute what those before did: its tokenHash is 5, theirs 1");
  }

  /** The first fork is always tried; of the benchmark something is known then. */
  @Test
  void whatTheTimeLimitLeavesOutIsNamed() {
    Side side = side("", THREE, 1);
    InterleavedForks forks = forks(Duration.ZERO, side);
    forks.measure();
    assertThat(calls).containsExactly("4");
    assertThat(forks.unmeasured())
        .containsExactly("GenerateBenchmark.cached steps=8", "GenerateBenchmark.cached steps=666");
    assertThat(side.run().missing().leftOut())
        .containsEntry("GenerateBenchmark.cached steps=4", "1 of 2 forks")
        .containsEntry("GenerateBenchmark.cached steps=8", "2 of 2 forks");
  }

  private void measure(List<Double> others, Side... sides) {
    taken.addAll(others);
    forks(null, sides).measure();
  }

  private static Map<String, String> disturbance(Side side) {
    return side.run().directory().environment().sections().get("disturbance");
  }

  private static List<Double> others(Side side, int row) {
    return side.run().directory().rows().get(row).secondary().get("otherCores").rawData().stream()
        .map(fork -> fork.get(0))
        .toList();
  }

  /** In the order 4 8 12 12 8 4; a repeat stands where the first one stood. */
  @Test
  void theMostDisturbedForksAreMeasuredAgainAndTheLessDisturbedCount() {
    Side side = side("", THREE, 1);
    measure(List.of(0.5, 0.1, 0.9, 0.2, 0.0, 0.0, 0.1, 0.4), side);
    assertThat(calls).containsExactly("4", "8", "12", "12", "8", "4", "12", "4");
    assertThat(others(side, 0)).as("4").containsExactly(0.5, 0.0);
    assertThat(others(side, 2)).as("12").containsExactly(0.1, 0.2);
    assertThat(disturbance(side))
        .containsEntry("measuredAgain", "2")
        .containsEntry("measured", "6")
        .containsEntry("disturbed", "1")
        .containsEntry("coresTaken", "0.500")
        .containsEntry(
            "GenerateBenchmark.cached steps=4, fork 1",
            "others took 0.400 cores (before: 0.500 cores), the first one counts")
        .containsEntry(
            "GenerateBenchmark.cached steps=666, fork 1",
            "others took 0.100 cores (before: 0.900 cores), which counts");
  }

  @Test
  void aRepeatThatFailsLeavesTheRowAsItWas() {
    Side side = side("", THREE, 1);
    crash = 7;
    measure(List.of(0.5, 0.1, 0.9, 0.2, 0.0, 0.0, 0.1), side);
    assertThat(calls).containsExactly("4", "8", "12", "12", "8", "4", "12", "4");
    assertThat(side.run().missing().failed()).isEmpty();
    assertThat(side.run().directory().rows()).hasSize(3).allMatch(row -> row.forks() == 2);
    assertThat(others(side, 0)).as("4").containsExactly(0.1, 0.0);
    assertThat(others(side, 2)).as("12").containsExactly(0.9, 0.2);
    assertThat(disturbance(side))
        .containsEntry("measuredAgain", "2")
        .containsEntry(
            "GenerateBenchmark.cached steps=666, fork 1",
            "failed: out of luck, the first one counts");
  }

  /** Half as many as planned where each is better; two where others just go on. */
  @Test
  void repeatsAreBounded() {
    Side side = side("", THREE, 1);
    measure(List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.1, 0.1, 0.1), side);
    assertThat(calls).hasSize(6 + 3);
    calls.clear();
    side = side("", THREE, 1);
    measure(List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.9, 0.9), side);
    assertThat(calls).hasSize(6 + 2);
    assertThat(disturbance(side))
        .containsEntry("measuredAgain", "2")
        .containsEntry("disturbed", "6");
  }

  /** Whichever side it was that others took more from. */
  @Test
  void aPairIsMeasuredAgainOnBothSides() {
    List<PlannedRow> rows = List.of(row(4, 2));
    Side base = side("base", rows, 1);
    Side candidate = side("candidate", rows, 1);
    taken.addAll(List.of(0.0, 0.9, 0.0, 0.0, 0.1, 0.2));
    new InterleavedForks(
            "", List.of("row"), List.of(base, candidate), new TimeBudget(null), session)
        .measure();
    assertThat(calls)
        .containsExactly("base 4", "candidate 4", "candidate 4", "base 4", "base 4", "candidate 4");
    assertThat(others(base, 0)).containsExactly(0.1, 0.0);
    assertThat(others(candidate, 0)).containsExactly(0.2, 0.0);
    assertThat(disturbance(base))
        .isEqualTo(disturbance(candidate))
        .containsEntry("unit", "pairs of forks")
        .containsEntry("measured", "2")
        .containsEntry("measuredAgain", "1")
        .containsEntry("disturbed", "0");
  }

  /** Nothing is claimed, and nothing measured again, where the system does not tell. */
  @Test
  void withoutReadingsItIsNotKnownWhatWasDisturbed() {
    Side side = side("", THREE, 1);
    forks(null, side).measure();
    assertThat(calls).hasSize(6);
    assertThat(disturbance(side))
        .containsEntry("measuredAgain", "0")
        .containsEntry("disturbed", "0")
        .containsEntry("unknown", "6");
  }
}
