package dev.kvbench.transformer.device;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What is found out about the machine by trying, once: the fastest kernels, the ceilings. A process
 * that tried for itself might choose other kernels than the one before, and two arms would differ
 * by more than their cache. So the processes of a run share a file, of which the first one that
 * needs a value measures it. Without a file a value holds for this process.
 */
public final class MachineProfile {
  /** The system property that names the file, one {@code name=value} a line; it may be empty. */
  public static final String PROPERTY = "kvbench.machine";

  private static MachineProfile here;

  private final Path file; // null for none
  private final SortedMap<String, String> values = new TreeMap<>();

  /**
   * A profile with what the file has.
   *
   * @param file null for none
   * @throws IllegalArgumentException naming a file that cannot be read
   */
  MachineProfile(Path file) {
    this.file = file;
    if (file != null) {
      values.putAll(read(file));
    }
  }

  /** This process's. */
  public static synchronized MachineProfile here() {
    if (here == null) {
      String file = System.getProperty(PROPERTY);
      here = new MachineProfile(file == null ? null : Path.of(file));
    }
    return here;
  }

  /**
   * The values of a file, sorted by name.
   *
   * @throws IllegalArgumentException naming a file that cannot be read
   */
  public static SortedMap<String, String> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + ": no such file; make it, be it empty");
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) { // the latter for a bad \\u
      throw new IllegalArgumentException(file + ": is no machine profile: " + e.getMessage(), e);
    }
    SortedMap<String, String> values = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> values.put(name, properties.getProperty(name)));
    return values;
  }

  /** The value of a name, measured and kept where there is none yet. */
  public synchronized String get(String name, Supplier<String> measure) {
    String known = values.get(name);
    return known != null ? known : put(name, measure.get());
  }

  /** Whether a value of that name has been measured. */
  public synchronized boolean has(String name) {
    return values.containsKey(name);
  }

  /**
   * Takes on something that was last done so long ago, or never: it counts as done from now on.
   *
   * @param name of when it was done, in seconds since 1970
   * @return whether it is for the caller to do
   */
  public synchronized boolean claimIfDue(String name, Duration interval) {
    long now = Instant.now().getEpochSecond();
    String last = values.getOrDefault(name, "");
    if (last.matches("[0-9]{1,18}")) {
      long age = now - Long.parseLong(last);
      if (age >= 0 && age < interval.toSeconds()) { // below 0 for the time of another clock
        return false;
      }
    }
    put(name, Long.toString(now));
    return true;
  }

  /**
   * The higher one of a rate that is known, if any, and of another that was measured; it is kept.
   *
   * @throws IllegalArgumentException for a value of the file that is no number above 0
   */
  public synchronized double highest(String name, double measured) {
    String known = get(name, () -> Double.toString(measured));
    double rate = Double.NaN;
    try {
      rate = Double.parseDouble(known);
    } catch (NumberFormatException e) {
      // told below, as other values that are no rate
    }
    if (!(rate > 0)) {
      throw new IllegalArgumentException(
          file + ": " + name + " must be a number above 0: " + known);
    }
    return rate >= measured ? rate : Double.parseDouble(put(name, Double.toString(measured)));
  }

  private String put(String name, String value) {
    values.put(name, value);
    if (file != null) {
      String text =
          values.entrySet().stream()
              .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
              .collect(Collectors.joining());
      Path whole = file.resolveSibling(file.getFileName() + ".part");
      try {
        Files.writeString(whole, text);
        Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new IllegalArgumentException(file + ": cannot be written: " + e, e);
      }
    }
    return value;
  }
}
