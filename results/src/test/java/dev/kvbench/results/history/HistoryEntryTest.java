package dev.kvbench.results.history;

import static dev.kvbench.results.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.RunDirectory;
import dev.kvbench.results.run.Runs;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryEntryTest {
  private static final String ROW =
      """
      {"benchmark": "a.B.cached", "mode": "ss", "threads": 1, "forks": 2, "params": {"steps": "64"},
       "primaryMetric": {"score": 0.5, "scoreError": "NaN", "scoreUnit": "s/op",
                         "rawData": [[0.4], [0.6]]},
       "secondaryMetrics": {}}
      """;

  @TempDir Path folder;

  private RunDirectory run;
  private final Map<String, Map<String, String>> facts = new LinkedHashMap<>();

  @BeforeEach
  void aRun() {
    run = RunDirectory.create(folder, "quick", Instant.EPOCH);
    facts.put("machine", Map.of("cpu", "AMD EPYC", "cpu.logicalCores", "2", "gpu", "none"));
    facts.put("os", Map.of("name", "Debian GNU/Linux", "version", "12"));
    facts.put("jvm", Map.of("version", "17.0.15"));
    facts.put("build", Map.of("git.commit", "363d8f8e0123", "git.dirty", "true"));
    facts.put("suite", Map.of("name", "quick"));
    facts.put("run", Map.of("started", "2026-11-24T06:46:25.026107775Z", "state", "complete"));
  }

  private HistoryEntry read(String rows) {
    return HistoryEntry.of(Runs.write(run.path(), rows, Environment.of(facts)));
  }

  private void assertRefused(String rows, String message) {
    assertThat(refusal(() -> read(rows))).startsWith(run.path().toString()).contains(message);
  }

  @Test
  void hasWhatTheRunDirectorySays() {
    HistoryEntry entry = read("[" + ROW + "]");
    assertThat(entry.started()).isEqualTo(Instant.parse("2026-11-24T06:46:25.026107775Z"));
    assertThat(entry.suite()).isEqualTo("quick");
    assertThat(entry.commit()).isEqualTo("363d8f8e0123");
    assertThat(entry.dirty()).isTrue();
    assertThat(entry.shortCommit()).isEqualTo("363d8f8+");
    assertThat(entry.machine())
        .isEqualTo(new Machine("AMD EPYC", "2", "none", "Debian GNU/Linux", "17.0.15"));
    assertThat(entry.rows()).hasSize(1);
    HistoryRow row = entry.rows().get(0);
    assertThat(row.key()).isEqualTo("a.B.cached ss steps=64 jmhThreads=1");
    assertThat(row.unit()).isEqualTo("s/op");
    Estimate estimate = Estimates.of(run.rows().get(0));
    assertThat(row.estimate()).isEqualTo(estimate);
    assertThat(estimate.hasInterval()).isTrue();
  }

  @Test
  void aRunThatIsGoingOnIsRefused() {
    facts.put("run", Map.of("started", "2026-11-24T06:46:25Z", "state", "running or stopped"));
    assertRefused("[" + ROW + "]", "still going on, or was stopped");
  }

  @Test
  void aRunThatDoesNotSayWhatItMeasuredIsRefused() {
    facts.put("build", Map.of("jar", "base.jar")); // as pair writes it
    assertRefused("[" + ROW + "]", "has no build.git.commit; give the run directory of a suite");
    facts.remove("suite");
    assertRefused("[" + ROW + "]", "has no suite.name");
    facts.put("run", Map.of());
    assertRefused("[" + ROW + "]", "has no run.started");
    facts.put("run", Map.of("started", "unknown"));
    assertRefused("[" + ROW + "]", "run.started is 'unknown', not a time");
  }

  @Test
  void rowsThatAreNoneOrTwiceOrNoMeasurementAreRefused() {
    assertThat(refusal(() -> read("[" + ROW.replace("0.4", "0") + "]")))
        .contains("not a positive number");
    assertRefused("[]", "holds no rows");
    assertRefused("[" + ROW + "," + ROW + "]", "holds a.B.cached ss steps=64 jmhThreads=1 twice");
  }

  @Test
  void aCommitMayBeUnknown() {
    facts.put("build", Map.of("git.commit", "unknown", "git.dirty", "unknown"));
    HistoryEntry entry = read("[" + ROW + "]");
    assertThat(entry.dirty()).isFalse();
    assertThat(entry.shortCommit()).isEqualTo("unknown");
  }

  @Test
  void aMachineInWords() {
    assertThat(Histories.MACHINE.words())
        .isEqualTo("AMD EPYC, 2 cores, no GPU, Debian, JVM 17.0.15");
    assertThat(new Machine("unknown", "1", "unknown", "unknown", "21").words())
        .isEqualTo("CPU unknown, 1 core, GPU unknown, OS unknown, JVM 21");
    assertThat(new Machine("Xeon", "8", "Tesla T4", "Ubuntu", "21").words())
        .isEqualTo("Xeon, 8 cores, Tesla T4, Ubuntu, JVM 21");
  }
}
