package dev.kvbench.results.history;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.RowKey;
import dev.kvbench.results.jmh.RowNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A row on one machine, and where it changed.
 *
 * @param machineNumber the machine's place among all machines of the file, from 1
 * @param machines how many machines the file knows
 * @param name the row in short words, which no other selected row on the machine has
 * @param series its points
 * @param segmentation its changes
 */
public record RowHistory(
    int machineNumber, int machines, String name, HistorySeries series, Segmentation segmentation) {

  /**
   * Looks for changes in the rows of a history that were asked for.
   *
   * @param metric a further metric instead of the rows' figures
   * @param texts a row's key has all of these in it
   * @param machine the machine's words have this in them; none for all machines
   * @param minChange as for {@link Segmentation#of}
   * @return in the order of the file, machine after machine
   * @throws InputException if there is no such row
   */
  public static List<RowHistory> of(
      History history,
      Optional<String> metric,
      List<String> texts,
      Optional<String> machine,
      EDivisive rule,
      double minChange) {
    List<HistorySeries> all = history.series(metric);
    List<Machine> machines = all.stream().map(HistorySeries::machine).distinct().toList();
    List<HistorySeries> selected =
        all.stream()
            .filter(series -> texts.stream().allMatch(series.key()::contains))
            .filter(series -> machine.isEmpty() || series.machine().words().contains(machine.get()))
            .toList();
    if (selected.isEmpty()) {
      throw nothing(history, metric, all, machines);
    }
    RowNames names =
        RowNames.of(selected.stream().map(HistorySeries::key).map(RowKey::parse).toList());
    List<RowHistory> rows = new ArrayList<>();
    for (HistorySeries series : selected) {
      rows.add(
          new RowHistory(
              machines.indexOf(series.machine()) + 1,
              machines.size(),
              names.of(RowKey.parse(series.key())),
              series,
              Segmentation.of(series.values(), rule, minChange)));
    }
    return rows;
  }

  private static InputException nothing(
      History history, Optional<String> metric, List<HistorySeries> all, List<Machine> machines) {
    if (all.isEmpty() && metric.isPresent()) {
      return new InputException(
          "%s: no run has metric '%s'; runs have the metrics %s"
              .formatted(history.file(), metric.get(), history.metrics()));
    }
    if (all.isEmpty()) {
      return new InputException(history.file() + ": has no runs yet; history add RUN adds one");
    }
    return new InputException(
        "%s: no row is what --row and --machine ask for; a row is '%s', a machine '%s'"
            .formatted(history.file(), all.get(0).key(), machines.get(0).words()));
  }

  public boolean hasChanged() {
    return segmentation.segments().size() > 1;
  }
}
