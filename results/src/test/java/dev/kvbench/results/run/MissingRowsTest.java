package dev.kvbench.results.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MissingRowsTest {
  private static final MissingRows BOTH =
      MissingRows.none()
          .withFailed("cached steps=4", "base: out of memory")
          .withLeftOut("uncached steps=8", "2 of 3 forks");

  @Test
  void whatIsWrittenIsRead() {
    Environment environment =
        Environment.of(Map.of("run", Map.of("started", "now"))).with("run", BOTH.facts());
    assertThat(MissingRows.of(environment)).isEqualTo(BOTH);
    assertThat(environment.sections().get("run"))
        .containsEntry("state", "complete, with failed rows, cut by the time limit")
        .containsEntry("failed: cached steps=4", "base: out of memory")
        .containsEntry("leftOut: uncached steps=8", "2 of 3 forks");
    assertThat(MissingRows.none().facts()).containsOnly(Map.entry("state", "complete"));
    assertThat(MissingRows.of(Environment.of(Map.of())).isEmpty()).isTrue();
  }

  @Test
  void rowsOfOneNameAreBothKept() {
    assertThat(BOTH.withFailed("cached steps=4", "killed").failed())
        .containsOnly(Map.entry("cached steps=4", "base: out of memory; killed"));
  }

  @Test
  void aRunIsOverUnlessItSaysThatItGoesOn() {
    Environment silent = Environment.of(Map.of());
    assertThat(MissingRows.isOver(silent)).isTrue();
    assertThat(MissingRows.isOver(silent.with("run", Map.of("state", MissingRows.COMPLETE))))
        .isTrue();
    assertThat(MissingRows.isOver(silent.with("run", Map.of("state", MissingRows.RUNNING))))
        .isFalse();
  }
}
