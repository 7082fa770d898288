package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.BarPicture;
import dev.kvbench.plot.picture.BarPicture.Bar;
import dev.kvbench.plot.picture.Heading;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.ArmPair;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Rows as bars in groups, the uncached arm first: there it is read how much faster another is. */
final class ArmBars {
  private ArmBars() {}

  /**
   * The picture.
   *
   * @param group what a row shares with those beside it, in words
   * @param named what tells the rows of a group apart, beside arm and policy
   * @param value the length of a row's bar
   */
  static BarPicture of(
      Heading heading,
      Axis axis,
      List<Row> rows,
      Function<Row, String> group,
      Set<String> named,
      Function<Row, Estimate> value) {
    Map<Row, ArmPair> pairs = ArmPair.byCached(rows);
    List<Bar> bars = new ArrayList<>();
    groups(rows, group)
        .forEach(
            (words, own) -> {
              own.sort(Comparator.comparing(RowFacts::arm));
              for (Row row : own) {
                OptionalDouble faster =
                    Stream.ofNullable(pairs.get(row))
                        .mapToDouble(pair -> pair.speedup().value())
                        .findFirst();
                String name = RowFacts.armName(row, named);
                bars.add(bar(words, name, row, value.apply(row), faster));
              }
            });
    return new BarPicture(heading, axis, bars);
  }

  /** The rows by what they share in words, each group where its first row is. */
  static Map<String, List<Row>> groups(List<Row> rows, Function<Row, String> words) {
    Map<String, List<Row>> groups = new LinkedHashMap<>();
    rows.forEach(
        row -> groups.computeIfAbsent(words.apply(row), any -> new ArrayList<>()).add(row));
    return groups;
  }

  /** A bar of a row, named approximate where it is. */
  static Bar bar(String group, String name, Row row, Estimate value, OptionalDouble faster) {
    boolean approximate = row.isApproximate();
    return new Bar(
        group,
        name + (approximate ? ", approximate" : ""),
        value,
        RowFacts.arm(row),
        approximate,
        OptionalDouble.empty(),
        faster);
  }
}
