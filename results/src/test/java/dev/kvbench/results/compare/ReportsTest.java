package dev.kvbench.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Source;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class ReportsTest {
  private static Row row(String name, double... forks) {
    return Rows.row("ms/op", 0, forks).withParams(new TreeMap<>(Map.of("name", name)));
  }

  private static Comparison comparison() {
    Source before =
        Rows.run(
            row("same", 1, 1, 1, 1, 1),
            row("<b>&|", 1, 1.001, 1.002, 1.003, 1.004),
            row("few", 1),
            row("gone", 1));
    Source after =
        Rows.run(
            row("same", 1, 1, 1, 1, 1),
            row("<b>&|", 1.1, 1.101, 1.102, 1.103, 1.104),
            row("few", 2),
            row("new\u0007", 1));
    return Comparison.of(List.of(before), List.of(after), Gate.standard(), List.of("a remark"));
  }

  @Test
  void theTableBeginsWithWhatIsWorst() {
    List<String> lines = TextReport.of(comparison(), false).lines().toList();
    assertThat(lines.get(1))
        .startsWith("REGRESSED")
        .contains("name=<b>&|", "+10.0 %", "+9.7 % to +10.2 %", "3.0 %", "5/5");
    assertThat(lines.get(2)).startsWith("INCONCLUSIVE").contains("name=few", "+100 %", "1/1");
    assertThat(lines.get(3)).contains("at least 4 a side");
    assertThat(lines.get(4)).startsWith("EQUIVALENT").contains("+0.0 %");
    assertThat(lines)
        .anyMatch(line -> line.startsWith("missing from the candidate") && line.contains("gone"))
        .anyMatch(line -> line.startsWith("only in the candidate"))
        .contains("note: a remark")
        .endsWith(
            "a slow-down of 3.0 % or more could have been seen in 2 of 3 rows",
            "primary metric, threshold 3.00 %, intervals of 95.0 %, forks are the unit of"
                + " repetition",
            "3 rows: 1 regressed, 1 inconclusive, 1 equivalent; 1 missing from the candidate;"
                + " 1 new",
            "exit code 1: 1 row regressed");
  }

  @Test
  void markdownHasItsMarkerAndNoMarkupFromFiles() {
    String markdown = MarkdownReport.of(comparison(), false);
    assertThat(markdown).startsWith(MarkdownReport.MARKER + "\n### Benchmarks: slower\n");
    assertThat(markdown).doesNotContain("<b>").contains("&lt;b&gt;&amp;\\|");
    assertThat(markdown).contains("<details><summary>1 equivalent</summary>");
    // Every table line has as many cells as the header.
    assertThat(markdown.lines().filter(line -> line.startsWith("| ")))
        .allMatch(line -> line.replace("\\|", "").chars().filter(c -> c == '|').count() == 11);
  }

  /** A row that got no slower, or faster, and answers otherwise. */
  @Test
  void anotherAnswerIsNotCalledSlower() {
    Row steady = row("steady", 1, 1, 1, 1, 1);
    Source before = Rows.run(Rows.with(steady, "tokenHash", 1, 1, 1, 1, 1));
    Source after = Rows.run(Rows.with(steady, "tokenHash", 2, 2, 2, 2, 2));
    Comparison comparison = Rows.compare(before, after);
    assertThat(MarkdownReport.of(comparison, false))
        .startsWith(MarkdownReport.MARKER + "\n### Benchmarks: exact values changed\n");
    assertThat(TextReport.of(comparison, false).lines().skip(1).limit(2).map(String::strip))
        .map(line -> line.replaceAll(" +", " "))
        .containsExactly(
            "REGRESSED (tokenHash 1 → 2) Some.method - - - - - 3.0 % 3.0 % 5/5",
            "measured beside it: ms/op 1.00 to 1.00, +0.0 % (+0.0 % to +0.0 %)");
  }

  @Test
  void jsonSaysNullForWhatIsNotKnown() {
    JsonObject root = JsonParser.parseString(JsonReport.of(comparison(), true)).getAsJsonObject();
    assertThat(root.get("schema").getAsInt()).isEqualTo(JsonReport.SCHEMA);
    assertThat(root.get("exitCode").getAsInt()).isEqualTo(Comparison.REGRESSION);
    JsonObject few = root.getAsJsonArray("rows").get(2).getAsJsonObject();
    assertThat(few.get("verdict").getAsString()).isEqualTo("INCONCLUSIVE");
    assertThat(few.get("p").isJsonNull()).isTrue();
    assertThat(few.get("ratio").getAsDouble()).isEqualTo(2);
    JsonObject slower = root.getAsJsonArray("rows").get(1).getAsJsonObject();
    assertThat(slower.get("ratioLow").getAsDouble()).isBetween(1.09, 1.1);
    assertThat(slower.getAsJsonObject("params").get("name").getAsString()).isEqualTo("<b>&|");
  }

  @Test
  void junitXmlIsWellFormedAndCounts() throws Exception {
    for (boolean strict : new boolean[] {false, true}) {
      String xml = JUnitReport.of(comparison(), strict);
      Element suite =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
              .getDocumentElement();
      assertThat(suite.getAttribute("tests")).isEqualTo("4");
      assertThat(suite.getAttribute("failures")).isEqualTo(strict ? "2" : "1");
      assertThat(suite.getElementsByTagName("failure").getLength()).isEqualTo(strict ? 2 : 1);
      assertThat(suite.getElementsByTagName("skipped").getLength()).isEqualTo(strict ? 0 : 1);
      assertThat(suite.getElementsByTagName("error").getLength()).isEqualTo(1);
    }
  }
}
