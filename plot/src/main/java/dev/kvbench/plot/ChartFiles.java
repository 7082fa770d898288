package dev.kvbench.plot;

import dev.kvbench.results.io.AtomicFile;
import dev.kvbench.results.io.InputException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;

/** Writes charts as bitmaps and as vectors. */
final class ChartFiles {
  /** What a chart is written as: the contents of its files, by the endings of their names. */
  interface Format {
    Map<String, byte[]> of(XYChart chart);
  }

  private static final Pattern FINER_DIGITS = Pattern.compile("(\\.\\d\\d)\\d+");

  private static volatile Format format = ChartFiles::bitmapAndVectors;

  private ChartFiles() {}

  /**
   * For tests that draw more charts than there is time to write.
   *
   * @return the format until now
   */
  static Format use(Format other) {
    Format before = format;
    format = other;
    return before;
  }

  private static Map<String, byte[]> bitmapAndVectors(XYChart chart) {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    contents.put(".png", png(chart));
    contents.put(".svg", svg(chart));
    return contents;
  }

  /** Writes each chart below its name; all are drawn before the first is written. */
  static List<Path> write(Map<String, XYChart> charts, Path directory) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    charts.forEach(
        (name, chart) ->
            format.of(chart).forEach((ending, content) -> files.put(name + ending, content)));
    try {
      Files.createDirectories(directory);
    } catch (IOException failure) {
      throw new InputException(
          directory + ": cannot make this directory for charts; choose another", failure);
    }
    List<Path> written = new ArrayList<>();
    files.forEach(
        (name, content) -> {
          Path file = directory.resolve(name);
          AtomicFile.write(file, content);
          written.add(file);
        });
    return List.copyOf(written);
  }

  private static byte[] png(XYChart chart) {
    int density = Style.DENSITY;
    BufferedImage image =
        new BufferedImage(
            chart.getWidth() * density, chart.getHeight() * density, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.scale(density, density);
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static byte[] svg(XYChart chart) {
    try {
      String text = new String(ChartEncoder.getBytes(chart, "svg"), StandardCharsets.UTF_8);
      // a hundredth of a pixel is fine enough; the digits after it are most of the file
      return FINER_DIGITS.matcher(text).replaceAll("$1").getBytes(StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
