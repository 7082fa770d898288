package dev.kvbench.results.compare;

import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.io.Visible;
import java.util.ArrayList;
import java.util.List;

/**
 * A comparison as the XML that CI servers read from JUnit: each row a test case, a regression a
 * failure, a missing row an error, a row without verdict skipped (or, under strict rules, a
 * failure).
 */
public final class JUnitReport {
  private JUnitReport() {}

  /** The XML document. */
  public static String of(Comparison comparison, boolean strict) {
    long undecided = comparison.count(Verdict.INCONCLUSIVE);
    long regressed = comparison.count(Verdict.REGRESSED);
    int errors = comparison.missing().size() + comparison.failed().size();
    boolean nothing = comparison.rows().isEmpty() && errors == 0;
    errors += nothing ? 1 : 0;
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append(
        "<testsuite name=\"kvbench compare\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\">\n"
            .formatted(
                comparison.rows().size() + errors,
                regressed + (strict ? undecided : 0),
                errors,
                strict ? 0 : undecided));
    for (ReportLines.Line line : ReportLines.of(comparison)) {
      RowVerdict row = line.verdict();
      String outcome =
          switch (row.verdict()) {
            case REGRESSED -> "failure";
            case INCONCLUSIVE -> strict ? "failure" : "skipped";
            default -> "";
          };
      testCase(
          xml, row.row().benchmark(), line.cells().get(1), outcome, words(row, line.reasons()));
    }
    for (String key : comparison.missing()) {
      testCase(xml, key.split(" ", 2)[0], key, "error", "missing from the candidate");
    }
    for (String row : comparison.failed()) {
      testCase(xml, row.split(" ", 2)[0], row, "error", "failed");
    }
    if (nothing) {
      String reason = String.join("; ", comparison.remarks());
      testCase(xml, "kvbench", "compare", "error", reason);
    }
    return xml.append("</testsuite>\n").toString();
  }

  /** A row; an empty outcome is a passed test. */
  private static void testCase(
      StringBuilder xml, String className, String name, String outcome, String message) {
    xml.append("  <testcase classname=\"%s\" name=\"%s\"".formatted(clean(className), clean(name)));
    xml.append(
        outcome.isEmpty()
            ? "/>\n"
            : "><%s message=\"%s\"/></testcase>\n".formatted(outcome, clean(message)));
  }

  private static String words(RowVerdict row, List<String> reasons) {
    List<String> parts = new ArrayList<>();
    parts.add(row.title() + " " + row.row().method());
    if (!row.byExact()) {
      parts.set(
          0,
          "%s %s → %s %s (%s)"
              .formatted(
                  parts.get(0),
                  Numbers.full(row.baseline()),
                  Numbers.full(row.candidate()),
                  row.unit(),
                  Numbers.change(row.ratio())));
    }
    parts.addAll(reasons);
    return String.join("; ", parts);
  }

  /** Names come from files; XML has no way at all to write some characters. */
  private static String clean(String words) {
    return Visible.of(words)
        .replaceAll("[^\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "?")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
