package dev.kvbench.results;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.jmh.Seconds;
import dev.kvbench.results.run.Source;
import dev.kvbench.results.stats.ArmPair;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import dev.kvbench.results.stats.Throughput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Figures in Markdown, written from the committed runs that they name. Above a table stands
 *
 * <pre>
 *   &lt;!-- figures quick-xeon-2cpu engine=script: steps cached.s uncached.s speedup speedup~ -->
 * </pre>
 *
 * that is, a run, which of its rows, and the columns. The head of the table is written by hand, in
 * any language. A line below it is a row with the uncached one beside it, or an uncached one alone;
 * in the order of the values that are asked for and the run's, or by the number that they begin
 * with. A figure in a sentence stands between {@code <!-- figure quick-xeon-2cpu engine=script
 * steps=512: speedup -->} and {@code <!-- end -->}; no line begins with either, as Markdown would
 * end the paragraph there.
 *
 * <p>A column is a parameter, {@code answer}, {@code speedup}, or {@code cached.} or {@code
 * uncached.} and one of {@code s}, {@code ms}, {@code us}, {@code ms/token}, {@code tokens/s}, a
 * percentile in microseconds such as {@code p99.9}, {@code mbu} and {@code mfu} in percent, or
 * another metric; of a figure with its interval behind it the name ends with ±, of the interval
 * alone with ~.
 *
 * <p>A table below {@code <!-- suites -->} has a suite's name in its first column, and in its last
 * one the time that its file tells.
 */
final class DocumentFigures {
  private static final Pattern TABLE =
      Pattern.compile("(?m)^<!-- figures ([^>]*) -->\\n(\\|.*\\n\\|[-:| ]+\\n)(?:\\|.*\\n)*");
  private static final Pattern FIGURE =
      Pattern.compile("(?<!\\n)<!-- figure ([^>]*) -->[^<]*<!-- end -->");
  private static final Pattern MARK = Pattern.compile("<!-- figures? ([^>]*) -->");

  private static final Pattern SUITES = Pattern.compile("(?m)(?<=^<!-- suites -->\\n)(\\|.*\\n)+");

  /** A suite's name, what stands between, the time. */
  private static final Pattern SUITE =
      Pattern.compile("(?m)^(\\| `([^`]+)` \\|.*\\| )[^|]*( \\|)$");

  private static final Pattern TIME = Pattern.compile("(?m)^time-on-2-cores: (.*)$");

  private DocumentFigures() {}

  /** What the document's marks ask for, in its order. */
  static List<String> marks(String document) {
    return MARK.matcher(document).results().map(mark -> mark.group(1)).toList();
  }

  /**
   * The document with every figure as its run has it.
   *
   * @param runs the folder of the run directories
   * @throws InputException for a mark without a table or an end, and what no row has
   */
  static String rewritten(String document, Path runs) {
    long wellFormed =
        Stream.of(TABLE, FIGURE).flatMap(kind -> kind.matcher(document).results()).count();
    if (wellFormed != marks(document).size()) {
      throw new InputException(
          "a mark without its table or its end: below figures comes a table's head, behind figure a"
              + " figure and end; of these marks: "
              + marks(document));
    }
    String tables =
        TABLE
            .matcher(document)
            .replaceAll(
                mark -> mark("figures", mark) + "\n" + quoted(mark.group(2) + lines(mark, runs)));
    return FIGURE
        .matcher(tables)
        .replaceAll(mark -> mark("figure", mark) + quoted(figure(mark, runs)) + "<!-- end -->");
  }

  /**
   * The document with the time of every suite that tells one.
   *
   * @param suites the folder of the suites' files
   */
  static String withTimes(String document, Path suites) {
    return SUITES
        .matcher(document)
        .replaceAll(
            table ->
                quoted(
                    SUITE
                        .matcher(table.group())
                        .replaceAll(
                            line ->
                                time(suites.resolve(line.group(2) + ".yaml"))
                                    .map(time -> line.group(1) + time + line.group(3))
                                    .map(DocumentFigures::quoted)
                                    .orElse("$0"))));
  }

  private static Optional<String> time(Path suite) {
    try {
      return TIME.matcher(Files.readString(suite)).results().map(time -> time.group(1)).findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String mark(String kind, MatchResult mark) {
    return quoted("<!-- " + kind + " " + mark.group(1) + " -->");
  }

  private static String quoted(String text) {
    return Matcher.quoteReplacement(text);
  }

  private static String lines(MatchResult mark, Path runs) {
    return cells(mark.group(1), runs).stream()
        .map(line -> line.stream().collect(Collectors.joining(" | ", "| ", " |\n")))
        .collect(Collectors.joining());
  }

  private static String figure(MatchResult mark, Path runs) {
    List<List<String>> cells = cells(mark.group(1), runs);
    if (cells.size() != 1 || cells.get(0).size() != 1) {
      throw new InputException(mark.group(1) + ": not one figure but " + cells);
    }
    return cells.get(0).get(0);
  }

  private static List<List<String>> cells(String asked, Path runs) {
    String[] parts = asked.split(": ", 2);
    List<String> names = List.of(parts[0].split(" ", -1));
    List<String> columns = List.of(parts[1].split(" ", -1));
    List<Row> rows = ArmPair.merged(Source.read(runs.resolve(names.get(0))).rows());
    Map<Row, ArmPair> pairs = ArmPair.byCached(rows);
    List<Row> beside = pairs.values().stream().map(ArmPair::uncached).toList();
    for (String condition : names.subList(1, names.size())) {
      rows =
          rows.stream()
              .filter(row -> place(row, condition) >= 0)
              .sorted(Comparator.comparing(row -> place(row, condition)))
              .toList();
    }
    List<List<String>> cells =
        rows.stream()
            .filter(row -> !beside.contains(row))
            .map(row -> new Line(row, Optional.ofNullable(pairs.get(row))))
            .map(line -> columns.stream().map(line::cell).toList())
            .sorted(Comparator.comparingDouble(line -> number(line.get(0)))) // stable
            .toList();
    if (cells.isEmpty()) {
      throw new InputException(asked + ": there is no such row");
    }
    return cells;
  }

  /** Lines that begin with a word stay in the run's order. */
  private static double number(String cell) {
    return cell.matches("\\d+") ? Double.parseDouble(cell) : 0;
  }

  /**
   * Which of the values of {@code name=value,value} the row has, -1 for none; {@code benchmark} is
   * the simple name of the class.
   */
  private static int place(Row row, String condition) {
    String[] parts = condition.split("=", 2);
    String own = parts[0].equals("benchmark") ? row.className() : row.param(parts[0]).orElse("");
    return List.of(parts[1].split(",", -1)).indexOf(own);
  }

  /** A row, with the uncached one beside it if there is one. */
  private record Line(Row row, Optional<ArmPair> pair) {
    String cell(String column) {
      char form = column.charAt(column.length() - 1);
      String name = form == '~' || form == '±' ? column.substring(0, column.length() - 1) : column;
      if (name.equals("answer")) {
        return row.exactness().word();
      }
      if (name.equals("speedup")) {
        return pair.map(both -> text(both.speedup(), "×", form)).orElse("");
      }
      if (name.startsWith("cached.")) {
        return row.isOf(Arm.UNCACHED) ? "" : figure(row, name.substring("cached.".length()), form);
      }
      if (name.startsWith("uncached.")) {
        String measure = name.substring("uncached.".length());
        return pair.map(ArmPair::uncached)
            .or(() -> Optional.of(row).filter(it -> it.isOf(Arm.UNCACHED)))
            .map(it -> figure(it, measure, form))
            .orElse("");
      }
      return row.param(name).orElseThrow(() -> new InputException(row.key() + " has no " + name));
    }

    private static String figure(Row row, String measure, char form) {
      if (measure.matches("p[0-9.]+")) {
        double time = Estimates.percentile(row, Double.parseDouble(measure.substring(1)));
        return Numbers.digits(1e6 * Seconds.ofOperation(time, row.primary().unit()).orElseThrow());
      }
      if (measure.equals("mbu") || measure.equals("mfu")) {
        return Numbers.percent(Estimates.metric(row, measure).orElseThrow());
      }
      Optional<Estimate> figure =
          switch (measure) {
            case "s" -> Throughput.secondsPerOperation(row);
            case "ms" -> Throughput.secondsPerOperation(row).map(time -> time.times(1e3));
            case "us" -> Throughput.secondsPerOperation(row).map(time -> time.times(1e6));
            case "ms/token" -> Throughput.secondsPerToken(row).map(time -> time.times(1e3));
            case "tokens/s" -> Throughput.tokensPerSecond(row);
            default -> Optional.empty();
          };
      return figure.isPresent()
          ? text(figure.get(), "", form)
          : Numbers.full(rounded(Estimates.metric(row, measure).orElseThrow()));
    }

    /** A mean of equal counts, which logarithms leave a bit beside the count. */
    private static double rounded(double metric) {
      return Math.abs(metric - Math.rint(metric)) < 1e-9 * metric ? Math.rint(metric) : metric;
    }

    private static String text(Estimate figure, String unit, char form) {
      String value = Numbers.digits(figure.value()) + unit;
      String interval =
          figure.hasInterval()
              ? Numbers.digits(figure.low()) + "–" + Numbers.digits(figure.high())
              : "one fork";
      return switch (form) {
        case '~' -> interval;
        case '±' -> value + " (" + interval + ")";
        default -> value;
      };
    }
  }
}
