package dev.kvbench.plot.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.plot.Samples;
import dev.kvbench.plot.model.RunData;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReportPageTest {
  private static final Pattern TAG = Pattern.compile("</?([a-zA-Z][^\\s>]*)([^>]*)>");

  /** Tags and the names of their attributes, in order: what a page is but for words and charts. */
  private static List<String> skeleton(String page) {
    String words = page.substring(page.indexOf("</style>")).replaceAll("(?s)<svg.*?</svg>", "");
    List<String> tags = new ArrayList<>();
    Matcher tag = TAG.matcher(words);
    while (tag.find()) {
      tags.add(
          tag.group().charAt(1) == '/'
              ? "/" + tag.group(1)
              : tag.group(1) + tag.group(2).replaceAll("=\"[^\"]*\"", ""));
    }
    return tags;
  }

  /** A run in which everything that can be anybody's text is this one. */
  private static RunData full(String text) {
    List<Row> rows = new ArrayList<>();
    for (String arm : List.of("cached", "uncached")) {
      Row row = Samples.generation(arm, 64, 1, "policy", text, "engine", text);
      rows.add(Samples.metric(row, "m " + text, 1));
      rows.add(Samples.row("Some" + text + "." + arm, "s/op", new double[] {1}, "x", text));
      rows.add(Samples.generation(arm, 64, Double.NaN, "x", text));
    }
    Map<String, String> state = Map.of("state", text, "command", text);
    Environment environment =
        Environment.of(
                Map.of(
                    "machine", Map.of("cpu", text, text, text),
                    "engine", Map.of("device", "cpu", "threads", text),
                    "build", Map.of("git.commit", text, "version", text),
                    "suite", Map.of("name", "s", "description", text, "text", text)))
            .with("run", state)
            .with("run", Map.of("failed: " + text, text, "leftOut: x", text));
    return RunData.of(Path.of("run"), environment, rows).named(text);
  }

  static Stream<String> hostile() {
    return Stream.of(
        "</script><img src=x onerror=alert(1)>",
        "\"><svg/onload=alert(1)>",
        "' onmouseover='alert(1)",
        "--><!--<b>",
        "{{style}} {{runs}} %s %1$s $1 \\",
        "\u0000\u0001\u001b[31m\u0008\u007f\u0085",
        "lone \ud83d and \udc1b halves",
        "\u202Eright to left\u2066 \ufffe\uffff");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void whateverAFileSaysThePageStaysTheSame(String text) {
    String page = ReportPage.of(List.of(full(text), full(text)));
    String harmless = ReportPage.of(List.of(full("plain words"), full("plain words")));
    assertThat(skeleton(page)).isEqualTo(skeleton(harmless));
    assertThat(page.indexOf("<script")).isEqualTo(page.lastIndexOf("<script")).isPositive();
    assertThat(page).doesNotContain("onerror=alert(1)>", "\u0000", "\u001b", "\u202e");
    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(CharBuffer.wrap(page))).isTrue();
  }

  @Test
  void textsAreEscapedAndWhatCannotBeShownIsSeen() {
    assertThat(Html.text("<a href='x'>&\"\u001b\u202e").markup())
        .isEqualTo("&lt;a href=&#39;x&#39;&gt;&amp;&quot;\\u001b\\u202e");
    assertThat(Html.of("<b>%s %s</b>", "<", Html.of("<i>%s</i>", ">")).markup())
        .isEqualTo("<b>&lt; <i>&gt;</i></b>");
  }

  @Test
  void needsNothingButItselfAndIsOfAHeldSize() {
    String page = ReportPage.of(List.of(Samples.reference("quick-xeon-2cpu")));
    assertThat(page)
        .startsWith("<!DOCTYPE html>\n<html lang=\"en\">")
        .contains("<meta charset=\"utf-8\">", "default-src &#39;none&#39;; script-src &#39;sha256-")
        .contains("prefers-color-scheme:dark", "aria-sort", "input.addEventListener('input'")
        .doesNotContain("https://", " src=", "@import", "<link", "style=\"");
    assertThat(
            page.replace("http://www.w3.org/2000/svg", "")
                .replace("http://www.w3.org/1999/xlink", ""))
        .doesNotContain("http://");
    assertThat(page.length()).isLessThan(400_000);
    assertThat(page)
        .contains("<figure id=\"run1-latency\"", "<figure id=\"run1-speedup\"")
        .contains("<figure id=\"run1-roofline\"", "<figure id=\"run1-prediction\"")
        .contains("role=\"img\" aria-labelledby=\"run1-latency-t\"")
        .contains("<title id=\"run1-latency-t\">Time to generate with and without a KV cache<");
    assertThat(Pattern.compile(" id=\"([^\"]*)\"").matcher(page).results().map(m -> m.group(1)))
        .doesNotHaveDuplicates();
  }

  @Test
  void everyRowIsInTheTableWithItsNumbersToSortBy() {
    RunData run = Samples.run(Samples.generations());
    String page = ReportPage.of(List.of(run));
    String table = page.substring(page.indexOf("<table id=\"run1-rows\">"));
    String body = table.substring(table.indexOf("<tbody>"), table.indexOf("</tbody>"));
    assertThat(body.split("<tr>", -1)).hasSize(run.rows().size() + 1);
    assertThat(body)
        .contains("<th scope=\"row\">GenerateBenchmark.cached</th>", "data-v=\"2048.0\">2048</td>")
        .contains("<td>approximate</td>", "<td>exact</td>", "<td>not said</td>");
    assertThat(page)
        .contains("<label for=\"run1-rows-filter\">", "<table id=\"run1-pairs\">", ">30.0×</td>")
        .doesNotContain("<pre>");
    run = Samples.run("run", "command", "suite quick --forks 3", new Row[0]);
    assertThat(ReportPage.of(List.of(run))).contains("<pre>suite quick --forks 3</pre>");
  }

  @Test
  void aChangedSuiteIsNotDescribedAsItsOwnAndNothingIsSaidOfNoLimits() {
    Row[] none = {};
    RunData run = Samples.run("suite", "description", "all of it", none);
    assertThat(ReportPage.of(List.of(run)))
        .contains(">all of it<")
        .doesNotContain("What this run cannot say");
    Environment changed =
        run.environment().with("suite", Map.of("name", "quick", "parameters", "-p steps=512"));
    assertThat(ReportPage.of(List.of(RunData.of(Path.of("run"), changed, List.of()))))
        .contains(">suite quick with -p steps=512<")
        .doesNotContain("<p class=\"note\">all of it<");
  }

  @Test
  void aHashIsNoQuantity() {
    Row row = Samples.metric(Samples.generation("cached", 64, 1), "tokenHash", 765302701);
    assertThat(ReportPage.of(List.of(Samples.run(Samples.metric(row, "kvBytes", 4096)))))
        .contains(">kvBytes<")
        .doesNotContain("tokenHash", "765302701");
  }

  @Test
  void qualityAndTrainingHaveTables() {
    assertThat(ReportPage.of(List.of(Samples.quality(), Samples.training())))
        .contains(
            "<table id=\"run1-quality\">",
            "<td>bfloat16</td>",
            "<figure id=\"run1-quality-nll\"",
            "<table id=\"run2-losses\">",
            "<figure id=\"run2-loss\"");
  }

  @Test
  void runsOfSeveralMachinesAreNoVerdictOnCode() {
    RunData one = Samples.run(Samples.generations()).named("one");
    RunData other =
        Samples.run("machine", "cpu", "Other CPU", Samples.generations().toArray(new Row[0]))
            .named("other");
    assertThat(ReportPage.of(List.of(one, other)))
        .contains("machines as they were set up, and is no verdict on code", "≠ cpu")
        .contains("Rows that several runs have in common", "other ÷ the first", "1.00× [");
    assertThat(ReportPage.of(List.of(one, one.named("two"))))
        .contains("A report gives no verdict on code")
        .doesNotContain("≠ cpu");
    assertThat(ReportPage.of(List.of(one, Samples.run())))
        .contains("No row, with the same parameters, was measured in more than one run.");
  }

  static Stream<List<Row>> odd() {
    Row one = Samples.generation("cached", 64, 0.1);
    return Stream.of(
        List.of(),
        List.of(one),
        List.of(Samples.generation("cached", 64, Double.POSITIVE_INFINITY)),
        List.of(
            Samples.generation("cached", 64, 1e300), Samples.generation("uncached", 64, 1e-300)),
        List.of(Samples.metric(one, "predictedMicroseconds", 1e300)),
        List.of(Samples.metric(one, "exact", Double.NEGATIVE_INFINITY)),
        List.of(Samples.step("cached", "ring", 0, 1), Samples.step("uncached", "ring", 0, 2)),
        List.of(Samples.generation("cached", 999_999_999, 1)),
        List.of(Samples.foreign()));
  }

  @ParameterizedTest
  @MethodSource("odd")
  void anOddRunHasAPageToo(List<Row> rows) {
    String page = ReportPage.of(List.of(Samples.run(rows)));
    assertThat(page).contains("class=\"headline\"", "</html>");
    Matcher images = Pattern.compile("(?s)<svg.*?</svg>").matcher(page);
    while (images.find()) {
      assertThat(images.group()).doesNotContain("\"NaN", " NaN", "Infinity");
    }
  }
}
