package dev.kvbench.plot.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the results of runs depend on, side by side, with what differs marked. */
final class EnvironmentTable {
  /** Is shown as the file that it is. */
  private static final String TEXT = "text";

  private EnvironmentTable() {}

  static Element of(List<ReportRun> runs) {
    Map<String, Set<String>> names = new LinkedHashMap<>();
    for (ReportRun run : runs) {
      run.environment()
          .sections()
          .forEach(
              (section, facts) ->
                  names
                      .computeIfAbsent(section, any -> new LinkedHashSet<>())
                      .addAll(facts.keySet()));
    }
    Element head = Element.of("tr").add(Element.of("th", "fact").attr("scope", "col"));
    runs.forEach(run -> head.add(Element.of("th", run.name()).attr("scope", "col")));
    Element table =
        Element.of("table")
            .attr("class", "environment")
            .add(Element.of("caption", "environment.json"), Element.of("thead").add(head));
    names.forEach(
        (section, facts) -> {
          Element body = Element.of("tbody");
          body.add(
              Element.of("tr")
                  .add(
                      Element.of("th", section)
                          .attr("scope", "rowgroup")
                          .attr("colspan", runs.size() + 1)
                          .attr("class", "section")));
          for (String name : facts) {
            if (!name.equals(TEXT)) {
              body.add(line(runs, section, name));
            }
          }
          table.add(body);
        });
    return Tables.frame("environment of the runs", table);
  }

  private static Element line(List<ReportRun> runs, String section, String name) {
    List<String> values = new ArrayList<>();
    runs.forEach(run -> values.add(run.environment().get(section, name).orElse("–")));
    boolean differs = values.stream().distinct().count() > 1;
    Element line = Element.of("tr");
    line.add(Element.of("th", (differs ? "≠ " : "") + name).attr("scope", "row"));
    if (differs) {
      line.attr("class", "differs");
    }
    values.forEach(value -> line.add(Element.of("td", value)));
    return line;
  }
}
