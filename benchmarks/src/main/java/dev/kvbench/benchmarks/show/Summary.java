package dev.kvbench.benchmarks.show;

import dev.kvbench.plot.model.RunData;
import dev.kvbench.plot.report.Headline;
import dev.kvbench.results.io.Visible;

/** What a run says, in one sentence. */
public final class Summary {
  private Summary() {}

  /** Prints to standard output. */
  public static void print(RunData run) {
    System.out.printf("%n%s.%n", Visible.of(Headline.of(run)));
  }
}
