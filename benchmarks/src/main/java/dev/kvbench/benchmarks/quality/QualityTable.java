package dev.kvbench.benchmarks.quality;

import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.io.TextTable;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.QualitySetting;
import dev.kvbench.results.quality.Region;
import dev.kvbench.results.quality.RegionQuality;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of a quality run: what an arm computes, and how far that is off, region by region. */
final class QualityTable {
  private QualityTable() {}

  /** All tables, each with a line on what it shows. */
  static String of(Quality quality) {
    QualitySetting setting = quality.setting();
    return String.format(
        Locale.ROOT,
        """
        NLL: negative log-likelihood of the next character, nats. KL: divergence of the arm's
        probabilities from the uncached model's, nats. top-1: how often both find the same character
        likeliest. max |dlogit|: largest difference of a logit; rounding: as much as the number format
        explains (of the reference itself: against the eager engine). Regions: edge, the %d positions
        after the window; past 1, 2, ...: windows of text after it.

        Inside the window, positions 1 to %d, against the uncached model in float32:
        %s
        Past it, positions %d to %d; 95 %% intervals over %d stretches of text:
        %s
        Change of the negative log-likelihood to the uncached model's, nats a character, by region:
        %s
        Greedy text from %d characters: tokens before it differs from the uncached model's. A text
        that never does counts as its length, %d. Cost of a token past the window: rough, not by JMH.
        %s\
        """,
        edge(quality),
        setting.blockSize(),
        laidOut(window(quality)),
        setting.blockSize() + 1,
        setting.positions(),
        setting.sequences(),
        laidOut(past(quality)),
        laidOut(regions(quality)),
        setting.promptLength(),
        setting.greedyLength(),
        laidOut(greedyAndCost(quality)));
  }

  private static int edge(Quality quality) {
    return quality.reference().in(Region.EDGE).region().length();
  }

  /** With policy and number format flush left. */
  private static String laidOut(List<List<String>> lines) {
    return String.join("", TextTable.lines(lines, 2));
  }

  private static List<List<String>> window(Quality quality) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        List.of("policy", "dtype", "answer", "max |dlogit|", "rounding", "NLL", "KL", "top-1"));
    for (ArmQuality arm : quality.arms()) {
      RegionQuality window = arm.in(Region.WINDOW);
      lines.add(
          List.of(
              arm.policy(),
              arm.dtype(),
              arm.answer().words(),
              small(arm.windowDifference()),
              small(arm.windowLimit()),
              fixed(window.nll().value()),
              small(window.kl().value()),
              percent(window.topOne().value())));
    }
    return lines;
  }

  private static List<List<String>> past(Quality quality) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        List.of(
            "policy",
            "dtype",
            "NLL",
            "interval",
            "KL",
            "interval",
            "top-1",
            "interval",
            "max |dlogit|"));
    for (ArmQuality arm : quality.arms()) {
      RegionQuality past = arm.in(Region.PAST);
      lines.add(
          List.of(
              arm.policy(),
              arm.dtype(),
              fixed(past.nll().value()),
              interval(past.nll(), "%.3f"),
              small(past.kl().value()),
              smallInterval(past.kl()),
              percent(past.topOne().value()),
              interval(past.topOne().times(100), "%.1f"),
              small(past.maxLogitDifference())));
    }
    return lines;
  }

  private static List<List<String>> regions(Quality quality) {
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("policy", "dtype"));
    for (RegionQuality region : quality.reference().regions()) {
      head.add(region.region().name());
      if (isMain(region.region())) {
        head.add("interval");
      }
    }
    lines.add(head);
    // the reference's are 0 by definition
    for (ArmQuality arm : quality.arms().subList(1, quality.arms().size())) {
      List<String> line = new ArrayList<>(List.of(arm.policy(), arm.dtype()));
      for (RegionQuality region : arm.regions()) {
        line.add(signed(region.deltaNll().value()));
        if (isMain(region.region())) {
          line.add(interval(region.deltaNll(), "%+.4f"));
        }
      }
      lines.add(line);
    }
    return lines;
  }

  /** Regions whose intervals are shown here; all are in the file. */
  private static boolean isMain(Region region) {
    return List.of(Region.WINDOW, Region.EDGE, Region.PAST).contains(region.name());
  }

  private static List<List<String>> greedyAndCost(Quality quality) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        List.of("policy", "dtype", "same tokens", "interval", "median", "to the end", "µs/token"));
    for (ArmQuality arm : quality.arms()) {
      lines.add(
          List.of(
              arm.policy(),
              arm.dtype(),
              String.format(Locale.ROOT, "%.1f", arm.greedy().mean().value()),
              interval(arm.greedy().mean(), "%.1f"),
              String.format(Locale.ROOT, "%.1f", arm.greedy().median()),
              arm.greedy().toTheEnd() + " of " + quality.setting().sequences(),
              Numbers.digits(arm.cost().microseconds())));
    }
    return lines;
  }

  private static String fixed(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.4f", value);
  }

  /** Two digits, with an exponent where there is no other way to see them. */
  private static String small(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.2g", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String interval(Estimate estimate, String format) {
    return estimate.hasInterval()
        ? String.format(Locale.ROOT, format + " to " + format, estimate.low(), estimate.high())
        : "none";
  }

  private static String smallInterval(Estimate estimate) {
    return estimate.hasInterval()
        ? small(estimate.low()) + " to " + small(estimate.high())
        : "none";
  }
}
