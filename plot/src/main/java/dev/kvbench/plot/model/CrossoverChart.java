package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.GridPicture;
import dev.kvbench.plot.picture.GridPicture.Cell;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Range;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.ArmPair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * From which model on a cache pays: a map of block size and embed size for each generation, engine
 * and policy.
 */
final class CrossoverChart implements Chart {
  private static final String BLOCK = "blockSize";
  private static final String EMBED = "embedSize";
  private static final String GENERATION = "generation";
  private static final Map<String, String> TITLES =
      Map.of(
          "short", "Where a KV cache pays: the first tokens of a text",
          "long", "Where a KV cache pays: tokens with the window full");

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    List<ArmPair> pairs =
        ArmPair.of(RowFacts.timed(run.rows(), "CrossoverBenchmark")).stream()
            .filter(pair -> pair.cached().param(GENERATION).isPresent())
            .filter(pair -> size(pair, BLOCK) > 0 && size(pair, EMBED) > 0)
            .toList();
    Set<String> differing =
        RowFacts.differing(
            pairs.stream().map(ArmPair::cached).toList(), Set.of(BLOCK, EMBED, GENERATION));
    Map<String, List<ArmPair>> maps = new LinkedHashMap<>();
    for (ArmPair pair : pairs) {
      Row row = pair.cached();
      String key = RowFacts.key("crossover-" + row.params().get(GENERATION), row, differing);
      maps.computeIfAbsent(key, any -> new ArrayList<>()).add(pair);
    }
    maps.values().removeIf(own -> own.size() == 1); // a map of one cell is a figure of the table
    List<Picture> pictures = new ArrayList<>();
    maps.forEach((key, own) -> pictures.add(picture(run, key, differing, own)));
    return pictures;
  }

  private static Picture picture(
      RunData run, String key, Set<String> differing, List<ArmPair> pairs) {
    Row first = pairs.get(0).cached();
    String generation = first.params().get(GENERATION);
    List<Integer> blocks = pairs.stream().map(p -> size(p, BLOCK)).distinct().sorted().toList();
    List<Integer> embeds = pairs.stream().map(p -> size(p, EMBED)).distinct().sorted().toList();
    List<Cell> cells = new ArrayList<>();
    for (ArmPair pair : pairs) {
      int column = blocks.indexOf(size(pair, BLOCK));
      cells.add(new Cell(column, embeds.indexOf(size(pair, EMBED)), pair.speedup()));
    }
    return new GridPicture(
        run.heading(
            key,
            TITLES.getOrDefault(generation, "Where a KV cache pays: " + generation)
                + RowFacts.words(first, differing),
            pairs.stream().flatMap(p -> Stream.of(p.uncached(), p.cached())).toList(),
            Set.of(BLOCK, EMBED),
            notes(pairs, cells)),
        "block size (longest context, in tokens)",
        "embed size",
        blocks,
        embeds,
        cells);
  }

  private static int size(ArmPair pair, String param) {
    return pair.cached().count(param).orElse(0);
  }

  private static List<String> notes(List<ArmPair> pairs, List<Cell> cells) {
    List<String> notes = new ArrayList<>();
    notes.add("uncached time ÷ cached time; red: the cached arm is faster, blue: the uncached");
    notes.add(noise(cells));
    if (pairs.stream().anyMatch(pair -> pair.cached().isApproximate())) {
      notes.add("approximate: cached answers are not the uncached model's");
    }
    // where the same arm is ahead in all cells no line can be drawn
    Range ratios = Range.of(cells.stream().map(Cell::ratio).toList());
    if (ratios.low() >= 1 || ratios.high() < 1) {
      String ahead = ratios.low() >= 1 ? "cached" : "uncached";
      boolean unsure = cells.stream().anyMatch(Cell::isUnsure);
      String where = unsure ? "in every cell but those with ?" : "in every cell";
      notes.add("the " + ahead + " arm is faster " + where);
    }
    return notes;
  }

  private static String noise(List<Cell> cells) {
    long intervals = cells.stream().filter(cell -> cell.measured().hasInterval()).count();
    if (intervals == 0) {
      return "no intervals: they need more than one fork";
    }
    return (cells.stream().anyMatch(Cell::isUnsure)
            ? "?: its 95 % interval over forks includes 1"
            : "no cell's 95 % interval over forks includes 1")
        + (intervals < cells.size() ? "; no interval where there is one fork" : "");
  }
}
