package dev.kvbench.results.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.descriptive.Median;

/**
 * A series in segments between which it changed.
 *
 * @param segments in order, without gaps, at least one
 */
public record Segmentation(List<Segment> segments) {
  /**
   * Points without a change among them.
   *
   * @param from the first point, counted from 0
   * @param to the point after the last one
   * @param median of the values; of an even number the geometric mean of the middle two
   * @param p of the change that it begins with; NaN where it begins the series
   */
  public record Segment(int from, int to, double median, double p) {}

  public Segmentation {
    segments = List.copyOf(segments);
  }

  /**
   * Finds the changes of positive values. A change that is certain but small is none that matters:
   * it is left out, and the segments on its two sides are one; the smallest goes first, for the
   * medians beside it change with it.
   *
   * @param minChange smallest change to keep as a fraction: with 0.05 the larger median is at least
   *     1.05 times the smaller
   */
  public static Segmentation of(double[] values, EDivisive rule, double minChange) {
    double[] logs = Arrays.stream(values).map(Math::log).toArray();
    List<EDivisive.Split> splits = new ArrayList<>(rule.find(logs));
    while (true) {
      List<Segment> segments = segments(logs, splits);
      int smallest = -1;
      double size = Math.log1p(minChange);
      for (int i = 0; i < splits.size(); i++) {
        double change = Math.abs(Math.log(segments.get(i + 1).median() / segments.get(i).median()));
        if (change < size) {
          smallest = i;
          size = change;
        }
      }
      if (smallest < 0) {
        return new Segmentation(segments);
      }
      splits.remove(smallest);
    }
  }

  private static List<Segment> segments(double[] logs, List<EDivisive.Split> splits) {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i <= splits.size(); i++) {
      int from = i == 0 ? 0 : splits.get(i - 1).index();
      int to = i == splits.size() ? logs.length : splits.get(i).index();
      double p = i == 0 ? Double.NaN : splits.get(i - 1).p();
      segments.add(
          new Segment(
              from,
              to,
              Math.exp(Median.withDefaults().evaluate(Arrays.copyOfRange(logs, from, to))),
              p));
    }
    return segments;
  }

  /** The changes, in the order of the series. */
  public List<ChangePoint> changePoints() {
    List<ChangePoint> changes = new ArrayList<>();
    for (int i = 1; i < segments.size(); i++) {
      Segment after = segments.get(i);
      changes.add(
          new ChangePoint(after.from(), segments.get(i - 1).median(), after.median(), after.p()));
    }
    return changes;
  }
}
