package dev.kvbench.plot.report;

import dev.kvbench.plot.CrossoverGrid;
import dev.kvbench.plot.CrossoverGrid.Border;
import dev.kvbench.plot.CrossoverGrid.Cell;
import dev.kvbench.plot.Numbers;
import dev.kvbench.plot.Pen;
import dev.kvbench.plot.Picture;
import dev.kvbench.plot.report.Theme.Role;
import dev.kvbench.results.jmh.Arm;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Draws how many times faster the cached arm is, by block size and embed size. */
final class HeatMapSvg {
  private static final double LEFT = 64;
  private static final double RIGHT = 8;
  private static final double TOP = 26;
  private static final double BOTTOM = 46;
  private static final double CELL = 54;
  private static final double GAP = 1;

  /** From this factor on a cell has the full colour, at least; noise is not to look like more. */
  private static final double LEAST = Math.log(2);

  private final CrossoverGrid grid;
  private final Drawing drawing;
  private final Theme theme;
  private final double width;
  private final double height;
  private final double limit;

  private HeatMapSvg(Picture.HeatMap picture, String id, Theme theme) {
    this.grid = picture.grid();
    this.theme = theme;
    this.width = (Drawing.WIDTH - LEFT - RIGHT) / grid.blocks().size();
    this.height = TOP + CELL * grid.embeds().size() + BOTTOM;
    this.drawing = new Drawing(theme, id, picture.title(), description(), height);
    this.limit =
        grid.cells().stream()
            .mapToDouble(cell -> Math.abs(Math.log(cell.ratio())))
            .reduce(LEAST, Math::max);
  }

  static Element draw(Picture.HeatMap picture, String id, Theme theme) {
    return new HeatMapSvg(picture, id, theme).draw();
  }

  private Element draw() {
    grid.cells().forEach(this::cell);
    double bottom = height - BOTTOM;
    for (int i = 0; i < grid.blocks().size(); i++) {
      drawing.text(x(i), bottom + 18, "middle", "tick", Numbers.count(grid.blocks().get(i)));
    }
    for (int i = 0; i < grid.embeds().size(); i++) {
      drawing.text(LEFT - 8, y(i) + 5, "end", "tick", Numbers.count(grid.embeds().get(i)));
    }
    drawing.text(4, 14, "start", "axis", "embed size");
    drawing.text(
        Drawing.WIDTH - RIGHT, height - 6, "end", "axis", "block size (the window, in tokens)");
    borders(grid.crossing(Cell::ratio), "5", null, Role.INK);
    List<Border> predicted = grid.crossing(Cell::predictedAhead);
    borders(predicted, "2.4", null, Role.PANEL);
    borders(predicted, "2.4", "7 5", Role.INK);
    return drawing.svg();
  }

  private double x(double column) {
    return LEFT + width * (column + 0.5);
  }

  /** The smallest model is at the bottom left. */
  private double y(double row) {
    return height - BOTTOM - CELL * (row + 0.5);
  }

  private void cell(Cell cell) {
    Arm faster = cell.ratio() < 1 ? Arm.UNCACHED : Arm.CACHED;
    double share = Theme.DEEPEST_CELL * Math.min(1, Math.abs(Math.log(cell.ratio())) / limit);
    Element fill =
        Element.of("rect")
            .attr("x", x(cell.column()) - width / 2 + GAP)
            .attr("y", y(cell.row()) - CELL / 2 + GAP)
            .attr("width", width - 2 * GAP)
            .attr("height", CELL - 2 * GAP)
            .attr("fill", theme.mark(Pen.of(faster, 0).color()))
            .attr("fill-opacity", share);
    double middle = y(cell.row());
    Element told = Drawing.told(words(cell), fill);
    boolean prediction = Double.isFinite(cell.predicted());
    told.add(
        Drawing.label(
            x(cell.column()),
            middle + (prediction ? -1 : 6),
            "middle",
            "cell",
            Numbers.measured(cell.ratio()) + "×" + (cell.isUnsure() ? " ?" : "")));
    if (prediction) {
      told.add(
          Drawing.label(
              x(cell.column()),
              middle + 16,
              "middle",
              "cell-note",
              "pred. " + Words.figure(cell.predicted()) + "×"));
    }
    drawing.add(told);
  }

  private String words(Cell cell) {
    return "block "
        + grid.blocks().get(cell.column())
        + ", embed "
        + grid.embeds().get(cell.row())
        + ": measured "
        + Words.times(cell.measured())
        + (Double.isFinite(cell.predicted())
            ? "; predicted " + Words.figure(cell.predicted()) + "×"
            : "; no prediction");
  }

  private void borders(List<Border> borders, String thick, String dashes, Role role) {
    for (Border border : borders) {
      Element line =
          Element.of("path")
              .attr(
                  "d",
                  Drawing.path(
                      x(border.fromX()), y(border.fromY()), x(border.toX()), y(border.toY())))
              .attr("fill", "none")
              .attr("stroke", role.css())
              .attr("stroke-width", thick);
      drawing.add(dashes == null ? line : line.attr("stroke-dasharray", dashes));
    }
  }

  /** Whether there is a border to draw of some ratio. */
  static boolean crosses(CrossoverGrid grid, ToDoubleFunction<Cell> ratio) {
    return !grid.crossing(ratio).isEmpty();
  }

  private String description() {
    return "uncached time divided by cached time of a token. "
        + grid.cells().stream().map(this::words).collect(Collectors.joining(". "));
  }
}
