package dev.kvbench.plot;

import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.stats.Measurement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The measurements that differ in their steps only, and so make one line.
 *
 * @param arm cached or uncached
 * @param setting what all of them share
 * @param name what the legend calls them
 * @param pen what they are drawn with, in every chart
 * @param measurements by rising steps
 */
record Series(
    Arm arm,
    SortedMap<String, String> setting,
    String name,
    Pen pen,
    List<Measurement> measurements) {

  /** The measurements in lines: the uncached first, then in the order in which they came. */
  static List<Series> of(List<Measurement> measurements) {
    Map<List<Object>, List<Measurement>> groups = new LinkedHashMap<>();
    measurements.stream()
        .sorted(Comparator.comparing(Measurement::arm))
        .forEach(m -> groups.computeIfAbsent(key(m), any -> new ArrayList<>()).add(m));
    Names names = new Names(measurements);
    Map<Arm, Integer> counts = new EnumMap<>(Arm.class);
    List<Series> series = new ArrayList<>();
    for (List<Measurement> group : groups.values()) {
      group.sort(Comparator.comparing(Measurement::steps));
      Arm arm = group.get(0).arm();
      int index = counts.merge(arm, 1, Integer::sum) - 1;
      series.add(
          new Series(
              arm,
              group.get(0).setting(),
              names.of(group),
              Pen.of(arm, index),
              List.copyOf(group)));
    }
    return series;
  }

  Optional<Measurement> at(long steps) {
    return measurements.stream().filter(m -> m.steps() == steps).findFirst();
  }

  private static List<Object> key(Measurement measurement) {
    return List.of(measurement.arm(), measurement.policy(), measurement.setting());
  }
}
