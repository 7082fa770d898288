package dev.kvbench.benchmarks.show;

import dev.kvbench.plot.Pictures;
import dev.kvbench.plot.report.Headline;
import dev.kvbench.plot.report.ReportRun;
import dev.kvbench.plot.report.TerminalChart;
import java.util.ArrayList;
import java.util.List;

/** What a run says, in words, and where the terminal can show it a few bars. */
public final class Summary {
  private Summary() {}

  /** Prints to standard output. */
  public static void print(ReportRun run) {
    lines(run, Terminal.ofStandardOutput()).forEach(System.out::println);
  }

  static List<String> lines(ReportRun run, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    for (String sentence : Headline.of(run)) {
      lines.add("");
      lines.addAll(terminal.wrapped(sentence + "."));
    }
    if (terminal.bars()) {
      TerminalChart.of(Pictures.of(run.usable()), terminal.colours()).forEach(lines::add);
    }
    return lines;
  }
}
