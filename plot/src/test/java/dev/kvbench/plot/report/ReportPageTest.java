package dev.kvbench.plot.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReportPageTest {
  private static final Pattern TAG = Pattern.compile("</?([a-zA-Z][^\\s>]*)([^>]*)>");

  /** Tags and the names of their attributes, in order: what a page is but for its words. */
  private static List<String> skeleton(String page) {
    List<String> tags = new ArrayList<>();
    Matcher matcher = TAG.matcher(page.substring(page.indexOf("</style>")));
    while (matcher.find()) {
      tags.add(matcher.group().charAt(1) == '/' ? "/" + matcher.group(1) : open(matcher));
    }
    return tags;
  }

  private static String open(Matcher tag) {
    return tag.group(1) + tag.group(2).replaceAll("=\"[^\"]*\"", "");
  }

  /** A run in which everything that can be anybody's text is this one. */
  private static ReportRun full(String text) {
    Map<String, String> params =
        new TreeMap<>(Map.of("steps", "64", "policy", text, "engine", text));
    List<Row> rows = new ArrayList<>();
    for (String method : List.of("cached", "uncached")) {
      rows.add(
          Samples.with(Samples.row("GenerateBenchmark." + method, params, 1, 2), "m " + text, 1));
      rows.add(Samples.row("LadderBenchmark." + method, with(params, "rung", text), 1, 2));
      rows.add(Samples.row("CrossoverBenchmark." + method, with(params, "generation", text), 1, 2));
      rows.add(Samples.row("Some" + text + "Benchmark." + method, params, 1, 2));
      rows.add(Samples.row("GenerateBenchmark." + method, with(params, "x", text), Double.NaN));
    }
    Environment environment =
        Environment.of(
            Map.of(
                "machine", Map.of("cpu", text, text, text),
                "engine", Map.of("device", "cpu", "threads", text),
                "build", Map.of("git.commit", text, "version", text),
                "jvm", Map.of("args", text),
                "suite", Map.of("name", "s", "description", text, "text", text),
                "run", Map.of("state", text, "failed: " + text, text, "leftOut: " + text, text)));
    return new ReportRun(text, environment, rows, List.of(), Optional.empty(), List.of());
  }

  private static Map<String, String> with(Map<String, String> params, String name, String value) {
    Map<String, String> more = new TreeMap<>(params);
    more.put(name, value);
    return more;
  }

  static Stream<String> hostile() {
    return Stream.of(
        "</script><img src=x onerror=alert(1)>",
        "</style><script>alert(1)</script>",
        "\"><svg/onload=alert(1)>",
        "' onmouseover='alert(1)",
        "--><!--<b>",
        "&lt;b&gt; &amp; &#60;",
        "]]></title></textarea><b>",
        "\u0000\u0001\u001b[31m\u0008\u007f\u0085",
        "lone \ud83d and \udc1b halves",
        "\u202Eright to left\u2066",
        "\ufffe\uffff",
        "${jndi:ldap://x}{{7*7}}",
        "javascript:alert(1)");
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
  void needsNothingButItself() {
    String page = ReportPage.of(List.of(Samples.reference("quick-zen5-2cpu")));
    assertThat(page)
        .startsWith("<!DOCTYPE html>\n<html lang=\"en\">")
        .contains("<meta charset=\"utf-8\">", "default-src 'none'".replace("'", "&#39;"))
        .doesNotContain("http://", "https://", " src=", "@import", "url(", "<link");
    assertThat(page.length()).isLessThan(200_000);
  }

  @Test
  void chartsSayWhatTheyShowToThoseWhoDoNotSeeThem() {
    String page = ReportPage.of(List.of(Samples.reference("quick-zen5-2cpu")));
    assertThat(page)
        .contains(
            "role=\"img\" aria-labelledby=\"run1-latency-t run1-latency-d\"",
            "<title id=\"run1-latency-t\">Time to generate with and without a KV cache</title>",
            "<desc id=\"run1-latency-d\">time of one generation over steps",
            "<title>cached (shift), script, at 512: 0.161 s [0.126 to 0.206]</title>",
            "<h3>How many times faster a KV cache makes generation</h3>",
            "<h3>What holds each row up: the roofline</h3>");
  }

  @Test
  void predictionsAreMarksOfTheirOwnAndCalledSo() {
    String page = ReportPage.of(List.of(Samples.reference("ladder-zen5-2cpu")));
    assertThat(page)
        .contains(
            "<span>cached, measured</span>",
            "<span>cached, predicted</span>",
            "filled: measured; hollow and grey: predicted by the cost model");
  }

  @Test
  void everyRowIsInTheTable() {
    ReportRun run = Samples.reference("decode-zen5-2cpu");
    String page = ReportPage.of(List.of(run));
    String table = page.substring(page.indexOf("<table id=\"run1-rows\">"));
    String body = table.substring(table.indexOf("<tbody>"), table.indexOf("</tbody>"));
    assertThat(body.split("<tr>", -1)).hasSize(run.rows().size() + 1);
  }

  @Test
  void runsOfSeveralMachinesAreNoVerdictOnCode() {
    ReportRun one = Samples.run(Samples.rows()).named("one");
    ReportRun other =
        Samples.run(Samples.with("machine", "cpu", "Other CPU"), Samples.rows()).named("other");
    assertThat(ReportPage.of(List.of(one, other)))
        .contains(
            "compares machines as they were set up, and is no verdict on code",
            "≠ cpu",
            "Rows that several runs have in common");
    assertThat(ReportPage.of(List.of(one, one.named("two"))))
        .contains("A report gives no verdict on code")
        .doesNotContain("≠ cpu");
    assertThat(ReportPage.of(List.of(one, Samples.run(List.of()))))
        .contains("No row, with the same parameters, was measured in more than one run.");
  }

  static Stream<List<Row>> odd() {
    Row one = Samples.row("cached", 64, "shift", 0.1);
    return Stream.of(
        List.of(),
        List.of(one),
        List.of(Samples.row("cached", 64, "shift", Double.NaN)),
        List.of(Samples.row("cached", 64, "shift", Double.POSITIVE_INFINITY)),
        List.of(Samples.row("cached", 64, "shift", 1e-300, 1e300)),
        List.of(Samples.row("cached", 64, "shift", 1e300), Samples.row("uncached", 64, "", 1e-300)),
        List.of(Samples.with(one, "predictedMicroseconds", Double.NaN)),
        List.of(Samples.with(one, "predictedMicroseconds", 1e300)),
        List.of(Samples.with(one, "exact", Double.NEGATIVE_INFINITY)),
        List.of(Samples.row("Foreign.run", Map.of(), 1, 1)),
        List.of(Samples.row("DecodeStepBenchmark.cached", Map.of("position", "0"), 1, 2)),
        List.of(Samples.row("cached", 999_999_999, "", 1, 1, 1)));
  }

  @ParameterizedTest
  @MethodSource("odd")
  void anOddRunHasAPageToo(List<Row> rows) {
    String page = ReportPage.of(List.of(Samples.run(rows)));
    assertThat(page).contains("class=\"headline\"", "</html>");
    Matcher images = Pattern.compile("(?s)<svg.*?</svg>").matcher(page);
    while (images.find()) {
      for (String tag : images.group().split(">", -1)) {
        assertThat(tag.substring(Math.max(0, tag.indexOf('<')))).doesNotContain("NaN", "Infinity");
      }
    }
  }
}
