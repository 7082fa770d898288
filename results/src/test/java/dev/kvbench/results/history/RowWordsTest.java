package dev.kvbench.results.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowWordsTest {
  private static final String A = "a.b.Gen.cached ss policy=ring steps=64 jmhThreads=1";

  @Test
  void aKeyIsTakenApart() {
    RowWords words = RowWords.of(A);
    assertThat(words.benchmark()).isEqualTo("a.b.Gen.cached");
    assertThat(words.facts())
        .containsEntry("mode", "ss")
        .containsEntry("policy", "ring")
        .containsEntry("steps", "64")
        .containsEntry("jmhThreads", "1");
  }

  @Test
  void valuesMayHaveSpaces() {
    assertThat(RowWords.of("B.m avgt text=two words x=1 jmhThreads=1").facts())
        .containsEntry("text", "two words")
        .containsEntry("x", "1");
  }

  @Test
  void namesHaveWhatTellsRowsOfAMethodApart() {
    String b = A.replace("64", "128");
    String other = "a.b.Ceiling.read avgt jmhThreads=1";
    assertThat(RowWords.names(List.of(A, b, other)).values())
        .containsExactly("Gen.cached steps=64", "Gen.cached steps=128", "Ceiling.read");
  }

  @Test
  void aParameterThatOnlyOneRowHasTellsToo() {
    assertThat(RowWords.names(List.of(A, A.replace("policy=ring ", ""))).values())
        .containsExactly("Gen.cached policy=ring", "Gen.cached policy=none");
  }

  @Test
  void wordsWithoutAPackageAreNamesToo() {
    assertThat(RowWords.names(List.of("C.m ss jmhThreads=1", "odd")).values())
        .containsExactly("C.m", "odd");
  }
}
