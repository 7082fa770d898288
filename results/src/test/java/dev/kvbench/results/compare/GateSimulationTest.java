package dev.kvbench.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.jmh.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often the gate is wrong where the truth is known, and how often it finds what is there: by
 * families of rows whose forks' figures are drawn, seeded. The whole simulation leaves its tables
 * in {@code target/gate-*.md}, which docs/gate.md has.
 */
class GateSimulationTest {
  private static final int ROWS = 40;
  private static final Gate GATE = Gate.standard();
  private static final MetricUnit TIME = MetricUnit.of("s/op");
  private static final Row ROW = Rows.row("s/op", 0, 1);
  private static final double TWICE = Math.log(2);
  private static final double SLOWER = Math.log(1.05);

  /** Draws the logarithm of a fork's figure; the truth of both sides is the same. */
  private interface Draw {
    /**
     * A fork.
     *
     * @param row one of 0 to 1 that is the row's own
     */
    double fork(SplittableRandom random, boolean candidate, double row);
  }

  /** How forks scatter; percents are standard deviations of their logarithms. */
  private enum Noise implements Draw {
    EQUAL("10 % on both sides"),
    UNEQUAL("1 % against 10 %"),
    UNEQUAL_3("10 % against 30 %"),
    MIXED("1 % to 10 %, row by row"),
    MIXED_UNEQUAL("1 % against 1 % to 10 %, row by row"),
    OUTLIERS("1 %, one fork in ten twice as slow"),
    HEAVY("heavy tails, 10 % times t(3)"),
    HEAVY_UNEQUAL("heavy tails, 1 % against 10 % times t(3)"),
    SKEWED("exponential, 10 %"),
    COARSE("ties: 3 %, read in steps of 5 %"),
    TWO_VALUES("ties: two values 5 % apart"),
    RARE_VALUE("ties: one fork in five reads 5 % more");

    private final String words;

    Noise(String words) {
      this.words = words;
    }

    @Override
    public double fork(SplittableRandom random, boolean candidate, double row) {
      double ofRow = 0.01 * Math.pow(10, row);
      return switch (this) {
        case EQUAL -> 0.1 * random.nextGaussian();
        case UNEQUAL -> (candidate ? 0.1 : 0.01) * random.nextGaussian();
        case UNEQUAL_3 -> (candidate ? 0.3 : 0.1) * random.nextGaussian();
        case MIXED -> ofRow * random.nextGaussian();
        case MIXED_UNEQUAL -> (candidate ? ofRow : 0.01) * random.nextGaussian();
        case OUTLIERS -> 0.01 * random.nextGaussian() + (random.nextDouble() < 0.1 ? TWICE : 0);
        case HEAVY -> 0.1 * heavy(random);
        case HEAVY_UNEQUAL -> (candidate ? 0.1 : 0.01) * heavy(random);
        case SKEWED -> -0.1 * Math.log1p(-random.nextDouble());
        case COARSE -> 0.05 * Math.rint(0.6 * random.nextGaussian() + 0.5);
        case TWO_VALUES -> random.nextBoolean() ? 0.05 : 0;
        case RARE_VALUE -> random.nextDouble() < 0.2 ? 0.05 : 0;
      };
    }

    /** Student's t with 3 degrees of freedom. */
    private static double heavy(SplittableRandom random) {
      double squares =
          IntStream.range(0, 3).mapToDouble(i -> Math.pow(random.nextGaussian(), 2)).sum();
      return random.nextGaussian() / Math.sqrt(squares / 3);
    }
  }

  /**
   * A family of rows.
   *
   * @param change logarithm of the first row's true change
   */
  private static List<RowPair> family(
      SplittableRandom random, Draw draw, int rows, int baseline, int candidate, double change) {
    List<RowPair> pairs = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      double own = random.nextDouble();
      double shift = i == 0 ? change : 0;
      pairs.add(
          Rows.pair(
              sample(random, draw, false, baseline, own, 0),
              sample(random, draw, true, candidate, own, shift)));
    }
    return pairs;
  }

  private static Sample sample(
      SplittableRandom random, Draw draw, boolean candidate, int forks, double own, double shift) {
    List<Double> figures = new ArrayList<>();
    for (int i = 0; i < forks; i++) {
      figures.add(Math.exp(draw.fork(random, candidate, own) + shift));
    }
    return new Sample(ROW, TIME, figures, true, Set.of());
  }

  /** The rows that the gate calls changed; without words on the others, which take long. */
  private static List<Integer> changed(List<RowPair> pairs) {
    Scatter typical = Scatter.typical(pairs);
    List<Change> changes = pairs.stream().map(pair -> Change.of(pair, typical)).toList();
    double[] adjusted = Holm.adjust(changes.stream().mapToDouble(Change::p).toArray());
    return IntStream.range(0, adjusted.length)
        .filter(i -> GATE.isChange(pairs.get(i), changes.get(i), adjusted[i]))
        .boxed()
        .toList();
  }

  private static boolean isChange(RowVerdict row) {
    return row.verdict() == Verdict.REGRESSED || row.verdict() == Verdict.IMPROVED;
  }

  /** Shares of rows, and of families with any such row, that are called changed and are not. */
  private record Level(double rows, double families) {
    static Level of(Noise noise, int size, int baseline, int candidate, int families) {
      SplittableRandom random = new SplittableRandom(7);
      double rows = 0;
      double hit = 0;
      for (int i = 0; i < families; i++) {
        int wrong = changed(family(random, noise, size, baseline, candidate, 0)).size();
        rows += wrong;
        hit += wrong > 0 ? 1 : 0;
      }
      return new Level(rows / families / size, hit / families);
    }
  }

  /**
   * Where Student's pooled t, or Welch's without guard, calls up to nine families in ten changed.
   */
  @ParameterizedTest
  @CsvSource({
    "EQUAL, 3, 20",
    "EQUAL, 5, 5",
    "UNEQUAL, 20, 4",
    "UNEQUAL, 5, 5",
    "UNEQUAL_3, 20, 3",
    "OUTLIERS, 5, 5",
    "SKEWED, 3, 20",
    "TWO_VALUES, 3, 20",
    "RARE_VALUE, 3, 5"
  })
  void unchangedRowsAreSeldomCalledChanged(Noise noise, int baseline, int candidate) {
    assertThat(Level.of(noise, ROWS, baseline, candidate, 60).families).isLessThanOrEqualTo(0.05);
  }

  @Test
  @Tag("exhaustive")
  void theLevelHoldsWhateverTheScatter() throws IOException {
    int[][] forks = {
      {3, 5}, {3, 20}, {4, 4}, {4, 20}, {5, 5}, {5, 8}, {8, 5}, {8, 8}, {20, 3}, {20, 4}, {20, 20}
    };
    StringBuilder table = new StringBuilder("| scatter of the forks |");
    for (int[] sides : forks) {
      table.append(" ").append(sides[0]).append(":").append(sides[1]).append(" |");
    }
    table.append("\n|---|").append("--:|".repeat(forks.length)).append("\n");
    for (Noise noise : Noise.values()) {
      table.append("| ").append(noise.words).append(" |");
      for (int[] sides : forks) {
        Level level = Level.of(noise, ROWS, sides[0], sides[1], 1000);
        table.append(percent(level.families));
        assertThat(level.rows).as("%s %s:%s", noise, sides[0], sides[1]).isLessThanOrEqualTo(0.01);
        assertThat(level.families)
            .as("%s %s:%s", noise, sides[0], sides[1])
            .isLessThanOrEqualTo(0.05);
      }
      table.append("\n");
    }
    Files.writeString(Path.of("target", "gate-level.md"), table);
  }

  /** Few rows say little of what is typical, or, below five, nothing. */
  @Test
  @Tag("exhaustive")
  void fewRowsAreCalledChangedLittleMoreOften() throws IOException {
    int[][] forks = {{5, 5}, {8, 8}, {5, 8}, {20, 3}, {20, 4}};
    StringBuilder table = new StringBuilder("| rows | scatter of the forks |");
    for (int[] sides : forks) {
      table.append(" ").append(sides[0]).append(":").append(sides[1]).append(" |");
    }
    table.append("\n|---|---|").append("--:|".repeat(forks.length)).append("\n");
    for (int rows : new int[] {1, 4, 10}) {
      for (Noise noise : List.of(Noise.EQUAL, Noise.UNEQUAL, Noise.UNEQUAL_3)) {
        table.append("| ").append(rows).append(" | ").append(noise.words).append(" |");
        for (int[] sides : forks) {
          double level = Level.of(noise, rows, sides[0], sides[1], 3000).families;
          table.append(percent(level));
          assertThat(level).as("%s %s %s", rows, noise, sides[0]).isLessThanOrEqualTo(0.07);
        }
        table.append("\n");
      }
    }
    Files.writeString(Path.of("target", "gate-few-rows.md"), table);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, " %.1f %% |", 100 * share);
  }

  /** The share of families in which the row that is 5 % slower, one of all, is called changed. */
  private static double power(int forks, double noise, int families) {
    SplittableRandom random = new SplittableRandom(forks);
    Draw draw = (r, candidate, row) -> noise * r.nextGaussian();
    double found = 0;
    for (int i = 0; i < families; i++) {
      found += changed(family(random, draw, ROWS, forks, forks, SLOWER)).contains(0) ? 1 : 0;
    }
    return found / families;
  }

  @Test
  void aSlowerRowIsFound() {
    assertThat(power(5, 0.01, 100)).isGreaterThan(0.85);
    assertThat(power(8, 0.01, 60)).isGreaterThan(0.95);
  }

  @Test
  @Tag("exhaustive")
  void aSlowerRowIsFoundAsOftenAsIsSaid() throws IOException {
    int[] forks = {3, 5, 8, 10, 20};
    StringBuilder table = new StringBuilder("| scatter |");
    for (int of : forks) {
      table.append(" ").append(of).append(" forks |");
    }
    table.append("\n|---|").append("--:|".repeat(forks.length)).append("\n");
    for (double noise : new double[] {0.01, 0.02, 0.03, 0.1}) {
      table.append(String.format(Locale.ROOT, "| %.0f %% |", 100 * noise));
      for (int of : forks) {
        double power = power(of, noise, 1000);
        table.append(percent(power));
        if (noise == 0.01 && of >= 5) {
          assertThat(power).isGreaterThanOrEqualTo(of == 5 ? 0.9 : 0.99);
        }
      }
      table.append("\n");
    }
    Files.writeString(Path.of("target", "gate-power.md"), table);
  }

  /** What is said to have been in sight was so, in about four cases of five. */
  @Test
  void whatCouldHaveBeenSeenIsFound() {
    SplittableRandom random = new SplittableRandom(3);
    Draw draw = (r, candidate, row) -> 0.05 * r.nextGaussian();
    double said =
        IntStream.range(0, 40)
            .mapToObj(i -> GATE.judge(family(random, draw, 10, 6, 6, 0)))
            .mapToDouble(rows -> Math.log1p(rows.get(0).detectable()))
            .average()
            .orElseThrow();
    double found = 0;
    for (int i = 0; i < 200; i++) {
      List<RowPair> pairs = family(random, draw, 10, 6, 6, said);
      found += changed(pairs).contains(0) ? 1 : 0;
    }
    assertThat(found / 200).isBetween(0.65, 0.92);
  }

  /**
   * What {@code pair} adds: of a machine so noisy that the threshold keeps nothing out, and a suite
   * of two rows.
   */
  @Test
  @Tag("exhaustive")
  void whatIsMeasuredAgainIsSeldomWrongTwice() throws IOException {
    SplittableRandom random = new SplittableRandom(13);
    Draw busy = (r, candidate, row) -> 0.2 * r.nextGaussian();
    int families = 8000;
    double once = 0;
    double twice = 0;
    for (int i = 0; i < families; i++) {
      List<RowVerdict> first = GATE.judge(family(random, busy, 2, 5, 5, 0));
      List<RowVerdict> again = GATE.judge(family(random, busy, 2, 5, 5, 0));
      once += first.stream().anyMatch(GateSimulationTest::isChange) ? 1 : 0;
      twice +=
          IntStream.range(0, 2).anyMatch(n -> isChange(first.get(n).confirmedBy(again.get(n))))
              ? 1
              : 0;
    }
    Files.writeString(
        Path.of("target", "gate-second-look.md"),
        String.format(
            Locale.ROOT, "| %.2f %% | %.2f %% |%n", 100 * once / families, 100 * twice / families));
    assertThat(once / families).isBetween(0.01, 0.06); // which is why there is a second look
    assertThat(twice / families).isLessThan(0.0025);
  }

  /** No test over forks can tell a machine that gets slower from code that does. */
  @Test
  @Tag("exhaustive")
  void driftBetweenSidesIsAChangeAndInTurnsIsNone() throws IOException {
    StringBuilder table = new StringBuilder();
    for (double drift : new double[] {0.03, 0.05, 0.1}) {
      table.append(String.format(Locale.ROOT, "| %.0f %% |", 100 * drift));
      table.append(percent(drifting(drift, false))).append(percent(drifting(drift, true)));
      table.append("\n");
    }
    Files.writeString(Path.of("target", "gate-drift.md"), table);
    assertThat(drifting(0.1, false)).isGreaterThan(0.9);
    assertThat(drifting(0.1, true)).isLessThan(0.05);
  }

  /**
   * The share of rows called changed where the machine gets slower evenly over the measurement, by
   * 8 forks a side at 1 %.
   *
   * @param inTurns A B B A …, else all of A before all of B
   */
  private static double drifting(double drift, boolean inTurns) {
    SplittableRandom random = new SplittableRandom(5);
    int forks = 8;
    double wrong = 0;
    for (int family = 0; family < 100; family++) {
      List<RowPair> pairs = new ArrayList<>();
      for (int row = 0; row < ROWS; row++) {
        List<List<Double>> sides = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < 2 * forks; i++) {
          int side = inTurns ? (i + 1) / 2 % 2 : i / forks;
          double place = i / (2.0 * forks - 1);
          sides.get(side).add(Math.exp(drift * place + 0.01 * random.nextGaussian()));
        }
        pairs.add(
            Rows.pair(
                new Sample(ROW, TIME, sides.get(0), true, Set.of()),
                new Sample(ROW, TIME, sides.get(1), true, Set.of())));
      }
      wrong += changed(pairs).size();
    }
    return wrong / 100 / ROWS;
  }
}
