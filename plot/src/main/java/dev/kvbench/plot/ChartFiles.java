package dev.kvbench.plot;

import dev.kvbench.results.InputException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
  private static final Pattern FINER_DIGITS = Pattern.compile("(\\.\\d\\d)\\d+");

  private ChartFiles() {}

  /** Writes each chart below its name; all are drawn before the first is written. */
  static List<Path> write(Map<String, XYChart> charts, Path directory) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    charts.forEach(
        (name, chart) -> {
          files.put(name + ".png", png(chart));
          files.put(name + ".svg", svg(chart));
        });
    List<Path> written = new ArrayList<>();
    try {
      Files.createDirectories(directory);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        written.add(write(directory, file.getKey(), file.getValue()));
      }
    } catch (IOException failure) {
      String reason = failure.getClass().getSimpleName() + ": " + failure.getMessage();
      throw new InputException(
          "cannot write charts to " + directory + " (" + reason + "); choose another directory",
          failure);
    }
    return List.copyOf(written);
  }

  private static Path write(Path directory, String name, byte[] content) throws IOException {
    Path target = directory.resolve(name);
    // not createTempFile, which would leave a file that only its owner may read
    Path half = directory.resolve("." + name + "." + ProcessHandle.current().pid() + ".tmp");
    try {
      Files.write(half, content);
      return Files.move(
          half, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(half);
    }
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
