package dev.kvbench.plot.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.MissingRows;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final Row CACHED = Samples.row("cached", 64, "shift", 0.1, 0.102, 0.098);

  private static List<String> of(Row... rows) {
    return Limits.of(Samples.run(List.of(rows)), false);
  }

  @Test
  void threeForksGiveNoVerdict() {
    assertThat(Limits.of(Samples.run(Samples.rows()), false))
        .contains(
            "3 forks: no verdict possible at 5 % on whether another run differs; compare needs at"
                + " least 4 a side",
            "one cached row computes something else than the uncached model: what that costs in"
                + " quality is the question of a quality run, and none is part of this report");
    assertThat(Limits.of(Samples.run(Samples.rows()), true))
        .noneMatch(limit -> limit.contains("quality"));
  }

  @Test
  void oneForkGivesNoInterval() {
    assertThat(of(Samples.row("cached", 64, "shift", 0.1)))
        .contains("one fork of every row: no interval, so noise cannot be told from a difference");
    assertThat(of(CACHED, Samples.row("uncached", 64, "shift", 1)))
        .contains("one fork of 1 of 2 rows: no interval for these, nor for ratios of them");
  }

  @Test
  void rowsWithoutAFigureAreNamed() {
    Row broken = Samples.row("uncached", 64, "shift", Double.NaN, 1);
    assertThat(of(CACHED, broken))
        .anyMatch(limit -> limit.startsWith("no figure of a row: ") && limit.contains("NaN"))
        .contains("no cached row has an uncached partner of the same setting: no speed-up");
  }

  @Test
  void anIntervalAroundOneIsCounted() {
    assertThat(
            of(
                Samples.row("uncached", 64, "shift", 1.0, 2.0, 0.5),
                Samples.row("cached", 64, "shift", 0.9, 2.1, 0.4)))
        .contains(
            "the interval of 1 of one speed-up includes 1: there noise alone may have decided which"
                + " arm is ahead");
  }

  @Test
  void howTheRunEndedIsSaid() {
    assertThat(
            Limits.of(
                Samples.run(Samples.with("run", "state", "running or stopped"), List.of()), false))
        .contains("this run is still going on, or was stopped: rows may be missing");
    assertThat(
            Limits.of(
                Samples.run(
                    Samples.with("run", "failed: cached steps=4", "out of memory"), List.of()),
                false))
        .contains("failed: cached steps=4: out of memory");
    Map<String, String> leftOut = new LinkedHashMap<>();
    for (int i = 0; i < 54; i++) {
      leftOut.put("leftOut: cached steps=" + i, "2 of 3 forks");
    }
    assertThat(Limits.of(Samples.run(Samples.ENVIRONMENT.with("run", leftOut), List.of()), false))
        .contains("and so of 50 more rows, named under Environment, run");
  }

  @Test
  void whatARunOfAPairLacksIsSaidToo() {
    Map<String, String> facts =
        MissingRows.none()
            .withFailed("cached steps=4", "on base, out of memory")
            .withLeftOut("uncached steps=8", "2 of 5 forks a side")
            .facts();
    assertThat(Limits.of(Samples.run(Samples.ENVIRONMENT.with("run", facts), List.of()), false))
        .contains(
            "failed: cached steps=4: on base, out of memory",
            "left out for the time limit: 2 of 5 forks a side of uncached steps=8");
    assertThat(
            Limits.of(
                Samples.run(Samples.with("run", "failed", "base, cached: broke"), List.of()),
                false))
        .contains("failed: base, cached: broke");
    assertThat(
            Limits.of(
                Samples.run(Samples.with("peers", "leftOut1", "it has no bfloat16"), List.of()),
                false))
        .contains("left out of what the peer measures: it has no bfloat16");
  }

  @Test
  void aStateThatIsNotPlainlyCompleteIsSaidWhereNothingElseSaysWhy() {
    assertThat(
            Limits.of(
                Samples.run(Samples.with("run", "state", "complete, cut short"), List.of()), false))
        .contains("rows or forks may be missing, for this run says of itself: complete, cut short");
    assertThat(Limits.of(Samples.run(Samples.with("run", "state", "complete"), List.of()), false))
        .noneMatch(limit -> limit.contains("says of itself"));
  }

  @Test
  void aShardIsNotTheWholeSweep() {
    Environment one = Samples.ENVIRONMENT.with("shard", Map.of("number", "1", "of", "2"));
    assertThat(Limits.of(Samples.run(one, List.of()), false))
        .contains("this run is shard 1 of 2: rows of the others are not here; merge joins them");
    Environment two = Samples.ENVIRONMENT.with("shard", Map.of("number", "1, 3", "of", "3"));
    assertThat(Limits.of(Samples.run(two, List.of()), false))
        .contains("these are shards 1, 3 of 3: rows of the others are not here; merge joins them");
  }

  @Test
  void codeThatNoCommitSaysIsSaid() {
    assertThat(Limits.of(Samples.run(Samples.with("build", "git.dirty", "true"), List.of()), false))
        .contains("the measured code had uncommitted changes: its commit does not say all of it");
  }

  @Test
  void missingCeilingsAreNamed() {
    assertThat(of(Samples.with(CACHED, "flopsPerToken", 1)))
        .contains(
            "no roofline: no cached or uncached row has bytesPerToken, gigaflops,"
                + " ceilingGigaflops, ceilingGigabytesPerSecond");
  }
}
