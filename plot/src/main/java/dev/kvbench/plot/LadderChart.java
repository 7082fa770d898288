package dev.kvbench.plot;

import dev.kvbench.results.Arm;
import dev.kvbench.results.Estimate;
import dev.kvbench.results.Rung;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The ladder as bars: time a token from the article's published arms to the fastest right ones, a
 * bar for each change, in the order of the run.
 */
final class LadderChart {
  private static final String TITLE = "Where the time goes, one change at a time";

  /** The rung that has every change but the number format. */
  private static final String LAST = "kernels";

  private static final int BAR = 13;
  private static final int ROW = 40;
  private static final int FRAME = 130;

  /** What each rung changes. */
  private static final Map<String, String> WORDS =
      Map.of(
          "published", "as the article publishes it",
          "mask", "+ attends to filled slots only",
          "positions", "+ every token its own position",
          "ring", "+ a ring instead of moving all slots",
          "fused", "+ all heads in one operation",
          "step", "+ TorchScript, one call a token",
          "loop", "+ one call a generation",
          "kernels", "+ fused attention, faster matrix products");

  /** Approximate bars are paler than exact ones. */
  private static final Map<Arm, Color> PALE =
      Map.of(Arm.CACHED, new Color(0xE9A9A9), Arm.UNCACHED, new Color(0xA9C4E2));

  private LadderChart() {}

  /** Empty where there is no rung. */
  static Optional<XYChart> draw(List<Rung> rungs, ChartContext context) {
    if (rungs.isEmpty()) {
      return Optional.empty();
    }
    Heading heading = new Heading(TITLE, subtitle(rungs, context));
    XYChart chart = new XYChart(Style.WIDTH, heading.height() + FRAME + ROW * rungs.size());
    Style.applyTo(chart.getStyler());
    chart.setTitle(" "); // keeps the heading's place
    chart.getStyler().setChartTitlePadding(heading.height() / 2);
    chart.addAnnotation(heading);
    axes(chart, rungs);
    Set<String> differing = differing(rungs);
    for (int i = 0; i < rungs.size(); i++) {
      Rung rung = rungs.get(i);
      add(chart, rung, name(rung, differing), rungs.size() - i);
    }
    return Optional.of(chart);
  }

  private static List<String> subtitle(List<Rung> rungs, ChartContext context) {
    List<Estimate> estimates = rungs.stream().map(Rung::millisecondsPerToken).toList();
    return List.of(
        context.inWords(),
        "red: cached; blue: uncached; pale: the answer is not the uncached model's",
        Subtitle.barsOf(estimates));
  }

  private static void axes(XYChart chart, List<Rung> rungs) {
    AxesChartStyler styler = chart.getStyler();
    double longest =
        rungs.stream().mapToDouble(r -> r.millisecondsPerToken().value()).max().orElseThrow();
    styler.setXAxisMin(0.0);
    styler.setXAxisMax(1.15 * longest);
    styler.setYAxisMin(0.3);
    styler.setYAxisMax(rungs.size() + 0.8);
    styler.setYAxisTicksVisible(false);
    styler.setPlotGridHorizontalLinesVisible(false);
    styler.setPlotGridVerticalLinesVisible(true);
    styler.setPlotContentSize(1);
    styler.setLegendVisible(false);
    chart.setXAxisTitle("milliseconds a token, generation from token 0");
  }

  private static void add(XYChart chart, Rung rung, String name, double place) {
    Estimate time = rung.millisecondsPerToken();
    Color color = Pen.of(rung.arm(), 0).color();
    Color fill = rung.exact() ? color : PALE.get(rung.arm());
    line(chart, "bar " + place, new double[] {0, time.value()}, place, fill, BAR);
    if (time.hasInterval()) {
      line(chart, "interval " + place, new double[] {time.low(), time.high()}, place, Style.INK, 2);
    }
    chart.addAnnotation(
        new BarLabel(name, String.format(java.util.Locale.ROOT, "%.3g ms", time.value()), place));
  }

  private static void line(
      XYChart chart, String key, double[] x, double place, Color color, float width) {
    XYSeries series = chart.addSeries(key, x, new double[] {place, place});
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL));
    series.setMarker(SeriesMarkers.NONE);
  }

  /** What the bar's rung changes, and the parameters that tell it from bars of other ladders. */
  static String name(Rung rung, Set<String> differing) {
    return rung.arm().word()
        + ": "
        + change(rung)
        + ArmLines.setting(rung.row(), differing)
        + (rung.exact() ? "" : " (approximate)");
  }

  private static String change(Rung rung) {
    String words = WORDS.getOrDefault(rung.name(), rung.name());
    if (rung.dtype().equals("float32")) {
      return words;
    }
    // on the last rung the format is the one change more; below it the bar stands beside its rung
    return (rung.name().equals(LAST) ? "" : words + " ") + "+ " + rung.dtype();
  }

  /** Parameters in which bars of one rung differ. */
  static Set<String> differing(List<Rung> rungs) {
    return ArmLines.differing(rungs.stream().map(Rung::row).toList(), Set.of("rung", "dtype"));
  }
}
