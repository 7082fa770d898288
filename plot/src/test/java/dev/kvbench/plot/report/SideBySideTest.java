package dev.kvbench.plot.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.stats.Estimates;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which rows of several runs are the same, and what is claimed of the runs. */
class SideBySideTest {
  private static final String NONE =
      "No row, with the same parameters, was measured in more than one run.";

  private static String of(ReportRun... runs) {
    return SideBySide.of(List.of(runs)).stream()
        .map(Object::toString)
        .collect(Collectors.joining("\n"));
  }

  private static int lines(String table) {
    String body = table.substring(table.indexOf("<tbody>"), table.indexOf("</tbody>"));
    return body.split("<tr>", -1).length - 1;
  }

  private static ReportRun on(ReportRun run, String cpu, String threads) {
    List<Row> rows =
        run.rows().stream()
            .map(
                row -> {
                  TreeMap<String, String> params = new TreeMap<>(row.params());
                  params.put("threads", threads);
                  return row.withParams(params);
                })
            .toList();
    Environment environment = run.environment().with("machine", Map.of("cpu", cpu));
    return new ReportRun(cpu, environment, rows, run.crossovers(), run.quality(), run.losses());
  }

  @Test
  void whatAutoWasOnEachMachineDoesNotKeepRowsApart() {
    ReportRun zen = Samples.reference("quick-zen5-2cpu");
    ReportRun other = on(zen, "Other", "4");
    String page = of(zen, other);
    assertThat(page)
        .contains("no verdict on code", "threads, which is what auto was on each machine: ")
        .contains(" in quick-zen5-2cpu, 4 in Other.");
    assertThat(lines(page)).isEqualTo(zen.rows().size());
    // On one machine another number of threads is another row.
    assertThat(of(zen, on(zen, zen.environment().get("machine", "cpu").orElseThrow(), "4")))
        .contains(NONE);
  }

  @Test
  void anUncachedRowIsTheSameUnderAnotherPolicy() {
    ReportRun shift = Samples.run(List.of(Samples.row("uncached", 64, "shift", 1, 1.1)));
    ReportRun ring = Samples.run(List.of(Samples.row("uncached", 64, "ring", 2, 2.2)));
    String page = of(shift.named("a"), ring.named("b"));
    assertThat(lines(page)).isEqualTo(1);
    assertThat(page).contains("b ÷ the first that has the row").doesNotContain(">policy<");
  }

  @Test
  void equalRowsHaveARatioToo() {
    ReportRun run = Samples.run(List.of(Samples.row("cached", 64, "ring", 1, 1.1, 1.2)));
    String page = of(run.named("a"), run.named("b"));
    Row row = run.rows().get(0);
    assertThat(page).contains(Words.times(Estimates.ratio(row, row)));
  }

  @Test
  void whatTheRunsDoNotSayIsNotClaimed() {
    List<Row> rows = List.of(Samples.row("cached", 64, "ring", 1, 1.1));
    ReportRun known = Samples.run(rows);
    assertThat(of(known.named("a"), known.named("b")))
        .contains("one machine and the same code. A report gives no verdict on code");
    ReportRun dirty = Samples.run(Samples.with("build", "git.dirty", "true"), rows);
    assertThat(of(dirty.named("a"), dirty.named("b")))
        .contains("one machine, and do not say whether the measured code is the same.");
    ReportRun changed = Samples.run(Samples.with("build", "git.commit", "fedc"), rows);
    assertThat(of(known.named("a"), changed.named("b")))
        .contains("one machine and from different code.");
    ReportRun mute = Samples.run(Environment.of(Map.of()), rows);
    assertThat(of(mute.named("a"), mute.named("b")))
        .contains("do not say whether they come from one machine, nor whether the measured code");
    assertThat(of(known.named("a"), mute.named("b")))
        .contains("do not say whether they come from one machine, nor whether the measured code");
    ReportRun elsewhere = Samples.run(Samples.with("machine", "cpu", "Other"), rows);
    assertThat(of(known.named("a"), elsewhere.named("b")))
        .contains("The runs differ in machine, system, JVM or engine (marked");
  }
}
