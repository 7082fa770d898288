package dev.kvbench.benchmarks.show;

import dev.kvbench.plot.model.RunData;
import dev.kvbench.plot.report.Headline;
import java.util.ArrayList;
import java.util.List;

/** What a run says, in one sentence. */
public final class Summary {
  private Summary() {}

  /** Prints to standard output. */
  public static void print(RunData run) {
    lines(run, Terminal.ofStandardOutput()).forEach(System.out::println);
  }

  static List<String> lines(RunData run, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.addAll(terminal.wrapped(Headline.of(run) + "."));
    return lines;
  }
}
