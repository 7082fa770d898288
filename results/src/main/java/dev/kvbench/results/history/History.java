package dev.kvbench.results.history;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Runs in the order in which they were added: a file with a line of JSON for each. Lines are only
 * ever added at its end, so that it can be kept under version control and read by other programs.
 *
 * @param entries of which entry i is on line i + 1
 */
public record History(Path file, List<HistoryEntry> entries) {
  /**
   * Writers take turns by a lock on this byte, which is beyond any file's end: where locks are
   * binding, as on Windows, readers can still read all there is.
   */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  public History {
    entries = List.copyOf(entries);
  }

  /**
   * Reads a history.
   *
   * @throws InputException naming the line that is not one of a history, or why the file cannot be
   *     read
   */
  public static synchronized History read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var unused = channel.lock(LOCKED_BYTE, 1, true); // a line that is being written is no damage
      return parse(file, text(channel));
    } catch (NoSuchFileException e) {
      throw new InputException(file + ": no such file; history add RUN makes it", e);
    } catch (IOException e) {
      throw new InputException(
          file + ": cannot read: " + IoReason.of(e) + "; give a file that history add wrote", e);
    }
  }

  /**
   * Writes a run at the file's end; makes the file, and its folder, where there is none. Writers in
   * other processes wait for each other. After a crash the file is as before, or has the whole
   * line, or ends in a part of it, which is refused from then on.
   *
   * @return the line that it is on, counted from 1
   * @throws InputException if the run is there already, if the file is damaged, or if it cannot be
   *     written; then nothing is written
   */
  public static synchronized int add(Path file, HistoryEntry entry) {
    // synchronized, because a lock is a process's: its threads have to take turns by themselves
    ByteBuffer line =
        ByteBuffer.wrap((HistoryLine.write(entry) + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      // Both stay open to the end, for on some systems to close one is to lose the other's lock.
      try (FileChannel end =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          FileChannel begin = FileChannel.open(file, StandardOpenOption.READ)) {
        var unused = end.lock(LOCKED_BYTE, 1, false);
        History before = parse(file, text(begin));
        before.refuse(entry);
        while (line.hasRemaining()) {
          end.write(line);
        }
        end.force(true);
        return before.entries.size() + 1;
      }
    } catch (IOException e) {
      throw new InputException(
          file + ": cannot write: " + IoReason.of(e) + "; choose another --file", e);
    }
  }

  private void refuse(HistoryEntry entry) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).identity().equals(entry.identity())) {
        throw new InputException(
            "%s:%d: has this run already (%s, started %s); nothing was added"
                .formatted(file, i + 1, entry.suite(), entry.started()));
      }
    }
  }

  private static String text(FileChannel channel) throws IOException {
    byte[] bytes = Channels.newInputStream(channel).readAllBytes();
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static History parse(Path file, String text) {
    List<HistoryEntry> entries = new ArrayList<>();
    Map<HistoryEntry.Identity, Integer> lines = new HashMap<>();
    int begin = 0;
    while (begin < text.length()) {
      int number = entries.size() + 1;
      String source = file + ":" + number;
      int end = text.indexOf('\n', begin);
      if (end < 0) {
        throw new InputException(
            source + ": has no end, its writer died; remove this line and add its run again");
      }
      HistoryEntry entry = HistoryLine.read(source, text.substring(begin, end));
      Integer earlier = lines.putIfAbsent(entry.identity(), number);
      if (earlier != null) {
        throw new InputException(
            source + ": is the run of line " + earlier + " again; remove one of the two");
      }
      entries.add(entry);
      begin = end + 1;
    }
    return new History(file, entries);
  }

  /** The names of all further metrics. */
  SortedSet<String> metrics() {
    SortedSet<String> names = new TreeSet<>();
    entries.forEach(run -> run.rows().forEach(row -> names.addAll(row.metrics().keySet())));
    return names;
  }

  /**
   * The runs of each row on each machine, in the order of the file; machine after machine.
   *
   * @param metric the further metric to take instead of the figure, from runs that have it
   * @throws InputException if a row changes its unit on one machine
   */
  public List<HistorySeries> series(Optional<String> metric) {
    record Place(Machine machine, String key) {}
    Map<Place, String> units = new HashMap<>();
    Map<Machine, Map<String, List<HistorySeries.Point>>> machines = new LinkedHashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      HistoryEntry run = entries.get(i);
      for (HistoryRow each : run.rows()) {
        Optional<HistoryRow> chosen = metric.isEmpty() ? Optional.of(each) : each.of(metric.get());
        if (chosen.isEmpty()) {
          continue;
        }
        HistoryRow row = chosen.get();
        String unit = units.putIfAbsent(new Place(run.machine(), row.key()), row.unit());
        if (unit != null && !unit.equals(row.unit())) {
          throw new InputException(
              "%s:%d: %s is in %s, on earlier lines in %s; measure all runs of a history with the same -tu"
                  .formatted(file, i + 1, row.key(), row.unit(), unit));
        }
        machines
            .computeIfAbsent(run.machine(), any -> new LinkedHashMap<>())
            .computeIfAbsent(row.key(), any -> new ArrayList<>())
            .add(new HistorySeries.Point(run, row.estimate()));
      }
    }
    List<HistorySeries> series = new ArrayList<>();
    machines.forEach(
        (machine, rows) ->
            rows.forEach(
                (key, points) ->
                    series.add(
                        new HistorySeries(
                            machine, key, units.get(new Place(machine, key)), points))));
    return series;
  }
}
