package dev.kvbench.plot.report;

import java.util.List;

/** Tables of a page: wide ones scroll in a frame of their own. */
final class Tables {
  private Tables() {}

  /** A cell with a value to sort by where the words do not sort as such; NaN for none. */
  record Cell(String words, double order) {
    static Cell of(String words) {
      return new Cell(words, Double.NaN);
    }

    static Cell of(double value) {
      return new Cell(Words.figure(value), value);
    }

    static Cell none() {
      return of("–");
    }
  }

  /**
   * A table that the page's script lets a reader sort and filter; without it, a plain table.
   *
   * @param head a name for each column
   * @param lines the cells of each row
   */
  static Element sortable(String id, String caption, List<String> head, List<List<Cell>> lines) {
    Element line = Element.of("tr");
    head.forEach(name -> line.add(Element.of("th", name).attr("scope", "col")));
    Element body = Element.of("tbody");
    for (List<Cell> cells : lines) {
      Element row = Element.of("tr");
      boolean first = true;
      for (Cell cell : cells) {
        Element data = first ? Element.of("th").attr("scope", "row") : Element.of("td");
        first = false;
        if (!Double.isNaN(cell.order())) {
          data.attr("data-v", Double.toString(cell.order())).attr("class", "number");
        }
        row.add(data.text(cell.words()));
      }
      body.add(row);
    }
    Element filter =
        Element.of("p")
            .attr("class", "filter")
            .attr("hidden", "hidden")
            .add(
                Element.of("label", "Filter rows: ").attr("for", id + "-filter"),
                Element.of("input")
                    .attr("type", "search")
                    .attr("id", id + "-filter")
                    .attr("autocomplete", "off"),
                Element.of("span").attr("role", "status").attr("class", "count"));
    return Element.of("div")
        .attr("class", "sortable")
        .add(
            filter,
            frame(
                caption,
                Element.of("table")
                    .attr("id", id)
                    .add(Element.of("caption", caption), Element.of("thead").add(line), body)));
  }

  /** A frame that scrolls sideways, also by keys. */
  static Element frame(String name, Element content) {
    return Element.of("div")
        .attr("class", "frame")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", name)
        .add(content);
  }
}
