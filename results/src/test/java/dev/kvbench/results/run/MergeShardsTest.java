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

/** Shards that are not all there, or not of one suite: what merge says of them. */
class MergeShardsTest {
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
    ShardPlan none = new ShardPlan(List.of(), 0, "", List.of());
    for (ShardPlan other : List.of(split, rows, none)) {
      assertIncomparable(" are of different plans", one, shard("other", other, "2"));
    }
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
        "{\"numbers\": [3]      | is not JSON or cut off",
        "{\"numbers\": [3], \"of\": 3, \"command\": \"\", \"rows\": []} | $ has no rows for its"
            + " numbers [3]"
      })
  void aPlanThatIsDamagedIsRefused(String json, String reason) throws IOException {
    RunDirectory one = shard(1, 2);
    Files.writeString(one.file("shard.json"), json);
    assertThat(refusal(() -> merge(one))).contains("shard.json: ", reason);
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
    Map<String, Map<String, String>> sections =
        Map.of(
            "suite", Map.of("name", "suite"),
            "run", Map.of("state", "complete"),
            "shard", plan.facts());
    RunDirectory run =
        Runs.write(folder.resolve(name), Runs.rows(List.of(steps)), Environment.of(sections));
    plan.write(run);
    return run;
  }

  private static String line(String steps) {
    return "sample.SampleBenchmark.withParams label=größe \"x\" steps=" + steps;
  }
}
