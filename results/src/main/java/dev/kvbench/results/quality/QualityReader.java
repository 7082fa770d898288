package dev.kvbench.results.quality;

import dev.kvbench.results.io.JsonNode;
import dev.kvbench.results.stats.Estimate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads what {@link QualityFile} writes. */
public final class QualityReader {
  private static final String REMEDY = "give a run directory that the command quality wrote";

  /** More would not fit into the file's lists. */
  private static final int MOST_POSITIONS = 10_000_000;

  private final QualitySetting setting;

  private QualityReader(QualitySetting setting) {
    this.setting = setting;
  }

  /**
   * Reads a file.
   *
   * @throws dev.kvbench.results.io.InputException if it cannot be read, is another file, or has
   *     another schema
   */
  public static Quality read(Path file) {
    return quality(JsonNode.read(file, REMEDY));
  }

  /** As {@link #read}, of a text. */
  static Quality parse(String text) {
    return quality(JsonNode.parse(QualityFile.NAME, text, REMEDY));
  }

  private static Quality quality(JsonNode root) {
    root.requireSchema(QualityFile.SCHEMA);
    QualitySetting setting = setting(root.member("setting"));
    QualityReader reader = new QualityReader(setting);
    List<ArmQuality> arms = root.member("arms").items().stream().map(reader::arm).toList();
    if (arms.isEmpty()) {
      throw root.member("arms").expected("an array of arms");
    }
    return new Quality(setting, arms);
  }

  private static QualitySetting setting(JsonNode node) {
    QualitySetting setting =
        new QualitySetting(
            positive(node.member("blockSize")),
            positive(node.member("windows")),
            positive(node.member("sequences")),
            positive(node.member("promptLength")),
            positive(node.member("greedyLength")),
            positive(node.member("resamples")),
            whole(node.member("seed")));
    if ((1L + setting.windows()) * setting.blockSize() > MOST_POSITIONS) {
      throw node.expected("a text of at most " + MOST_POSITIONS + " positions");
    }
    return setting;
  }

  private static int whole(JsonNode node) {
    int whole = (int) node.number();
    if (whole != node.number()) {
      throw node.expected("a whole number");
    }
    return whole;
  }

  private static int positive(JsonNode node) {
    int count = node.count();
    if (count == 0) {
      throw node.expected("at least 1");
    }
    return count;
  }

  private ArmQuality arm(JsonNode node) {
    List<Region> expected = Region.of(setting.blockSize(), setting.windows());
    List<JsonNode> items = node.member("regions").items();
    if (items.size() != expected.size()) {
      throw node.member("regions").expected("an array of " + expected.size() + " regions");
    }
    List<RegionQuality> regions = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      regions.add(region(items.get(i), expected.get(i)));
    }
    return new ArmQuality(
        node.member("policy").string(),
        node.member("dtype").string(),
        answer(node.member("answer")),
        number(node.member("windowDifference")),
        number(node.member("windowLimit")),
        regions,
        positions(node.member("positions")),
        greedy(node.member("greedy")),
        cost(node.member("cost")));
  }

  private static Answer answer(JsonNode node) {
    String name = node.string();
    return Arrays.stream(Answer.values())
        .filter(answer -> answer.name().equals(name))
        .findFirst()
        .orElseThrow(() -> node.expected("one of " + Arrays.toString(Answer.values())));
  }

  private RegionQuality region(JsonNode node, Region expected) {
    if (!node.member("name").string().equals(expected.name())) {
      throw node.member("name").expected("\"" + expected.name() + "\"");
    }
    return new RegionQuality(
        expected,
        estimate(node.member("nll")),
        estimate(node.member("deltaNll")),
        estimate(node.member("kl")),
        estimate(node.member("topOne")),
        number(node.member("maxLogitDifference")));
  }

  private PositionMeans positions(JsonNode node) {
    return new PositionMeans(
        numbers(node.member("nll")),
        numbers(node.member("deltaNll")),
        numbers(node.member("kl")),
        numbers(node.member("topOne")),
        numbers(node.member("maxLogitDifference")));
  }

  private List<Double> numbers(JsonNode node) {
    List<Double> numbers = node.items().stream().map(QualityReader::number).toList();
    if (numbers.size() != setting.positions()) {
      throw node.expected("an array of " + setting.positions() + " numbers, one a position");
    }
    return numbers;
  }

  private GreedyMatch greedy(JsonNode node) {
    return new GreedyMatch(
        estimate(node.member("mean")),
        number(node.member("median")),
        node.member("toTheEnd").count());
  }

  private static RoughCost cost(JsonNode node) {
    return new RoughCost(
        number(node.member("microseconds")),
        number(node.member("fastest")),
        number(node.member("slowest")),
        node.member("rounds").count());
  }

  private Estimate estimate(JsonNode node) {
    return new Estimate(
        number(node.member("value")),
        number(node.member("low")),
        number(node.member("high")),
        setting.sequences());
  }

  /** NaN for null, which stands for what is not finite. */
  private static double number(JsonNode node) {
    return node.element().isJsonNull() ? Double.NaN : node.number();
  }
}
