package dev.kvbench.results.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.results.history.Segmentation.Segment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentationTest {
  private static final EDivisive RULE = new EDivisive(0.05);

  private static double[] times(long seed, double noise, int length, double... levels) {
    double[] logs = Arrays.stream(levels).map(Math::log).toArray();
    return Arrays.stream(Histories.levels(seed, noise, length, logs)).map(Math::exp).toArray();
  }

  @Test
  void aChangeHasTheMediansOfItsTwoSides() {
    double[] values = {2, 2.1, 1.9, 2.05, 1.95, 3, 3.1, 2.9, 3.05, 2.95, 3.02};
    List<ChangePoint> changes = Segmentation.of(values, RULE, 0.05).changePoints();
    assertThat(changes).hasSize(1);
    ChangePoint change = changes.get(0);
    assertThat(change.index()).isEqualTo(5);
    assertThat(change.before()).isCloseTo(2, within(1e-12));
    assertThat(change.after()).isCloseTo(Math.sqrt(3 * 3.02), within(1e-12));
    assertThat(change.ratio()).isEqualTo(change.after() / change.before());
    assertThat(change.p()).isBetween(0.001, 0.02);
  }

  @Test
  void segmentsCoverTheSeries() {
    Segmentation segmentation = Segmentation.of(times(1, 0.02, 10, 1, 1.5, 0.7), RULE, 0.05);
    assertThat(segmentation.segments()).extracting(Segment::from).containsExactly(0, 10, 20);
    assertThat(segmentation.segments()).extracting(Segment::to).containsExactly(10, 20, 30);
    assertThat(segmentation.segments().get(0).p()).isNaN();
    assertThat(segmentation.changePoints())
        .extracting(ChangePoint::ratio)
        .satisfiesExactly(
            up -> assertThat(up).isCloseTo(1.5, within(0.05)),
            down -> assertThat(down).isCloseTo(0.7 / 1.5, within(0.05)));
  }

  @Test
  void changesThatAreCertainButSmallAreLeftOut() {
    double[] values = times(3, 0.002, 10, 1, 1.03, 1.5, 1.47);
    assertThat(Segmentation.of(values, RULE, 0).changePoints()).hasSize(3);
    Segmentation merged = Segmentation.of(values, RULE, 0.05);
    assertThat(merged.segments()).extracting(Segment::from).containsExactly(0, 20);
    assertThat(merged.segments().get(0).median()).isBetween(1.0, 1.03);
  }

  /** Down is as far as up: 1 / 1.05, which is 4.8 %. */
  @Test
  void theSmallestChangeIsAFactor() {
    double[] values = times(4, 0.0001, 10, 1.051, 1);
    assertThat(Segmentation.of(values, RULE, 0.05).changePoints()).hasSize(1);
    assertThat(Segmentation.of(values, RULE, 0.052).changePoints()).isEmpty();
  }

  /** Three small changes that add up: none of them counts alone, all together do. */
  @Test
  void smallChangesThatAddUpAreOne() {
    double[] values = times(5, 0.001, 10, 1, 1.04, 1.08, 1.12);
    List<ChangePoint> changes = Segmentation.of(values, RULE, 0.05).changePoints();
    assertThat(changes).isNotEmpty();
    assertThat(changes).allSatisfy(change -> assertThat(change.ratio()).isGreaterThan(1.05));
  }

  @Test
  void oneRunIsOneSegment() {
    Segmentation one = Segmentation.of(new double[] {3}, RULE, 0.05);
    assertThat(one.segments()).hasSize(1);
    assertThat(one.segments().get(0).median()).isCloseTo(3, within(1e-12));
    assertThat(one.changePoints()).isEmpty();
  }
}
