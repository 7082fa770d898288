package dev.kvbench.plot.report;

import dev.kvbench.plot.Picture;
import dev.kvbench.plot.Pictures;
import dev.kvbench.plot.Rooflines;
import dev.kvbench.results.jmh.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The report of one run or several: a page of HTML that needs nothing but itself. */
public final class ReportPage {
  /** From so many rows on the pairs of predicted and measured times are folded away. */
  private static final int MANY = 24;

  private final List<ReportRun> runs;
  private final Theme theme = new Theme();

  private ReportPage(List<ReportRun> runs) {
    this.runs = runs;
  }

  /**
   * The page, to be written as UTF-8.
   *
   * @param runs at least one
   */
  public static String of(List<ReportRun> runs) {
    return new ReportPage(List.copyOf(runs)).page();
  }

  private String page() {
    Element body = Element.of("body").add(header());
    Element main = Element.of("main");
    for (int i = 0; i < runs.size(); i++) {
      main.add(section(runs.get(i), "run" + (i + 1)));
    }
    if (runs.size() > 1) {
      main.add(
          Element.of("section")
              .attr("id", "side-by-side")
              .add(Element.of("h2", "Side by side"))
              .addAll(SideBySide.of(runs)));
    }
    main.add(
        Element.of("section")
            .attr("id", "environment")
            .add(
                Element.of("h2", "Environment"),
                Element.of(
                        "p",
                        "What the results depend on"
                            + (runs.size() > 1 ? "; ≠ marks what differs between runs." : "."))
                    .attr("class", "note"),
                EnvironmentTable.of(runs)));
    main.add(reproduce());
    Inline script = Inline.script();
    body.add(main, script);
    StringBuilder page = new StringBuilder("<!DOCTYPE html>\n");
    Element.of("html").attr("lang", "en").add(head(script), body).write(page);
    return page.toString();
  }

  private Element head(Inline script) {
    Inline style = Inline.style(theme);
    String policy =
        "default-src 'none'; script-src "
            + script.hash()
            + "; style-src "
            + style.hash()
            + "; base-uri 'none'; form-action 'none'";
    return Element.of("head")
        .add(
            Element.of("meta").attr("charset", "utf-8"),
            Element.of("meta")
                .attr("http-equiv", "Content-Security-Policy")
                .attr("content", policy),
            Element.of("meta")
                .attr("name", "viewport")
                .attr("content", "width=device-width, initial-scale=1"),
            Element.of("meta").attr("name", "color-scheme").attr("content", "light dark"),
            Element.of("title", "kvbench: " + title()),
            style);
  }

  private String title() {
    return runs.size() == 1 ? runs.get(0).name() : runs.size() + " runs";
  }

  private Element header() {
    Element header = Element.of("header").add(Element.of("h1", "What a KV cache buys: " + title()));
    Element places = Element.of("nav").attr("aria-label", "sections");
    for (int i = 0; i < runs.size(); i++) {
      places.add(Element.link("run" + (i + 1), runs.get(i).name()));
    }
    if (runs.size() > 1) {
      places.add(Element.link("side-by-side", "Side by side"));
    }
    return header.add(
        places.add(
            Element.link("environment", "Environment"), Element.link("reproduce", "Reproduce")));
  }

  private Element section(ReportRun run, String id) {
    Element section = Element.of("section").attr("id", id);
    section.add(Element.of("h2", run.name()));
    run.environment()
        .get("suite", "description")
        .ifPresent(text -> section.add(Element.of("p", text).attr("class", "note")));
    List<String> sentences = Headline.of(run);
    section.add(Element.of("p", sentences.get(0) + ".").attr("class", "headline"));
    sentences.stream().skip(1).forEach(sentence -> section.add(Element.of("p", sentence + ".")));
    boolean quality = runs.stream().anyMatch(other -> other.quality().isPresent());
    List<String> limits = Limits.of(run, quality);
    if (!limits.isEmpty()) {
      Element list = Element.of("ul");
      limits.forEach(limit -> list.add(Element.of("li", limit)));
      section.add(
          Element.of("div")
              .attr("class", "limits")
              .add(Element.of("h3", "What this run cannot say"), list));
    }
    pictures(run, id).forEach(section::add);
    tables(run, id).forEach(section::add);
    return section;
  }

  private List<Element> pictures(ReportRun run, String id) {
    List<Row> rows = run.usable();
    List<Picture> pictures = new ArrayList<>(Pictures.of(rows));
    String text = run.environment().get("corpus", "label").orElse("a text");
    run.quality().ifPresent(quality -> pictures.addAll(Pictures.of(quality, text)));
    Pictures.ofLosses(run.losses()).ifPresent(pictures::add);
    Rooflines.roofline(rows).ifPresent(pictures::add);
    Optional<Picture> predictions = Rooflines.predictions(rows);
    Element grid = Element.of("div").attr("class", "figures");
    if (rows.size() <= MANY) {
      predictions.ifPresent(pictures::add);
    }
    pictures.forEach(
        picture -> grid.add(FigureBlock.of(picture, id + "-" + plain(picture.key()), theme)));
    List<Element> elements = new ArrayList<>();
    if (!grid.isEmpty()) {
      elements.add(grid);
    }
    if (rows.size() > MANY) {
      predictions.ifPresent(
          picture ->
              elements.add(
                  Element.of("details")
                      .add(
                          Element.of("summary", picture.title() + ", row by row"),
                          FigureBlock.of(picture, id + "-" + picture.key(), theme))));
    }
    return elements;
  }

  private static List<Element> tables(ReportRun run, String id) {
    List<Element> elements = new ArrayList<>();
    List<Row> rows = run.usable();
    if (!rows.isEmpty()) {
      elements.add(Element.of("h3", "All rows"));
      elements.addAll(RowsTable.of(id + "-rows", run.name(), rows));
    }
    run.quality()
        .ifPresent(quality -> elements.add(QualityTable.of(id + "-quality", run.name(), quality)));
    if (!run.losses().isEmpty()) {
      elements.add(QualityTable.ofLosses(id + "-losses", run.name(), run.losses()));
    }
    return elements;
  }

  private Element reproduce() {
    Element section =
        Element.of("section").attr("id", "reproduce").add(Element.of("h2", "How to reproduce"));
    for (ReportRun run : runs) {
      section.add(Element.of("h3", run.name())).addAll(Reproduce.of(run));
    }
    return section;
  }

  /** An id: references to one with other characters would need escapes of their own. */
  private static String plain(String key) {
    return key.replaceAll("[^A-Za-z0-9-]", "-");
  }
}
