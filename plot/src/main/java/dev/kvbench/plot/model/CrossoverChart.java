package dev.kvbench.plot.model;

import dev.kvbench.plot.picture.GridPicture;
import dev.kvbench.plot.picture.GridPicture.Cell;
import dev.kvbench.plot.picture.Heading;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Range;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.stats.ArmPair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
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

  /** What the maps of one run differ in. */
  private record Group(String generation, List<String> values, String words) {}

  @Override
  public List<Picture> of(RunData run, Scale scale) {
    List<ArmPair> pairs =
        ArmPair.of(RowFacts.timed(run.rows(), "CrossoverBenchmark")).stream()
            .filter(pair -> pair.cached().params().containsKey(GENERATION))
            .filter(pair -> size(pair, BLOCK) > 0 && size(pair, EMBED) > 0)
            .toList();
    List<Row> cached = pairs.stream().map(ArmPair::cached).toList();
    Set<String> differing = RowFacts.differing(cached, Set.of(BLOCK, EMBED, GENERATION));
    Set<String> policy =
        cached.stream().map(RowFacts::policy).distinct().count() > 1 ? Set.of("policy") : Set.of();
    Map<Group, List<ArmPair>> groups = new LinkedHashMap<>();
    for (ArmPair pair : pairs) {
      groups
          .computeIfAbsent(group(pair.cached(), differing, policy), any -> new ArrayList<>())
          .add(pair);
    }
    return groups.entrySet().stream()
        .<Picture>map(group -> picture(run, group.getKey(), group.getValue()))
        .toList();
  }

  private static Group group(Row row, Set<String> differing, Set<String> policy) {
    SortedMap<String, String> setting = row.setting();
    List<String> values =
        Stream.concat(differing.stream(), policy.stream())
            .map(param -> setting.getOrDefault(param, "unknown"))
            .toList();
    String words =
        RowFacts.words(row, differing)
            + (policy.isEmpty() ? "" : ", policy " + RowFacts.policy(row));
    return new Group(row.params().get(GENERATION), values, words);
  }

  private static Picture picture(RunData run, Group group, List<ArmPair> pairs) {
    List<Integer> blocks = pairs.stream().map(p -> size(p, BLOCK)).distinct().sorted().toList();
    List<Integer> embeds = pairs.stream().map(p -> size(p, EMBED)).distinct().sorted().toList();
    List<Cell> cells =
        pairs.stream()
            .map(
                pair ->
                    new Cell(
                        blocks.indexOf(size(pair, BLOCK)),
                        embeds.indexOf(size(pair, EMBED)),
                        pair.speedup()))
            .toList();
    List<String> name = new ArrayList<>(List.of("crossover", group.generation()));
    name.addAll(group.values());
    List<Row> rows = pairs.stream().flatMap(p -> Stream.of(p.uncached(), p.cached())).toList();
    Heading heading =
        run.heading(
            String.join("-", name).replaceAll("[^A-Za-z0-9.-]+", "-"),
            TITLES.getOrDefault(group.generation(), "Where a KV cache pays: " + group.generation())
                + group.words(),
            rows,
            notes(group, pairs, cells));
    return new GridPicture(
        heading, "block size (longest context, in tokens)", "embed size", blocks, embeds, cells);
  }

  private static int size(ArmPair pair, String param) {
    return pair.cached().count(param).orElse(0);
  }

  private static List<String> notes(Group group, List<ArmPair> pairs, List<Cell> cells) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "uncached time ÷ cached time of a token; red: the cached arm is faster; blue: the"
            + " uncached");
    notes.add(noise(cells));
    if (pairs.stream().anyMatch(pair -> RowFacts.isApproximate(pair.cached()))) {
      notes.add(
          group.generation().equals("long")
              ? "past the window the cached and the uncached arm compute different functions"
              : "approximate: cached answers here are not the uncached model's");
    }
    side(cells).ifPresent(notes::add);
    return notes;
  }

  private static String noise(List<Cell> cells) {
    long intervals = cells.stream().filter(cell -> cell.measured().hasInterval()).count();
    if (intervals == 0) {
      return "no intervals: they need more than one fork";
    }
    return (cells.stream().anyMatch(Cell::isUnsure)
            ? "?: its 95 % interval over forks includes 1, so either arm may be ahead"
            : "no cell's 95 % interval over forks includes 1")
        + (intervals < cells.size() ? "; no interval where there is one fork" : "");
  }

  /** Which arm is ahead, where it is the same one in all cells and so no line can be drawn. */
  private static Optional<String> side(List<Cell> cells) {
    Range ratios = Range.of(cells.stream().map(Cell::ratio).toList());
    if (ratios.low() >= 1) {
      return Optional.of("the cached arm is faster everywhere here");
    }
    return ratios.high() < 1
        ? Optional.of("the uncached arm is faster everywhere here")
        : Optional.empty();
  }
}
