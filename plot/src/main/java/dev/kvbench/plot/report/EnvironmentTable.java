package dev.kvbench.plot.report;

import dev.kvbench.plot.model.RunData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the results of runs depend on, side by side, with what differs marked. */
final class EnvironmentTable {
  /** A suite's file in full, which says nothing that other facts do not. */
  private static final String TEXT = "text";

  private EnvironmentTable() {}

  static Html of(List<RunData> runs) {
    Map<String, Set<String>> names = new LinkedHashMap<>();
    for (RunData run : runs) {
      run.environment()
          .sections()
          .forEach(
              (section, facts) ->
                  names
                      .computeIfAbsent(section, any -> new LinkedHashSet<>())
                      .addAll(facts.keySet()));
    }
    Html head = Html.each("<th scope=\"col\">%s</th>", runs.stream().map(RunData::name).toList());
    List<Html> bodies = new ArrayList<>();
    names.forEach(
        (section, facts) -> {
          List<Html> lines = new ArrayList<>();
          facts.stream()
              .filter(name -> !name.equals(TEXT))
              .forEach(name -> lines.add(line(runs, section, name)));
          bodies.add(
              Html.of(
                  "<tbody><tr><th scope=\"rowgroup\" colspan=\"%s\""
                      + " class=\"section\">%s</th></tr>\n"
                      + "%s</tbody>",
                  runs.size() + 1, section, Html.of(lines)));
        });
    return DataTable.frame(
        "environment of the runs",
        Html.of(
            "<table class=\"environment\"><caption>environment.json</caption>"
                + "<thead><tr><th scope=\"col\">fact</th>%s</tr></thead>\n%s</table>",
            head, Html.of(bodies)));
  }

  private static Html line(List<RunData> runs, String section, String name) {
    List<String> values = new ArrayList<>();
    runs.forEach(run -> values.add(run.environment().get(section, name).orElse("–")));
    boolean differs = values.stream().distinct().count() > 1;
    return Html.of(
        differs
            ? "<tr class=\"differs\"><th scope=\"row\">≠ %s</th>%s</tr>\n"
            : "<tr><th scope=\"row\">%s</th>%s</tr>\n",
        name,
        Html.each("<td>%s</td>", values));
  }
}
