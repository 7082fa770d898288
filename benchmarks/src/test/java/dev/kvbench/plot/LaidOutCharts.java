package dev.kvbench.plot;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Map;
import org.knowm.xchart.XYChart;

/**
 * Has charts laid out, axes, ticks, lines and words, on a canvas of which no pixel may be touched,
 * and written to no file: what bad figures could upset, without what takes the time.
 */
public final class LaidOutCharts implements AutoCloseable {
  private final BufferedImage canvas = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
  private final ChartFiles.Format before;
  private int charts;

  /** From now on, until it is closed. */
  public LaidOutCharts() {
    before = ChartFiles.use(this::layOut);
  }

  private Map<String, byte[]> layOut(XYChart chart) {
    Graphics2D graphics = canvas.createGraphics();
    graphics.clipRect(0, 0, 0, 0);
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    charts++;
    return Map.of();
  }

  /** How many there were. */
  public int charts() {
    return charts;
  }

  @Override
  public void close() {
    ChartFiles.use(before);
  }
}
