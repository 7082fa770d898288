package dev.kvbench.transformer.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kvbench.transformer.tensor.Article;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CharVocabularyTest {
  private static final String ARTICLE =
      "\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private final CharVocabulary article = CharVocabulary.article();

  @Test
  void articleHas65CharactersInOrderOfCodePoint() {
    assertThat(article.size()).isEqualTo(65).isEqualTo(Article.VOCABULARY_SIZE);
    long[] all = new long[65];
    java.util.Arrays.setAll(all, i -> i);
    assertThat(article.decode(all)).isEqualTo(ARTICLE);
    assertThat(article.encode("\nAz")).containsExactly(0, 13, 64);
  }

  @Test
  void sortsByCodePointAndCountsACharacterOnce() {
    // U+FFFD comes before U+1F600, although its UTF-16 unit comes after the emoji's first.
    CharVocabulary vocabulary = new CharVocabulary("\uFFFDbab\uD83D\uDE00a");
    assertThat(vocabulary.size()).isEqualTo(4);
    assertThat(vocabulary.decode(new long[] {0, 1, 2, 3})).isEqualTo("ab\uFFFD\uD83D\uDE00");
  }

  @Property(tries = 200)
  void tokensOfATextGiveTheTextBack(@ForAll @NotEmpty String text) {
    CharVocabulary vocabulary = new CharVocabulary(text);
    long[] tokens = vocabulary.encode(text);
    assertThat(tokens).hasSize(text.codePointCount(0, text.length()));
    assertThat(vocabulary.decode(tokens)).isEqualTo(text);
    assertThat(HubTokeniserTest.streamed(vocabulary, tokens)).isEqualTo(text);
  }

  /** A text with Windows' line ends is a likely mistake; its message must stay one line. */
  @Test
  void namesTheFirstUnknownCharacterWithCodePointAndIndex() {
    String rest = " is not among the 65 characters of the vocabulary";
    assertUnknown(
        article, "to be é", "character LATIN SMALL LETTER E WITH ACUTE (U+00E9) at index 6" + rest);
    assertUnknown(article, "a\r\n", "character CARRIAGE RETURN (CR) (U+000D) at index 1" + rest);
    assertUnknown( // counted in characters
        new CharVocabulary("a\uD83D\uDE00"),
        "\uD83D\uDE00a!",
        "character EXCLAMATION MARK (U+0021) at index 2 is not among the 2 characters of the"
            + " vocabulary");
  }

  private static void assertUnknown(CharVocabulary vocabulary, String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vocabulary.encode(text))
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 65, Long.MIN_VALUE, 1L << 32})
  void namesAnUnknownToken(long token) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> article.decode(new long[] {1, token}))
        .withMessage("token " + token + " is outside of the vocabulary 0…64");
  }

  @Test
  void refusesAnEmptyText() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CharVocabulary(""))
        .withMessageContaining("at least one character");
    assertThat(article.encode("")).isEmpty();
    assertThat(article.decode(new long[0])).isEmpty();
  }
}
