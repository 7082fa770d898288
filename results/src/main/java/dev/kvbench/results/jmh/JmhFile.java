package dev.kvbench.results.jmh;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file that JMH wrote.
 *
 * @param rows in the file's order
 * @param jvm what it says of the JVM that it was measured in, by name; a fact that differs between
 *     rows has all its values
 */
public record JmhFile(List<Row> rows, Map<String, String> jvm) {
  public JmhFile {
    rows = List.copyOf(rows);
    jvm = Collections.unmodifiableMap(new LinkedHashMap<>(jvm));
  }
}
