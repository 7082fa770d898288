package dev.kvbench.plot.report;

import dev.kvbench.plot.Bars;
import dev.kvbench.plot.Line;
import dev.kvbench.plot.Numbers;
import dev.kvbench.plot.Picture;
import dev.kvbench.results.jmh.Arm;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A chart of a few bars for a terminal, at most 60 columns wide. */
public final class TerminalChart {
  private static final int COLUMNS = 60;
  private static final int NAME = 30;
  private static final int VALUE = 10;
  private static final int BAR = COLUMNS - NAME - VALUE - 2;

  /** So many bars are looked at; more scroll by. */
  private static final int MOST = 24;

  /** An eighth to eight eighths of a column. */
  private static final String EIGHTHS = "▏▎▍▌▋▊▉█";

  /** Pictures of lines that bars at their last point say something of. */
  private static final Set<String> LINES = Set.of("latency", "position", "batch");

  private record Entry(String name, boolean cached, double value, String label) {}

  private TerminalChart() {}

  /** The bars of every picture that is made of times or rates, a line each, below a title. */
  public static List<String> of(List<Picture> pictures, boolean colours) {
    List<String> lines = new ArrayList<>();
    for (Picture picture : pictures) {
      if (picture instanceof Picture.Lines of && LINES.contains(of.key())) {
        lines.addAll(lasts(of, colours));
      } else if (picture instanceof Picture.BarList of) {
        lines.addAll(
            chart(of.axis(), of.bars().stream().map(TerminalChart::entry).toList(), colours));
      }
    }
    return lines;
  }

  private static Entry entry(Bars.Bar bar) {
    return new Entry(bar.name(), bar.arm() == Arm.CACHED, bar.value().value(), bar.label());
  }

  /** Of each line its value at the largest place that all have. */
  private static List<String> lasts(Picture.Lines picture, boolean colours) {
    List<Double> shared =
        picture.measured().get(0).points().stream()
            .map(Line.Point::steps)
            .filter(
                steps ->
                    picture.measured().stream()
                        .allMatch(line -> line.points().stream().anyMatch(p -> p.steps() == steps)))
            .toList();
    if (shared.isEmpty()) {
      return List.of();
    }
    double last = shared.get(shared.size() - 1);
    List<Entry> entries = new ArrayList<>();
    for (Line line : picture.measured()) {
      line.points().stream()
          .filter(point -> point.steps() == last)
          .findFirst()
          .ifPresent(
              point ->
                  entries.add(
                      new Entry(
                          line.name(),
                          line.name().startsWith(Arm.CACHED.word()),
                          point.value(),
                          Words.figure(point.value()) + picture.unit())));
    }
    String title = picture.values() + ", at " + Numbers.count(last) + " " + word(picture.over());
    return chart(title, entries, colours);
  }

  /** The first word of an axis title. */
  private static String word(String title) {
    return title.replaceFirst(" \\(.*", "");
  }

  private static List<String> chart(String title, List<Entry> entries, boolean colours) {
    double longest = entries.stream().mapToDouble(Entry::value).max().orElse(1);
    List<String> lines = new ArrayList<>(List.of("", cut(title, COLUMNS)));
    for (Entry entry : entries.subList(0, Math.min(MOST, entries.size()))) {
      String name = String.format("%-" + NAME + "s", cut(entry.name(), NAME));
      String bar = bar(entry.value() / longest);
      String colour = entry.cached() ? "\u001b[31m" : "\u001b[34m";
      lines.add(
          name
              + " "
              + (colours ? colour + bar + "\u001b[0m" : bar)
              + " "
              + cut(entry.label(), VALUE));
    }
    if (entries.size() > MOST) {
      lines.add("and " + (entries.size() - MOST) + " more");
    }
    return lines;
  }

  private static String bar(double share) {
    int eighths = Math.max(1, (int) Math.round(8 * BAR * share));
    String rest = eighths % 8 == 0 ? "" : EIGHTHS.substring(eighths % 8 - 1, eighths % 8);
    return EIGHTHS.substring(7).repeat(eighths / 8) + rest;
  }

  /** Characters that a terminal obeys are none that a name has. */
  private static String cut(String words, int length) {
    String plain = words.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}]", "?");
    return plain.length() <= length ? plain : plain.substring(0, length - 1) + "…";
  }
}
