package dev.kvbench.benchmarks.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kvbench.benchmarks.fetch.Corpus;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.text.CharVocabulary;
import org.junit.jupiter.api.Test;

class HeldOutTextTest {
  private static final CharVocabulary LETTERS = new CharVocabulary("abcdefghij");

  private static long[][] sequences(String text, boolean isOfAFile, Integer asked, int length) {
    return HeldOutText.sequences(
        new Corpus("play.txt", text, "", isOfAFile, ""), LETTERS, asked, length);
  }

  @Test
  void isTheLastTenthRoundedAsTheArticleDoes() {
    // Python: n = int(0.9 * 15) = 13; data[13:]
    assertThat(sequences("a".repeat(13) + "bc", true, 2, 1)).isDeepEqualTo(new long[][] {{1}, {2}});
  }

  @Test
  void passagesAreSpreadEvenlyAndDoNotOverlap() {
    String text = "abcdefghij".repeat(10) + "abc";
    long[][] all = sequences(text, false, null, 10);
    assertThat(all).hasDimensions(10, 10);
    assertThat(all[9]).startsWith(0).endsWith(9);
    long[][] some = sequences(text, false, 4, 9); // of 11
    assertThat(some[0]).startsWith(0);
    assertThat(some[1]).startsWith(8); // from 2 · 9
    assertThat(some[2]).startsWith(5);
    assertThat(some[3]).startsWith(2);
    assertThat(sequences(text.repeat(100), false, null, 10))
        .hasDimensions(QualityRequest.DEFAULT_SEQUENCES, 10);
  }

  @Test
  void aTextThatDoesNotFitIsToldWithWhatItHas() {
    assertThatThrownBy(() -> sequences("a".repeat(1000), true, 11, 10))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "play.txt: its last tenth, 100 tokens, has 10 sequences of 10 tokens, and 11 are"
                + " needed; give a longer text, fewer --windows or fewer --sequences");
    assertThatThrownBy(() -> sequences("a".repeat(1000), true, null, 51))
        .hasMessageContaining("has 1 sequences of 51 tokens, and 2 are needed");
    assertThatThrownBy(() -> sequences("abcx", true, null, 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("(U+0078) at index 3 is not among the 10 characters")
        .hasMessageContaining("give a text that it can read");
  }
}
