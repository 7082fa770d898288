package dev.kvbench.plot.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AxisTest {
  @Property
  void valuesLieOnTheAxisInOrder(
      @ForAll @Size(min = 1, max = 6) List<@DoubleRange(min = -9, max = 12) Double> powers,
      @ForAll boolean log,
      @ForAll boolean fromZero) {
    List<Double> values = powers.stream().map(power -> Math.pow(10, power)).toList();
    Axis axis = Axis.over(values, log, fromZero, 50, 600);
    for (double one : values) {
      assertThat(axis.place(one)).isBetween(50.0, 600.0);
      for (double other : values) {
        if (one < other) {
          assertThat(axis.place(one)).isLessThanOrEqualTo(axis.place(other));
        }
      }
    }
    List<Axis.Tick> ticks = axis.ticks(7, "");
    assertThat(ticks).hasSizeLessThanOrEqualTo(24);
    ticks.forEach(tick -> assertThat(axis.place(tick.value())).isBetween(49.9, 600.1));
  }

  @Property
  void placesAreFiniteWhateverTheValues(@ForAll List<Double> values, @ForAll double value) {
    for (boolean log : List.of(true, false)) {
      Axis axis = Axis.over(values, log, true, 0, 100);
      assertThat(axis.place(value)).isFinite();
      axis.ticks(7, "").forEach(tick -> assertThat(axis.place(tick.value())).isFinite());
    }
  }

  @Test
  void ticksAreRound() {
    assertThat(Axis.over(List.of(0.0, 43.0), false, true, 0, 100).ticks(6, ""))
        .extracting(Axis.Tick::label)
        .containsExactly("0", "10", "20", "30", "40");
    assertThat(Axis.over(List.of(30.0, 4000.0), true, true, 0, 100).ticks(7, ""))
        .extracting(Axis.Tick::value)
        .containsExactly(50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0);
  }

  @Test
  void measuredPlacesAreLabelledWhereThereIsRoom() {
    Axis axis = Axis.over(List.of(1.0, 1000.0), false, true, 0, 500);
    assertThat(axis.ticksAt(List.of(1.0, 900.0, 1000.0), 46))
        .extracting(Axis.Tick::value)
        .containsExactly(1000.0, 900.0, 1.0);
    assertThat(axis.ticksAt(List.of(1.0, 950.0, 1000.0), 46))
        .extracting(Axis.Tick::value)
        .containsExactly(1000.0, 1.0);
  }
}
