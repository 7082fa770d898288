package dev.kvbench.plot.report;

import java.util.List;

/** Tables of a page: wide ones scroll in a frame of their own. */
final class Tables {
  /** Classes of cells: of figures, and of those that paper has no room for. */
  private static final String NUMBER = "n";

  private static final String SCREEN = "s";

  /** Stands where a figure is missing. */
  private static final String NONE = "–";

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
      return of(NONE);
    }
  }

  /**
   * A table that the page's script lets a reader sort and filter; without it, a plain table.
   *
   * @param head a name for each column
   * @param lines the cells of each row
   */
  static Element sortable(String id, String caption, List<String> head, List<List<Cell>> lines) {
    return sortable(id, caption, head, head.size(), lines);
  }

  /**
   * The same for a table that is too wide for paper.
   *
   * @param onPaper how many columns are printed
   */
  static Element sortable(
      String id, String caption, List<String> head, int onPaper, List<List<Cell>> lines) {
    Element line = Element.of("tr");
    for (int i = 0; i < head.size(); i++) {
      Element name = Element.of("th", head.get(i)).attr("scope", "col");
      line.add(i < onPaper ? name : name.attr("class", SCREEN));
    }
    Element body = Element.of("tbody");
    for (List<Cell> cells : lines) {
      Element row = Element.of("tr");
      for (int i = 0; i < cells.size(); i++) {
        Cell cell = cells.get(i);
        Element data = i == 0 ? Element.of("th").attr("scope", "row") : Element.of("td");
        boolean number = !Double.isNaN(cell.order());
        if (number) {
          data.attr("data-v", Double.toString(cell.order()));
        }
        String kind = number || cell.words().equals(NONE) ? NUMBER : "";
        kind = i < onPaper ? kind : (kind + " " + SCREEN).strip();
        if (!kind.isEmpty()) {
          data.attr("class", kind);
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
