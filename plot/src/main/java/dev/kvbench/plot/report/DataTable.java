package dev.kvbench.plot.report;

import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.stats.Estimate;
import java.util.ArrayList;
import java.util.List;

/** Tables that the page's script lets a reader sort and filter; without it, plain tables. */
final class DataTable {
  private DataTable() {}

  /** A cell with a value to sort by where the words do not sort as such; NaN for none. */
  record Cell(String words, double order) {
    static Cell of(String words) {
      return new Cell(words, Double.NaN);
    }

    static Cell of(double value) {
      return new Cell(Numbers.full(value), value);
    }

    /** A parameter's value, to sort by where it is a number. */
    static Cell ofParam(String value) {
      return value.matches("\\d{1,15}") ? new Cell(value, Double.parseDouble(value)) : of(value);
    }

    static Cell none() {
      return of(Numbers.NONE);
    }

    /** Both ends of an interval. */
    static List<Cell> ends(Estimate estimate) {
      return estimate.hasInterval()
          ? List.of(of(estimate.low()), of(estimate.high()))
          : List.of(none(), none());
    }

    private Html html() {
      if (!Double.isNaN(order)) {
        return Html.of("<td class=\"n\" data-v=\"%s\">%s</td>", order, words);
      }
      return Html.of(words.equals(Numbers.NONE) ? "<td class=\"n\">%s</td>" : "<td>%s</td>", words);
    }
  }

  /**
   * A table.
   *
   * @param head a name for each column
   * @param lines the cells of each row
   */
  static Html of(String id, String caption, List<String> head, List<List<Cell>> lines) {
    List<Html> rows = new ArrayList<>();
    for (List<Cell> cells : lines) {
      rows.add(
          Html.of(
              "<tr><th scope=\"row\">%s</th>%s</tr>\n",
              cells.get(0).words(), Html.of(cells.stream().skip(1).map(Cell::html).toList())));
    }
    return Html.of(
        """
        <div class="sortable">
        <p class="filter" hidden><label for="%1$s-filter">Filter rows: </label>\
        <input type="search" id="%1$s-filter" autocomplete="off">\
        <span role="status" class="count"></span></p>
        %2$s</div>
        """,
        id,
        frame(
            caption,
            Html.of(
                "<table id=\"%s\"><caption>%s</caption><thead><tr>%s</tr></thead>\n"
                    + "<tbody>%s</tbody></table>",
                id, caption, Html.each("<th scope=\"col\">%s</th>", head), Html.of(rows))));
  }

  /** A frame that scrolls sideways, also by keys. */
  static Html frame(String name, Html content) {
    return Html.of(
        "<div class=\"frame\" tabindex=\"0\" role=\"region\" aria-label=\"%s\">%s</div>\n",
        name, content);
  }
}
