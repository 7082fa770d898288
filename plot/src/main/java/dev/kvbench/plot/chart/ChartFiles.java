package dev.kvbench.plot.chart;

import dev.kvbench.plot.picture.BarPicture;
import dev.kvbench.plot.picture.GridPicture;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.results.io.AtomicFile;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
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
import javax.imageio.ImageIO;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;

/** Draws pictures, as bitmaps and as vectors. */
public final class ChartFiles {
  static {
    // a chart is a file: no display is asked for, and none need be there
    System.setProperty("java.awt.headless", "true");
  }

  private ChartFiles() {}

  /** A chart's letters are outlines of a font, which a JVM without any cannot give. */
  private static void requireFonts() {
    try {
      Style.bounds("1", Style.TEXT);
    } catch (RuntimeException | LinkageError | InternalError failure) {
      // what is thrown depends on the JVM's version
      throw new InputException(
          "no charts: this JVM finds no font; install fontconfig and a font, then use plot or"
              + " report (nothing needs to be measured again)",
          failure);
    }
  }

  /**
   * Writes each picture as PNG and SVG, named by its key; all are drawn before the first is
   * written.
   *
   * @param directory where the files go; it is made where it does not exist
   * @return the files written
   * @throws InputException if the directory cannot be written, or this JVM has no fonts
   */
  public static List<Path> write(List<Picture> pictures, Path directory) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (Picture picture : pictures) {
      XYChart chart = draw(picture);
      files.put(picture.key() + ".png", png(chart));
      files.put(picture.key() + ".svg", svg(chart).getBytes(StandardCharsets.UTF_8));
    }
    try {
      Files.createDirectories(directory);
    } catch (IOException failure) {
      throw new InputException(
          directory + ": cannot make this folder for charts: " + IoReason.of(failure), failure);
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

  /**
   * The picture as an SVG element that needs no font and nothing else.
   *
   * @throws InputException if this JVM has no fonts
   */
  public static String svg(Picture picture) {
    return svg(draw(picture));
  }

  static XYChart draw(Picture picture) {
    requireFonts();
    if (picture instanceof LinePicture lines) {
      return LineRenderer.draw(lines);
    }
    if (picture instanceof BarPicture bars) {
      return BarRenderer.draw(bars);
    }
    return GridRenderer.draw((GridPicture) picture);
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

  private static String svg(XYChart chart) {
    try {
      return CompactSvg.of(new String(ChartEncoder.getBytes(chart, "svg"), StandardCharsets.UTF_8));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
