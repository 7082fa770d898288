package dev.kvbench.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.benchmarks.Results;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.Merge;
import dev.kvbench.results.run.RunDirectory;
import dev.kvbench.results.run.ShardPlan;
import dev.kvbench.results.stats.ArmPair;
import dev.kvbench.transformer.device.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepTest {
  @BeforeAll
  static void startTorch() {
    Torch.start(0);
  }

  private static Sweep sweep(String suite, int of) {
    return new Sweep(SuiteFile.load(suite), Map.of(), Map.of(), null, of);
  }

  private static double seconds(List<PlannedRow> rows) {
    return rows.stream().mapToDouble(row -> row.forks() * TimeBudget.initialEstimate(row)).sum();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100})
  void everyRowOfEverySuiteIsInOneShardAndInTheSuitesOrder(int of) {
    for (String name : SuiteFile.NAMES) {
      List<PlannedRow> all = Plan.rows(SuiteFile.load(name), Map.of(), null);
      Sweep sweep = sweep(name, of);
      List<PlannedRow> dealt = new ArrayList<>();
      for (int number = 1; number <= of; number++) {
        List<PlannedRow> rows = sweep.rows(number);
        assertThat(rows.isEmpty()).as(name + " " + number).isEqualTo(number > sweep.groups());
        assertThat(all.stream().filter(rows::contains).toList()).as(name).isEqualTo(rows);
        dealt.addAll(rows);
      }
      assertThat(dealt).as(name).containsExactlyInAnyOrderElementsOf(all);
    }
  }

  /** What the greedy rule promises: nobody has more than an even share and one group. */
  @Test
  void sharesAreBalancedByPredictedTime() {
    int of = 3;
    for (String name : SuiteFile.NAMES) {
      Sweep alone = sweep(name, 100); // a group each
      assertThat(alone.groups()).isLessThan(100);
      double longest =
          IntStream.rangeClosed(1, 100)
              .mapToDouble(number -> seconds(alone.rows(number)))
              .max()
              .orElseThrow();
      Sweep sweep = sweep(name, of);
      double all = seconds(Plan.rows(SuiteFile.load(name), Map.of(), null));
      for (int number = 1; number <= of; number++) {
        assertThat(seconds(sweep.rows(number)))
            .as(name)
            .isLessThanOrEqualTo(all / of + longest * (of - 1) / of + 1e-9);
      }
    }
    // Twelve sizes with a short and a long end: a split by number of rows would be far from even.
    Sweep crossover = sweep("crossover", 2);
    assertThat(seconds(crossover.rows(1)) / seconds(crossover.rows(2))).isCloseTo(1, within(0.1));
  }

  /** As the report pairs them. */
  @Test
  void whatARatioIsOfStaysTogether() {
    for (String name : SuiteFile.NAMES) {
      List<ArmPair> pairs = new ArrayList<>();
      Sweep sweep = sweep(name, 3);
      for (int number = 1; number <= 3; number++) {
        pairs.addAll(ArmPair.of(measured(sweep.rows(number))));
      }
      assertThat(pairs)
          .as(name)
          .containsExactlyInAnyOrderElementsOf(
              ArmPair.of(measured(Plan.rows(SuiteFile.load(name), Map.of(), null))));
    }
  }

  /** Its table compares every rung with the first one. */
  @Test
  void aLadderIsNotDivided() {
    assertThat(sweep("ladder", 3).groups()).isEqualTo(1);
    assertThat(sweep("ladder", 3).rows(2)).isEmpty();
  }

  /** On a machine with one core auto is 1: two shards would have the same row. */
  @Test
  void whatAutoMayMeanIsInTheShardOfAuto() {
    Suite smoke = SuiteFile.load("smoke");
    String here = Integer.toString(Torch.threads());
    Map<String, List<String>> threads = Map.of("threads", List.of("auto", here, "1", "3"));
    Sweep sweep = new Sweep(smoke, threads, Map.of(), null, 4);
    assertThat(sweep.groups()).isEqualTo(2); // two lengths
    List<PlannedRow> rows = new ArrayList<>(sweep.rows(1));
    rows.addAll(sweep.rows(2));
    assertThat(rows)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(Plan.rows(smoke, threads, null));
  }

  /** If this fails, shards of this version and of the one before do not fit together: say so. */
  @Test
  void theSplitIsWhatItWas() {
    assertThat(sweep("quick", 3).rows(2))
        .extracting(row -> row.params().get("engine") + row.params().get("steps") + row.method())
        .containsExactly(
            "script128uncached", "script128cached", "script512uncached", "script512cached");
  }

  @Test
  void aShardSaysWhatAllOfThemMeasure() {
    ShardPlan plan = sweep("smoke", 2).plan(2, "suite smoke");
    assertThat(plan.numbers()).containsExactly(2);
    assertThat(plan.of()).isEqualTo(2);
    assertThat(plan.rows())
        .hasSize(4)
        .allMatch(row -> row.line().startsWith("dev.kvbench.benchmarks.GenerateBenchmark."))
        .allMatch(row -> row.line().contains(" device=cpu "))
        .allMatch(row -> row.line().contains(" threads=" + Torch.threads()))
        .allMatch(row -> row.forks() == 2);
    assertThat(plan.rows()).extracting(ShardPlan.ShardRow::shard).containsOnly(1, 2);
    Sweep many = new Sweep(SuiteFile.load("smoke"), Map.of(), Map.of(), 9, 2);
    assertThat(many.plan(2, "suite smoke --forks 9").rows()).allMatch(row -> row.forks() == 9);
  }

  @Test
  void shardsAreNumberedFromOne() {
    assertThat(Shard.of("2/3")).isEqualTo(new Shard(2, 3)).hasToString("2/3");
    assertThat(Shard.of("1/1")).isEqualTo(new Shard(1, 1));
    for (String wrong : List.of("0/3", "4/3", "1/0", "1/10001")) {
      assertThatThrownBy(() -> Shard.of(wrong))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("--shard " + wrong);
    }
    for (String wrong : List.of("", "2", "a/b", "-1/3", "1/3/5", "1 / 3", "1/99999999999")) {
      assertThatThrownBy(() -> Shard.of(wrong))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("takes I/N, say 1/3");
    }
  }

  /** What is dealt out, measured and joined is the run that was not dealt out. */
  @ParameterizedTest
  @ValueSource(strings = {"smoke", "ladder", "decode"})
  void shardsMergedAreTheRunThatWasNotShared(String name, @TempDir Path folder) throws IOException {
    List<PlannedRow> all = Plan.rows(SuiteFile.load(name), Map.of(), null);
    RunDirectory whole = run(folder.resolve("whole"), all);
    for (int of : new int[] {1, 3}) {
      Sweep sweep = sweep(name, of);
      List<RunDirectory> shards = new ArrayList<>();
      for (int number = of; number > 0; number--) {
        List<PlannedRow> rows = sweep.rows(number);
        if (!rows.isEmpty()) {
          ShardPlan plan = sweep.plan(number, "suite any.yaml");
          RunDirectory shard = run(folder.resolve(number + "of" + of), rows);
          Environment environment = shard.environment().with(ShardPlan.SECTION, plan.facts());
          shard.write("environment.json", environment.toJson());
          plan.write(shard);
          shards.add(shard);
        }
      }
      Merge.Merged merged = Merge.of(shards, folder.resolve("merged"), Instant.EPOCH, false);
      assertThat(merged.gaps()).isEmpty();
      assertThat(merged.run().rows()).isEqualTo(whole.rows());
    }
  }

  /** A run as measuring would leave it, with a time of its own for each row. */
  private static RunDirectory run(Path path, List<PlannedRow> planned) throws IOException {
    Files.createDirectories(path);
    Files.writeString(path.resolve("jmh.json"), Results.json(measured(planned)));
    Map<String, Map<String, String>> facts =
        Map.of("suite", Map.of("name", "any"), "run", Map.of("state", "complete"));
    Files.writeString(path.resolve("environment.json"), Environment.of(facts).toJson());
    return RunDirectory.open(path);
  }

  private static List<Row> measured(List<PlannedRow> planned) {
    List<Row> rows = new ArrayList<>();
    for (PlannedRow row : planned) {
      double seconds = Math.floorMod(row.params().hashCode(), 1000) + 0.5;
      double[] forks = DoubleStream.generate(() -> seconds).limit(row.forks()).toArray();
      rows.add(Results.row(row.benchmark(), "", forks).withParams(new TreeMap<>(row.params())));
    }
    return rows;
  }
}
