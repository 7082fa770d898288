package dev.kvbench.plot.report;

/**
 * A piece of a page. There are elements, texts, which are escaped, and the page's own style and
 * script; nothing takes markup that somebody else wrote.
 */
sealed interface Node permits Element, Text, Inline {
  void write(StringBuilder page);
}
