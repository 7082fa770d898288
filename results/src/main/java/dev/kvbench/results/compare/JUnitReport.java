package dev.kvbench.results.compare;

import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.io.Visible;
import dev.kvbench.results.jmh.RowNames;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A comparison as the XML that CI servers read from JUnit: each row a test case, a regression a
 * failure, a missing row an error, a row without verdict skipped (or, under strict rules, a
 * failure).
 */
public final class JUnitReport {
  private JUnitReport() {}

  /** The XML document. */
  public static String of(Comparison comparison, boolean strict) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      suite(xml, comparison, strict);
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("XML cannot be written to a string", e);
    }
    return text + "\n";
  }

  private static void suite(XMLStreamWriter xml, Comparison comparison, boolean strict)
      throws XMLStreamException {
    long undecided = comparison.count(Verdict.INCONCLUSIVE);
    long regressed = comparison.count(Verdict.REGRESSED);
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", "kvbench compare");
    attribute(
        xml,
        "tests",
        comparison.rows().size() + comparison.missing().size() + comparison.failed().size());
    attribute(xml, "failures", regressed + (strict ? undecided : 0));
    attribute(xml, "errors", comparison.missing().size() + comparison.failed().size());
    attribute(xml, "skipped", strict ? 0 : undecided);
    RowNames names = RowNames.of(comparison.rows().stream().map(RowVerdict::row).toList());
    for (RowVerdict row : comparison.rows()) {
      xml.writeStartElement("testcase");
      xml.writeAttribute("classname", clean(row.row().benchmark()));
      xml.writeAttribute("name", clean(names.of(row.row())));
      switch (row.verdict()) {
        case REGRESSED -> outcome(xml, "failure", words(row));
        case INCONCLUSIVE -> outcome(xml, strict ? "failure" : "skipped", words(row));
        default -> {}
      }
      xml.writeEndElement();
    }
    for (String key : comparison.missing()) {
      error(xml, key, "missing from the candidate");
    }
    for (String row : comparison.failed()) {
      error(xml, row, "failed");
    }
    xml.writeEndElement();
  }

  private static void error(XMLStreamWriter xml, String name, String message)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", clean(name.split(" ", 2)[0]));
    xml.writeAttribute("name", clean(name));
    outcome(xml, "error", message);
    xml.writeEndElement();
  }

  private static void attribute(XMLStreamWriter xml, String name, long value)
      throws XMLStreamException {
    xml.writeAttribute(name, Long.toString(value));
  }

  private static void outcome(XMLStreamWriter xml, String element, String message)
      throws XMLStreamException {
    xml.writeStartElement(element);
    xml.writeAttribute("message", clean(message));
    xml.writeEndElement();
  }

  private static String words(RowVerdict row) {
    List<String> parts = new ArrayList<>();
    parts.add(
        String.format(
            Locale.ROOT,
            "%s %s %s → %s %s (%s)",
            row.verdict(),
            row.row().method(),
            Numbers.full(row.baseline()),
            Numbers.full(row.candidate()),
            row.unit(),
            Numbers.change(row.ratio())));
    parts.addAll(row.reasons());
    return String.join("; ", parts);
  }

  /** Names come from files; XML has no way at all to write some characters. */
  private static String clean(String words) {
    return Visible.of(words)
        .replaceAll("[^\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "?");
  }
}
