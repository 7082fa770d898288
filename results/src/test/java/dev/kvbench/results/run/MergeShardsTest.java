package dev.kvbench.results.run;

import static dev.kvbench.results.Refusals.incomparable;
import static dev.kvbench.results.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kvbench.results.jmh.JmhJsonTest;
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

/** Shards that are not all there, or not of one sweep: what merge says of them. */
class MergeShardsTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final JsonObject REAL =
      JsonParser.parseString(JmhJsonTest.REAL).getAsJsonArray().get(0).getAsJsonObject();

  @TempDir Path folder;

  private Merge.Merged merge(RunDirectory... runs) {
    return Merge.of(List.of(runs), folder.resolve("out"), NOW, false);
  }

  @Test
  void rowsGetTheOrderOfTheSweepWhateverTheOrderOfTheShards() throws IOException {
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
  void aMissingShardIsNamedWithTheCommandThatMeasuresIt() throws IOException {
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
  void shardsWithoutRowsNeedNotBeThere() throws IOException {
    ShardFacts facts = facts(1, 7, "p", Map.of(1, "1"));
    ShardFacts few =
        new ShardFacts(
            facts.numbers(), 7, 2, facts.plan(), facts.auto(), facts.command(), facts.rows());
    RunDirectory one = run("one", few, List.of("1"));
    assertIncomparable("shard 2 of 7 is missing", one);
    ShardFacts other = facts(2, 7, "p", Map.of(2, "2"));
    ShardFacts fewToo =
        new ShardFacts(
            other.numbers(), 7, 2, other.plan(), other.auto(), other.command(), other.rows());
    assertThat(merge(one, run("two", fewToo, List.of("2"))).run().rows()).hasSize(2);
  }

  @Test
  void shardsOfAnotherSplitOrPlanOrAutoDoNotFit() throws IOException {
    RunDirectory one = shard("one", 1, 2, "p", Map.of(1, "1"));
    RunDirectory third = shard("third", 2, 3, "p", Map.of(2, "2"));
    assertIncomparable(
        one.path() + " is shard 1 of 2, " + third.path() + " is shard 2 of 3", one, third);
    RunDirectory other = shard("other", 2, 2, "q", Map.of(2, "2"));
    assertIncomparable(one.path() + " and " + other.path() + " are of different plans", one, other);
    ShardFacts two = facts(2, 2, "p", Map.of(2, "2"));
    ShardFacts gpu =
        new ShardFacts(two.numbers(), 2, 2, "p", "device=cuda", two.command(), two.rows());
    RunDirectory cuda = run("cuda", gpu, List.of("2"));
    assertIncomparable("took auto for different things: device=cpu | device=cuda", one, cuda);
  }

  @Test
  void rowsThatAShardDidNotMeasureAreNamed() throws IOException {
    RunDirectory one = run("one", facts(1, 1, "p", Map.of(1, "1", 2, "2", 3, "3")), List.of("2"));
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
    JsonObject row = row("2");
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
  void anIncompleteSweepStaysAPartAndCanBeCompleted() throws IOException {
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

  @Test
  void anEnvironmentThatDoesNotSayWhichShardIsRefused() throws IOException {
    RunDirectory one = shard("one", 1, 2, "p", Map.of(1, "1"));
    for (Map<String, String> broken :
        List.of(
            Map.of("number", "x"),
            Map.of("number", "3"),
            Map.of("of", ""),
            Map.of("row y", ""),
            Map.of("row 7", "no forks"),
            Map.of("forks 1", "several"))) {
      Files.writeString(
          one.environmentJson(),
          Environment.read(one.environmentJson()).with("shard", broken).toJson());
      assertThat(refusal(() -> merge(one))).contains("does not say which shard");
      Files.writeString(
          one.environmentJson(), environment(facts(1, 2, "p", Map.of(1, "1"))).toJson());
    }
  }

  private void assertIncomparable(String words, RunDirectory... runs) {
    assertThat(incomparable(() -> merge(runs))).contains(words);
  }

  private RunDirectory shard(
      String name, int number, int of, String plan, Map<Integer, String> stepsByPlace)
      throws IOException {
    ShardFacts facts = facts(number, of, plan, stepsByPlace);
    return run(name, facts, List.copyOf(new TreeMap<>(stepsByPlace).values()));
  }

  private static ShardFacts facts(
      int number, int of, String plan, Map<Integer, String> stepsByPlace) {
    SortedMap<Integer, ShardFacts.Planned> rows = new TreeMap<>();
    stepsByPlace.forEach((place, steps) -> rows.put(place, new ShardFacts.Planned(line(steps), 2)));
    return new ShardFacts(
        new TreeSet<>(List.of(number)), of, of, plan, "device=cpu", "suite x", rows);
  }

  private static String line(String steps) {
    JsonObject row = row(steps);
    SortedMap<String, String> params = new TreeMap<>();
    row.getAsJsonObject("params")
        .entrySet()
        .forEach(param -> params.put(param.getKey(), param.getValue().getAsString()));
    return Row.line(row.get("benchmark").getAsString(), params);
  }

  private static JsonObject row(String steps) {
    JsonObject row = REAL.deepCopy();
    row.getAsJsonObject("params").addProperty("steps", steps);
    return row;
  }

  private RunDirectory run(String name, ShardFacts facts, List<String> steps) throws IOException {
    JsonArray rows = new JsonArray();
    steps.forEach(one -> rows.add(row(one)));
    Path path = Files.createDirectories(folder.resolve(name));
    Files.writeString(path.resolve("jmh.json"), rows.toString());
    Files.writeString(path.resolve("environment.json"), environment(facts).toJson());
    return RunDirectory.open(path);
  }

  private static Environment environment(ShardFacts facts) {
    return Environment.of(
        Map.of(
            "suite", Map.of("name", "sweep"),
            "run", Map.of("state", "complete"),
            "shard", facts.facts()));
  }
}
