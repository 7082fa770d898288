package dev.kvbench.plot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.intermediate.commands.Command;
import de.erichseifert.vectorgraphics2d.intermediate.commands.DrawShapeCommand;
import de.erichseifert.vectorgraphics2d.intermediate.commands.FillShapeCommand;
import dev.kvbench.plot.Samples;
import dev.kvbench.plot.model.Charts;
import dev.kvbench.plot.model.RunData;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.LinePicture.Labels;
import dev.kvbench.plot.picture.Scale;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What a reader needs of the names and values beside points, in every chart that is committed. */
class PointLabelsTest {
  /** Of a space: two labels with less between them would read as one. */
  private static final double WORDS_APART = 5;

  /** Half of a marker. */
  private static final double HALF = 4;

  /** What lies just above the plot is free. */
  private static final double ABOVE = 4;

  static List<String> runs() throws IOException {
    try (Stream<Path> runs = Files.list(Path.of("../results/reference"))) {
      return runs.filter(Files::isDirectory)
          .map(run -> run.getFileName().toString())
          .filter(name -> !name.startsWith("train-")) // has a loss only
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("runs")
  void noLabelIsOnAnotherOrOnAMarkerOrOutsideThePlot(String name) {
    RunData run =
        name.startsWith("quality-") ? Samples.qualityReference(name) : Samples.reference(name);
    Charts.of(run, Scale.AUTO).stream()
        .filter(LinePicture.class::isInstance)
        .map(LinePicture.class::cast)
        .filter(picture -> picture.labels() != Labels.NONE)
        .forEach(PointLabelsTest::check);
  }

  private static void check(LinePicture picture) {
    XYChart chart = ChartFiles.draw(picture);
    Rectangle2D plot = new Rectangle2D.Double();
    List<Rectangle2D> markers = new ArrayList<>();
    chart.addAnnotation(
        new TextAnnotation(
            (g, places) -> {
              plot.setRect(places.frame());
              chart.getSeriesCollection().forEach(series -> markers.addAll(of(series, places)));
            }));
    VectorGraphics2D g = new VectorGraphics2D();
    chart.paint(g, chart.getWidth(), chart.getHeight());
    List<Rectangle2D> labels = labels(g);
    assertThat(labels).as(picture.key()).isNotEmpty();
    assertThat(markers).as(picture.key()).isNotEmpty();
    plot.add(plot.getMinX(), plot.getMinY() - ABOVE);
    for (Rectangle2D label : labels) {
      assertThat(plot.contains(label)).as("%s: %s in %s", picture.key(), label, plot).isTrue();
      assertThat(markers).as("%s: %s", picture.key(), label).noneMatch(label::intersects);
    }
    for (int i = 0; i < labels.size(); i++) {
      Rectangle2D one = labels.get(i);
      Rectangle2D roomy =
          new Rectangle2D.Double(
              one.getX() - WORDS_APART,
              one.getY(),
              one.getWidth() + 2 * WORDS_APART,
              one.getHeight());
      assertThat(labels.subList(i + 1, labels.size()))
          .as("%s: %s", picture.key(), one)
          .noneMatch(roomy::intersects);
    }
  }

  private static List<Rectangle2D> of(XYSeries series, TextAnnotation places) {
    List<Rectangle2D> markers = new ArrayList<>();
    for (int i = 0; i < series.getXData().length; i++) {
      double x = places.xOf(series.getXData()[i]);
      double y = places.yOf(series.getYData()[i]);
      if (!SeriesMarkers.NONE.equals(series.getMarker()) && Double.isFinite(y)) {
        markers.add(new Rectangle2D.Double(x - HALF, y - HALF, 2 * HALF, 2 * HALF));
      }
    }
    return markers;
  }

  /** Of letters, only those of labels are both drawn, to keep lines out of them, and filled. */
  private static List<Rectangle2D> labels(VectorGraphics2D painted) {
    Set<Rectangle2D> drawn = new HashSet<>();
    List<Rectangle2D> labels = new ArrayList<>();
    for (Command<?> command : painted.getCommands()) {
      if (command.getValue() instanceof Path2D shape) {
        Rectangle2D bounds = shape.getBounds2D();
        if (command instanceof DrawShapeCommand) {
          drawn.add(bounds);
        } else if (command instanceof FillShapeCommand && drawn.contains(bounds)) {
          labels.add(bounds);
        }
      }
    }
    return labels;
  }
}
