package dev.kvbench.plot.report;

import dev.kvbench.plot.chart.ChartFiles;
import dev.kvbench.plot.model.Charts;
import dev.kvbench.plot.model.RunData;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.stats.ArmPair;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The report of one run or several: a page of HTML that needs nothing but itself. */
public final class ReportPage {
  /** The outline of a letter in a chart, which has the same id in all charts. */
  private static final Pattern LETTER = Pattern.compile("<path id=\"([^\"]*)\"[^>]*/>\n");

  private final List<RunData> runs;
  private final Set<String> letters = new HashSet<>();

  private ReportPage(List<RunData> runs) {
    this.runs = runs;
  }

  /**
   * The page, to be written as UTF-8.
   *
   * @param runs at least one
   */
  public static String of(List<RunData> runs) {
    return new ReportPage(runs).page();
  }

  private String page() {
    String style = Html.resource("report.css");
    String script = Html.resource("report.js");
    String title = runs.size() == 1 ? runs.get(0).name() : runs.size() + " runs";
    List<Html> places = new ArrayList<>();
    List<Html> sections = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      String id = "run" + (i + 1);
      places.add(Html.of("<a href=\"#%s\">%s</a>\n", id, runs.get(i).name()));
      sections.add(section(runs.get(i), id));
    }
    if (runs.size() > 1) {
      places.add(Html.of("<a href=\"#side-by-side\">Side by side</a>\n"));
      List<RunData> usable = runs.stream().map(RunData::usable).toList();
      sections.add(
          Html.of(
              "<section id=\"side-by-side\">\n<h2>Side by side</h2>\n%s</section>\n",
              SideBySide.of(usable)));
    }
    String policy =
        "default-src 'none'; script-src %s; style-src %s; base-uri 'none'; form-action 'none'"
            .formatted(hash(script), hash(style));
    Map<String, Object> values = new HashMap<>();
    values.put("policy", policy);
    values.put("title", title);
    values.put("style", new Html(style));
    values.put("script", new Html(script));
    values.put("places", Html.of(places));
    values.put("runs", Html.of(sections));
    values.put("environment", EnvironmentTable.of(runs));
    return Html.template("report.html", values).markup();
  }

  private Html section(RunData run, String id) {
    RunData usable = run.usable();
    List<String> limits = Limits.of(run);
    List<Html> tables = new ArrayList<>();
    List<ArmPair> pairs = ArmPair.of(usable.rows());
    if (!pairs.isEmpty()) {
      tables.add(PairsTable.of(id + "-pairs", run.name(), pairs));
    }
    if (!usable.rows().isEmpty()) {
      tables.add(RowsTable.of(id + "-rows", run.name(), usable.rows()));
    }
    run.quality()
        .ifPresent(found -> tables.add(QualityTable.of(id + "-quality", run.name(), found)));
    if (!run.losses().isEmpty()) {
      tables.add(QualityTable.ofLosses(id + "-losses", run.name(), run.losses()));
    }
    return Html.template(
        "run.html",
        Map.of(
            "id", id,
            "name", run.name(),
            "description", description(run.environment()),
            "command",
                Html.each(
                    "<pre>%s</pre>\n", run.environment().get("run", "command").stream().toList()),
            "headline", Headline.of(run),
            "limits", limits.isEmpty() ? Html.NONE : limits(limits),
            "figures",
                Html.of(Charts.of(usable, Scale.AUTO).stream().map(it -> figure(it, id)).toList()),
            "tables", Html.of(tables)));
  }

  /** The suite's own words, but for one that was changed for the run. */
  private static String description(Environment environment) {
    String changes = environment.get("suite", "parameters").orElse("none");
    return changes.equals("none")
        ? environment.get("suite", "description").orElse("")
        : "suite " + environment.get("suite", "name").orElse("unknown") + " with " + changes;
  }

  private static Html limits(List<String> limits) {
    return Html.of(
        """
        <div class="limits">
        <h3>What this run cannot say</h3>
        <ul>
        %s</ul>
        </div>
        """,
        Html.each("<li>%s</li>\n", limits));
  }

  /** The chart's file within the page, each letter once, and its words for those who see none. */
  private Html figure(Picture picture, String run) {
    String id = run + "-" + picture.key().replaceAll("[^A-Za-z0-9-]", "-");
    String svg =
        LETTER
            .matcher(ChartFiles.svg(picture))
            .replaceAll(
                letter ->
                    letters.add(letter.group(1)) ? Matcher.quoteReplacement(letter.group()) : "")
            .replace("id=\"clip", "id=\"" + id + "-clip")
            .replace("url(#clip", "url(#" + id + "-clip");
    List<String> words = new ArrayList<>(List.of(picture.heading().subtitle()));
    words.addAll(picture.heading().notes());
    Html named =
        Html.of(
            " role=\"img\" aria-labelledby=\"%1$s-t\" aria-describedby=\"%1$s-d\">"
                + "<title id=\"%1$s-t\">%2$s</title><desc id=\"%1$s-d\">%3$s</desc>",
            id, picture.heading().title(), String.join("; ", words));
    return Html.of(
        "<figure id=\"%s\" tabindex=\"0\">%s</figure>\n",
        id, new Html(svg.replaceFirst(">", Matcher.quoteReplacement(named.markup()))));
  }

  /** What a content security policy calls a piece by: nothing else on the page is obeyed. */
  private static String hash(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has it
    }
  }
}
