package dev.kvbench.plot.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.plot.Samples;
import dev.kvbench.results.jmh.Row;
import org.junit.jupiter.api.Test;

class RunDataTest {
  @Test
  void usableRowsLackNothingButWhatIsNoNumber() {
    Row row = Samples.metric(Samples.foreign(), "one", 1);
    RunData run =
        Samples.run(
            Samples.metric(row, "other", Double.NaN), Samples.generation("cached", 9, Double.NaN));
    assertThat(run.usable().rows()).containsExactly(row);
    assertThat(run.faults()).singleElement().asString().contains("NaN");
  }
}
