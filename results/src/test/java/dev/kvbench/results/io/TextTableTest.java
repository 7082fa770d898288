package dev.kvbench.results.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTableTest {
  private static final List<List<String>> CELLS =
      List.of(
          List.of("verdict", "row", "baseline", "candidate"),
          List.of("REGRESSED", "Parse.run size=16", "1.00 ms/op", "12.0 ms/op"));

  private static List<String> folded(int room) {
    return TextTable.lines(CELLS, 2, room).stream().map(line -> line.replace("\r", "")).toList();
  }

  @Test
  void aLineIsOneWhereThereIsRoom() {
    assertThat(folded(52))
        .containsExactly(
            "verdict    row                  baseline   candidate\n",
            "REGRESSED  Parse.run size=16  1.00 ms/op  12.0 ms/op\n");
  }

  @Test
  void wideCharactersTakeTwoColumnsAndSurrogatesOne() {
    List<List<String>> cells =
        List.of(List.of("a", "1"), List.of("排序，한가ｱ", "2"), List.of("12345678901𝄞", "3"));
    assertThat(TextTable.lines(cells, 1, 15).stream().map(String::stripTrailing))
        .containsExactly("a             1", "排序，한가ｱ   2", "12345678901𝄞  3");
    assertThat(TextTable.lines(cells, 1, 14).get(1).lines()).containsExactly("排序，한가ｱ", "    2");
  }

  @Test
  void aLineGoesOnBelowItselfWhereThereIsNot() {
    assertThat(folded(39))
        .containsExactly(
            "verdict    row\n      baseline   candidate\n",
            "REGRESSED  Parse.run size=16\n    1.00 ms/op  12.0 ms/op\n");
    assertThat(folded(1).get(1))
        .isEqualTo("REGRESSED\n    Parse.run size=16\n    1.00 ms/op\n    12.0 ms/op\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {26, 40, 51, 52, 80})
  void noLineIsWiderThanTheTerminalAndNoCellIsLost(int room) {
    List<String> lines = folded(room);
    assertThat(lines).allMatch(line -> line.lines().allMatch(part -> part.length() <= room));
    for (int i = 0; i < CELLS.size(); i++) {
      assertThat(lines.get(i)).contains(CELLS.get(i));
    }
  }
}
