package dev.kvbench.results.run;

import static dev.kvbench.results.Refusals.incomparable;
import static dev.kvbench.results.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kvbench.results.run.ShardPlan.ShardRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shards joined, and what merge says of those that are not all there or not of one suite. */
class MergeTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  @TempDir Path folder;

  private Merge.Merged merge(RunDirectory... runs) {
    return Merge.of(List.of(runs), folder.resolve("out"), NOW, false);
  }

  @Test
  void rowsGetTheOrderOfTheSuiteWhateverTheOrderOfTheShards() {
    RunDirectory one = shard("one", plan(2, 1, 2, 2, 1), "1", "4");
    RunDirectory two = shard("two", plan(2, 1, 2, 2, 1).withNumbers(List.of(2)), "3", "2");
    for (Merge.Merged merged : List.of(merge(one, two), merge(two, one))) {
      assertThat(merged.run().rows())
          .extracting(row -> row.params().get("steps"))
          .containsExactly("1", "2", "3", "4");
      assertThat(merged.gaps()).isEmpty();
      assertThat(merged.run().environment().get("run", "mergedFrom")).hasValue("one, two");
      assertThat(merged.run().environment().sections()).doesNotContainKey("shard");
    }
  }

  @Test
  void aMissingShardIsNamedWithTheCommandThatMeasuresIt() {
    RunDirectory one = shard(1, 5);
    RunDirectory three = shard(3, 5);
    assertIncomparable(
        "shard 2 of 5 missing: run `suite x --shard 2/5`", one, three, shard(4, 5), shard(5, 5));
    assertIncomparable(
        "shard 2, 4, 5 of 5 missing: run `suite x --shard 2/5`, `suite x --shard 4/5`,"
            + " `suite x --shard 5/5`",
        three,
        one);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aShardThatIsThereTwiceIsNamedWithBothAndTheirStates() throws IOException {
    RunDirectory two = shard(2, 2);
    RunDirectory again = shard("again", plan(2, 1, 2).withNumbers(List.of(2)), "2");
    stop(two);
    assertThat(refusal(() -> merge(shard(1, 2), two, again)))
        .isEqualTo(
            two.path()
                + " (running or stopped) and "
                + again.path()
                + " (complete) are both shard 2 of 2; give one of them");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void shardsWithoutRowsNeedNotBeThere() {
    RunDirectory one = shard("one", plan(7, 1, 2), "1");
    assertIncomparable("shard 2 of 7 missing", one);
    RunDirectory two = shard("two", plan(7, 1, 2).withNumbers(List.of(2)), "2");
    assertThat(merge(one, two).run().rows()).hasSize(2);
  }

  /** Another split, other rows (as where auto is something else), or no shard at all. */
  @Test
  void shardsOfAnotherPlanDoNotFit() {
    RunDirectory one = shard(1, 2);
    ShardPlan split = plan(3, 1, 2).withNumbers(List.of(2));
    ShardPlan rows = plan(2, 1, 2, 2).withNumbers(List.of(2));
    for (ShardPlan other : List.of(split, rows)) {
      assertIncomparable(" are of different plans", one, shard("other", other, "2"));
    }
    assertIncomparable(" are of different plans", one, run("none", environment("64"), "2"));
  }

  @Test
  void rowsThatAShardDidNotMeasureAreNamed() {
    Merge.Merged merged = merge(shard("one", plan(1, 1, 1, 1), "2"));
    assertThat(merged.run().rows()).hasSize(1);
    assertThat(merged.gaps())
        .containsExactly("not measured: " + line("1"), "not measured: " + line("3"));
  }

  /** As a kill after the first round leaves it: every row is there, with one fork. */
  @Test
  void aShardThatDidNotComeToItsEndIsNamedWithItsRows() throws IOException {
    RunDirectory one = shard(1, 2);
    RunDirectory two = shard(2, 2);
    assertThat(merge(one, two).gaps()).isEmpty();
    JsonObject row = Runs.row("2");
    row.addProperty("forks", 1);
    Files.writeString(two.jmhJson(), "[" + row + "]");
    String fewer = "measured with 1 of 2 forks: " + line("2");
    assertThat(merge(one, two).gaps()).containsExactly(fewer);
    stop(two);
    String state = " (shard 2 of 2) did not end as complete: running or stopped";
    assertThat(merge(one, two).gaps()).containsExactly(two.path() + state, fewer);
    // What was joined before keeps it.
    RunDirectory part = Merge.of(List.of(two), folder.resolve("part"), NOW, true).run();
    assertThat(merge(one, part).gaps()).containsExactly(part.path() + state, fewer);
  }

  @Test
  void anIncompleteSuiteStaysAPartAndCanBeCompleted() {
    RunDirectory one = shard(1, 3);
    RunDirectory two = shard(2, 3);
    RunDirectory three = shard(3, 3);
    RunDirectory part = Merge.of(List.of(three, one), folder.resolve("part"), NOW, true).run();
    assertThat(part.environment().get("shard", "number")).hasValue("1, 3");
    assertIncomparable("shard 2 of 3 missing", part);
    assertThat(merge(two, part).run().rows())
        .extracting(row -> row.params().get("steps"))
        .containsExactly("1", "2", "3");
    assertThat(refusal(() -> merge(two, part, three))).contains("are both shard 3 of 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                     | $ has no \"numbers\"",
        "{\"numbers\": [3]      | is cut off (at $",
        "{\"numbers\": [3], \"of\": 3, \"command\": \"\", \"rows\": []} | $ has no rows for its"
            + " numbers [3]"
      })
  void aPlanThatIsDamagedIsRefused(String json, String reason) throws IOException {
    RunDirectory one = shard(1, 2);
    Files.writeString(one.file("shard.json"), json);
    assertThat(refusal(() -> merge(one))).contains("shard.json: ", reason);
    Files.delete(one.file("shard.json"));
    assertThat(refusal(() -> merge(one))).contains("shard.json: cannot read: no such file");
  }

  @Test
  void theEnvironmentSaysWhatHoldsOfAllRunsAndWhereTheyCameFrom() {
    RunDirectory a =
        run(
            "a",
            environment("64")
                .with("machine", Map.of("busyCoresAtStart", "0.00"))
                .with("run", run("10:00", "10:05", "complete")),
            "1",
            "2");
    RunDirectory b =
        run(
            "b",
            environment("128")
                .with("machine", Map.of("busyCoresAtStart", "0.43"))
                .with("run", run("09:00", "09:05", "running or stopped"))
                .with("run", Map.of("leftOut: uncached", "2 of 3 forks")),
            "3");
    RunDirectory ab = merge(a, b).run();
    assertThat(ab.path()).hasFileName("20261124-120000-suite-merged");
    Environment merged = ab.environment();
    assertThat(Fingerprint.differences(merged, environment("64"))).isEmpty();
    assertThat(merged.sections().get("machine"))
        .isEqualTo(Map.of("cpu", "EPYC", "busyCoresAtStart", "0.00; 0.43"));
    assertThat(merged.sections().get("model")).isEqualTo(Map.of("embedSize", "64, 128"));
    assertThat(merged.sections().get("suite")).isEqualTo(Map.of("name", "suite", "rows", "3"));
    assertThat(merged.sections().get("run"))
        .isEqualTo(
            Map.of(
                "started", "2026-11-24T09:00:00Z",
                "ended", "2026-11-24T10:05:00Z",
                "state", "running or stopped",
                "leftOut: uncached", "2 of 3 forks",
                "mergedFrom", "a, b"));
    RunDirectory all = merge(ab, run("c", environment("64"), "4")).run();
    assertThat(all.rows()).hasSize(4);
    assertThat(all.environment().get("run", "mergedFrom"))
        .hasValue("20261124-120000-suite-merged (a, b), c");
  }

  @Test
  void disturbedForksAreAddedUp() {
    Environment calm =
        environment("64")
            .with("disturbance", new DisturbedForks("forks", 6, 0, 0, 0, 0).facts())
            .with("disturbance", Map.of("rule", "x"));
    Environment loud =
        environment("64")
            .with("disturbance", new DisturbedForks("forks", 6, 2, 2, 1.2, 1).facts())
            .with("disturbance", Map.of("rule", "x", "cached, fork 1", "the first one counts"));
    Environment merged =
        merge(run("a", calm, "1"), run("b", loud, "2"), run("c", loud, "3")).run().environment();
    assertThat(merged.sections().get("disturbance"))
        .containsEntry("rule", "x")
        .containsEntry("cached, fork 1", "the first one counts");
    assertThat(DisturbedForks.of(merged)).isEqualTo(new DisturbedForks("forks", 18, 4, 4, 2.4, 2));
    assertThat(DisturbedForks.sentences(merged))
        .containsExactly(
            "disturbed by other work and measured again: 4 of 18 forks; section disturbance of"
                + " environment.json names them",
            "disturbed by other work: 4 of 18 forks, from which others took 0.600 cores on average;"
                + " intervals are wide for that",
            "not known whether other work disturbed them: 2 of 18 forks, measured too shortly or on"
                + " a system that does not tell");
    assertThat(DisturbedForks.sentences(calm)).isEmpty();
  }

  @Test
  void aRowOfTwoRunsIsNamedWithBoth() {
    RunDirectory a = run("a", environment("64"), "1", "2");
    RunDirectory b = run("b", environment("64"), "2", "3");
    assertThat(refusal(() -> merge(a, b)))
        .startsWith(a.path() + " and " + b.path() + " both hold")
        .contains("steps=2");
    assertThat(refusal(() -> merge(a, a))).contains(a.path() + " and " + a.path() + " both hold");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "machine, cpu, machine.cpu: EPYC | other",
    "jvm, version, jvm.version: missing | other",
    "build, git.commit, build.git.commit: abc | other"
  })
  void runsThatDoNotBelongTogetherAreNotMerged(String section, String name, String fact) {
    RunDirectory a = run("a", environment("64"), "1");
    RunDirectory b = run("b", environment("64").with(section, Map.of(name, "other")), "2");
    assertIncomparable(a.path() + " and " + b.path() + " differ in " + fact, a, b);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private void assertIncomparable(String words, RunDirectory... runs) {
    assertThat(incomparable(() -> merge(runs))).contains(words);
  }

  private static void stop(RunDirectory run) throws IOException {
    Environment stopped = run.environment().with("run", Map.of("state", "running or stopped"));
    Files.writeString(run.environmentJson(), stopped.toJson());
  }

  /** Shard 1 of a plan whose rows, of 1, 2 and more steps, are of these shards. */
  private static ShardPlan plan(int of, int... owners) {
    List<ShardRow> rows =
        IntStream.range(0, owners.length)
            .mapToObj(i -> new ShardRow(line(Integer.toString(i + 1)), owners[i], 2, 1, 1))
            .toList();
    return new ShardPlan(List.of(1), of, "suite x", rows);
  }

  /** Of a plan with as many rows as shards. */
  private RunDirectory shard(int number, int of) {
    ShardPlan plan = plan(of, IntStream.rangeClosed(1, of).toArray());
    return shard("shard" + number, plan.withNumbers(List.of(number)), Integer.toString(number));
  }

  private RunDirectory shard(String name, ShardPlan plan, String... steps) {
    Environment environment =
        environment("64").with("run", Map.of("state", "complete")).with("shard", plan.facts());
    RunDirectory run = run(name, environment, steps);
    plan.write(run);
    return run;
  }

  /** A run of rows that differ in their steps. */
  private RunDirectory run(String name, Environment environment, String... steps) {
    return Runs.write(folder.resolve(name), Runs.rows(List.of(steps)), environment);
  }

  private static Map<String, String> run(String from, String to, String state) {
    String day = "2026-11-24T";
    return Map.of("started", day + from + ":00Z", "ended", day + to + ":00Z", "state", state);
  }

  private static Environment environment(String embedSize) {
    return Environment.of(
        Map.of(
            "machine", Map.of("cpu", "EPYC"),
            "build", Map.of("git.commit", "abc"),
            "suite", Map.of("name", "suite"),
            "model", Map.of("embedSize", embedSize)));
  }

  private static String line(String steps) {
    return "sample.SampleBenchmark.withParams label=größe \"x\" steps=" + steps;
  }
}
