package dev.kvbench.plot.report;

import dev.kvbench.plot.CrossoverGrid.Cell;
import dev.kvbench.plot.Line;
import dev.kvbench.plot.Pen;
import dev.kvbench.plot.Picture;
import dev.kvbench.results.jmh.Arm;
import java.awt.BasicStroke;
import java.util.LinkedHashMap;
import java.util.Map;

/** A picture on the page: its title, what is to be known, its legend, its image. */
final class FigureBlock {
  private final Theme theme;
  private final Element legend = Element.of("ul").attr("class", "legend");

  private FigureBlock(Theme theme) {
    this.theme = theme;
  }

  static Element of(Picture picture, String id, Theme theme) {
    return new FigureBlock(theme).block(picture, id);
  }

  private Element block(Picture picture, String id) {
    Element image;
    if (picture instanceof Picture.Lines lines) {
      lines.measured().forEach(this::entry);
      lines.references().forEach(this::entry);
      image = LinesSvg.draw(lines, id, theme);
    } else if (picture instanceof Picture.BarList bars) {
      bars.bars().stream()
          .map(bar -> bar.arm())
          .distinct()
          .forEach(arm -> entry(arm.word(), Pen.of(arm, 0)));
      image = BarsSvg.draw(bars, id, theme);
    } else if (picture instanceof Picture.HeatMap map) {
      if (HeatMapSvg.crosses(map.grid(), Cell::ratio)) {
        entry("measured crossover: the faster arm changes", thick(Pen.limit()));
      }
      if (HeatMapSvg.crosses(map.grid(), Cell::predictedAhead)) {
        entry("predicted crossover", Pen.mark());
      }
      image = HeatMapSvg.draw(map, id, theme);
    } else if (picture instanceof Picture.Scatter scatter) {
      Map<String, Pen> kinds = new LinkedHashMap<>();
      scatter.dots().forEach(dot -> kinds.putIfAbsent(dot.kind(), dot.pen()));
      kinds.forEach(this::entry);
      image = ScatterSvg.draw(scatter, id, theme);
    } else if (picture instanceof Picture.Pairs pairs) {
      pairs.pairs().stream()
          .map(Picture.Pair::arm)
          .distinct()
          .forEach(
              arm -> {
                entry(arm.word() + ", measured", Pen.of(arm, 0));
                entry(arm.word() + ", predicted", Pen.reference(arm));
              });
      image = PairsSvg.draw(pairs, id, theme);
    } else if (picture instanceof Picture.Roofline roofline) {
      roofline.rows().stream()
          .map(Picture.RoofDot::arm)
          .distinct()
          .forEach((Arm arm) -> entry(arm.word() + " row, measured", Pen.of(arm, 0)));
      for (int i = 0; i < roofline.roofs().size(); i++) {
        entry("measured ceilings, " + RooflineSvg.ceilings(roofline.roofs().get(i)), Pen.limit(i));
      }
      image = RooflineSvg.draw(roofline, id, theme);
    } else {
      throw new IllegalArgumentException("no drawing of " + picture.key());
    }
    Element caption = Element.of("figcaption").add(Element.of("h3", picture.title()));
    picture.notes().forEach(note -> caption.add(Element.of("p", note).attr("class", "note")));
    Element figure = Element.of("figure").attr("id", id).add(caption);
    if (!legend.isEmpty()) {
      figure.add(legend);
    }
    return figure.add(
        Element.of("div")
            .attr("class", "plot")
            .attr("tabindex", "0")
            .attr("role", "group")
            .attr("aria-label", picture.title() + ": arrow keys go from value to value")
            .add(image));
  }

  /** As borders of cells are drawn. */
  private static Pen thick(Pen pen) {
    return new Pen(pen.color(), pen.marker(), new BasicStroke(5));
  }

  private void entry(Line line) {
    entry(line.name(), line.pen());
  }

  private void entry(String name, Pen pen) {
    legend.add(Element.of("li").add(Drawing.swatch(theme, pen), Element.of("span", name)));
  }
}
