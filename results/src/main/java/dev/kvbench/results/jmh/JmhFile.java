package dev.kvbench.results.jmh;

import dev.kvbench.results.run.Environment;
import java.util.List;

/**
 * A file that JMH wrote.
 *
 * @param rows in the file's order
 * @param jvm what it says of the JVM that it was measured in, as section {@code jmh}; a fact that
 *     differs between rows has all its values
 */
public record JmhFile(List<Row> rows, Environment jvm) {
  public JmhFile {
    rows = List.copyOf(rows);
  }
}
