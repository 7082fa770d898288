package dev.kvbench.plot.picture;

import java.util.List;

/**
 * What stands above a chart.
 *
 * @param key the name of the chart's files, without their ending
 * @param title the question that the chart answers, or its answer
 * @param subtitle what was measured: model, batch size, dtype, engine, device and threads, always
 * @param notes what must be known to read the chart, a sentence each
 */
public record Heading(String key, String title, String subtitle, List<String> notes) {
  /** Keeps a copy of the notes. */
  public Heading {
    notes = List.copyOf(notes);
  }
}
