package dev.kvbench.results.run;

import static dev.kvbench.results.Refusals.incomparable;
import static dev.kvbench.results.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kvbench.results.jmh.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shards that are not all there, or not of one sweep: what merge says of them. */
class MergeShardsTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  @TempDir Path folder;

  private Merge.Merged merge(RunDirectory... runs) {
    return Merge.of(List.of(runs), folder.resolve("out"), NOW, false);
  }

  @Test
  void rowsGetTheOrderOfTheSweepWhateverTheOrderOfTheShards() {
    RunDirectory one = shard("one", 1, 2, "p", Map.of(1, "5", 4, "1"));
    RunDirectory two = shard("two", 2, 2, "p", Map.of(2, "3", 3, "4"));
    for (Merge.Merged merged : List.of(merge(one, two), merge(two, one))) {
      assertThat(merged.run().rows())
          .extracting(row -> row.params().get("steps"))
          .containsExactly("5", "3", "4", "1");
      assertThat(merged.gaps()).isEmpty();
      assertThat(merged.run().environment().get("run", "mergedFrom")).hasValue("one, two");
      assertThat(merged.run().environment().sections()).doesNotContainKey("shard");
    }
  }

  @Test
  void aMissingShardIsNamedWithTheCommandThatMeasuresIt() {
    RunDirectory one = shard("one", 1, 5, "p", Map.of(1, "1"));
    RunDirectory three = shard("three", 3, 5, "p", Map.of(3, "3"));
    RunDirectory four = shard("four", 4, 5, "p", Map.of(4, "4"));
    RunDirectory five = shard("five", 5, 5, "p", Map.of(5, "5"));
    assertIncomparable(
        "shard 2 of 5 is missing: run `suite x --shard 2/5`", one, three, four, five);
    assertIncomparable(
        "shards 2, 4, 5 of 5 are missing: run `suite x --shard 2/5`, `suite x --shard 4/5`,"
            + " `suite x --shard 5/5`",
        three,
        one);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aShardThatIsThereTwiceIsNamedWithBothAndTheirStates() throws IOException {
    RunDirectory one = shard("one", 1, 2, "p", Map.of(1, "1"));
    RunDirectory two = shard("two", 2, 2, "p", Map.of(2, "2"));
    RunDirectory again = shard("again", 2, 2, "p", Map.of(2, "2"));
    Environment stopped = two.environment().with("run", Map.of("state", "running or stopped"));
    Files.writeString(two.environmentJson(), stopped.toJson());
    assertThat(refusal(() -> merge(one, two, again)))
        .isEqualTo(
            two.path()
                + " (running or stopped) and "
                + again.path()
                + " (complete) are both shard 2 of 2; give one of them");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void shardsWithoutRowsNeedNotBeThere() {
    ShardFacts first = facts(1, 7, 2, "p", "device=cpu", Map.of(1, "1"));
    ShardFacts second = facts(2, 7, 2, "p", "device=cpu", Map.of(2, "2"));
    RunDirectory one = run("one", first, List.of("1"));
    assertIncomparable("shard 2 of 7 is missing", one);
    assertThat(merge(one, run("two", second, List.of("2"))).run().rows()).hasSize(2);
  }

  @Test
  void shardsOfAnotherSplitOrPlanOrAutoDoNotFit() {
    RunDirectory one = shard("one", 1, 2, "p", Map.of(1, "1"));
    RunDirectory third = shard("third", 2, 3, "p", Map.of(2, "2"));
    assertIncomparable(
        one.path() + " is shard 1 of 2, " + third.path() + " is shard 2 of 3", one, third);
    RunDirectory other = shard("other", 2, 2, "q", Map.of(2, "2"));
    assertIncomparable(one.path() + " and " + other.path() + " are of different plans", one, other);
    ShardFacts gpu = facts(2, 2, 2, "p", "device=cuda", Map.of(2, "2"));
    RunDirectory cuda = run("cuda", gpu, List.of("2"));
    assertIncomparable("took auto for different things: device=cpu | device=cuda", one, cuda);
  }

  @Test
  void rowsThatAShardDidNotMeasureAreNamed() {
    RunDirectory one =
        run("one", facts(1, 1, 1, "p", "device=cpu", Map.of(1, "1", 2, "2", 3, "3")), List.of("2"));
    Merge.Merged merged = merge(one);
    assertThat(merged.run().rows()).hasSize(1);
    assertThat(merged.gaps())
        .containsExactly("not measured: " + line("1"), "not measured: " + line("3"));
  }

  /** As a kill after the first round leaves it: every row is there, with one fork. */
  @Test
  void aShardThatDidNotComeToItsEndIsNamedWithItsRows() throws IOException {
    RunDirectory one = shard("one", 1, 2, "p", Map.of(1, "1"));
    RunDirectory two = shard("two", 2, 2, "p", Map.of(2, "2"));
    assertThat(merge(one, two).gaps()).isEmpty();
    JsonObject row = Runs.row("2");
    row.addProperty("forks", 1);
    Files.writeString(two.jmhJson(), "[" + row + "]");
    String fewer = "measured with 1 of 2 forks: " + line("2");
    assertThat(merge(one, two).gaps()).containsExactly(fewer);
    Environment killed = two.environment().with("run", Map.of("state", "running or stopped"));
    Files.writeString(two.environmentJson(), killed.toJson());
    String state = " did not end as complete: running or stopped";
    assertThat(merge(one, two).gaps())
        .containsExactly(two.path() + " (shard 2 of 2)" + state, fewer);
    // What was joined before keeps it.
    RunDirectory part = Merge.of(List.of(two), folder.resolve("part"), NOW, true).run();
    assertThat(merge(one, part).gaps())
        .containsExactly(part.path() + " (shard 2 of 2)" + state, fewer);
  }

  @Test
  void anIncompleteSweepStaysAPartAndCanBeCompleted() {
    RunDirectory one = shard("one", 1, 3, "p", Map.of(1, "1"));
    RunDirectory two = shard("two", 2, 3, "p", Map.of(2, "2"));
    RunDirectory three = shard("three", 3, 3, "p", Map.of(3, "3"));
    RunDirectory part = Merge.of(List.of(three, one), folder.resolve("part"), NOW, true).run();
    assertThat(part.environment().get("shard", "number")).hasValue("1, 3");
    assertIncomparable("shard 2 of 3 is missing", part);
    assertThat(merge(two, part).run().rows())
        .extracting(row -> row.params().get("steps"))
        .containsExactly("1", "2", "3");
    assertThat(refusal(() -> merge(two, part, three))).contains("are both shard 3 of 3");
  }

  @ParameterizedTest
  @CsvSource({
    "number, x",
    "number, 3",
    "of, ''",
    "row y, ''",
    "row 7, no forks",
    "forks 1, several"
  })
  void anEnvironmentThatDoesNotSayWhichShardIsRefused(String name, String value)
      throws IOException {
    RunDirectory one = shard("one", 1, 2, "p", Map.of(1, "1"));
    Environment broken = one.environment().with("shard", Map.of(name, value));
    Files.writeString(one.environmentJson(), broken.toJson());
    assertThat(refusal(() -> merge(one))).contains("does not say which shard");
  }

  private void assertIncomparable(String words, RunDirectory... runs) {
    assertThat(incomparable(() -> merge(runs))).contains(words);
  }

  private RunDirectory shard(
      String name, int number, int of, String plan, Map<Integer, String> stepsByPlace) {
    ShardFacts facts = facts(number, of, of, plan, "device=cpu", stepsByPlace);
    return run(name, facts, List.copyOf(new TreeMap<>(stepsByPlace).values()));
  }

  /**
   * @param used how many of the shards have rows
   */
  private static ShardFacts facts(
      int number, int of, int used, String plan, String auto, Map<Integer, String> stepsByPlace) {
    SortedMap<Integer, ShardFacts.Planned> rows = new TreeMap<>();
    stepsByPlace.forEach((place, steps) -> rows.put(place, new ShardFacts.Planned(line(steps), 2)));
    return new ShardFacts(new TreeSet<>(List.of(number)), of, used, plan, auto, "suite x", rows);
  }

  private static String line(String steps) {
    JsonObject row = Runs.row(steps);
    SortedMap<String, String> params = new TreeMap<>();
    row.getAsJsonObject("params")
        .asMap()
        .forEach((name, value) -> params.put(name, value.getAsString()));
    return Row.line(row.get("benchmark").getAsString(), params);
  }

  private RunDirectory run(String name, ShardFacts facts, List<String> steps) {
    Environment environment =
        Environment.of(
            Map.of(
                "suite", Map.of("name", "sweep"),
                "run", Map.of("state", "complete"),
                "shard", facts.facts()));
    return Runs.write(folder.resolve(name), Runs.rows(steps), environment);
  }
}
