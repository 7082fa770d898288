package dev.kvbench.benchmarks.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kvbench.benchmarks.fetch.Corpus;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.text.CharVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityHeldOutTextTest {
  @TempDir Path folder;

  private HeldOutText text(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("text.txt"), text);
    return HeldOutText.of(Corpus.of(file, line -> {}), new CharVocabulary("abc"));
  }

  @Test
  void isTheLastTenthRoundedAsTheArticleDoes() throws IOException {
    // Python: n = int(0.9 * 15) = 13; data[13:]
    assertThat(text("a".repeat(13) + "bc").tokens()).containsExactly(1, 2);
    assertThat(text("a".repeat(90) + "c".repeat(10)).tokens()).containsOnly(2).hasSize(10);
  }

  @Test
  void aCharacterThatTheModelLacksIsNamed() {
    assertThatThrownBy(() -> text("abcd"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("'d' (U+0064) at index 3 is not among the 3 characters")
        .hasMessageContaining("give a text in its characters");
  }

  @Test
  void stretchesAreSpreadEvenlyAndDoNotOverlap() {
    HeldOutText text = new HeldOutText("x", LongStream.range(0, 103).toArray());
    long[][] all = text.stretches(null, 10);
    assertThat(all).hasDimensions(10, 10);
    assertThat(all[9]).startsWith(90);
    long[][] some = text.stretches(4, 10);
    assertThat(some).hasDimensions(4, 10);
    assertThat(some[0]).startsWith(0);
    assertThat(some[1]).startsWith(20);
    assertThat(some[2]).startsWith(50);
    assertThat(some[3]).startsWith(70).endsWith(79);
    assertThat(new HeldOutText("x", new long[10_000]).stretches(null, 10))
        .hasDimensions(HeldOutText.USUAL, 10);
  }

  @Test
  void aTextThatIsTooShortIsToldWithWhatItHas() {
    HeldOutText text = new HeldOutText("play.txt", new long[100]);
    assertThatThrownBy(() -> text.stretches(11, 10))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "play.txt: its last tenth, 100 characters, has 10 stretches of 10 characters, and 11"
                + " are needed; give a longer text, fewer --windows or fewer --sequences");
    assertThatThrownBy(() -> text.stretches(null, 51))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has 1 stretches of 51 characters, and 2 are needed");
  }
}
