package dev.kvbench.results.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RowKeyTest {
  @Property(tries = 200)
  void aKeyTakenApartIsTheRowsAgain(@ForAll("rows") List<Row> rows) {
    for (Row row : rows) {
      Row parsed = RowKey.parse(row.key());
      assertThat(parsed.key()).isEqualTo(row.key());
      assertThat(parsed.params()).isEqualTo(row.params());
      assertThat(parsed.batchSize()).isEqualTo(row.batchSize());
    }
  }

  @Provide
  static Arbitrary<List<Row>> rows() {
    return RowNamesTest.rows();
  }

  @Test
  void valuesMayHaveSpaces() {
    assertThat(RowKey.parse("B.m avgt text=two words x=1 jmhThreads=1").params())
        .isEqualTo(Map.of("text", "two words", "x", "1"));
    assertThat(RowKey.parse("odd").method()).isEqualTo("odd");
  }
}
