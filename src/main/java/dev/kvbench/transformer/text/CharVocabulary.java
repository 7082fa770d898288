package dev.kvbench.transformer.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A character-level vocabulary: token i is the i-th character, in order of code point. */
public final class CharVocabulary implements Tokeniser {
  private static final CharVocabulary ARTICLE =
      new CharVocabulary("\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

  private final int[] characters;
  private final Map<Integer, Integer> tokens = new HashMap<>();

  /**
   * Builds the vocabulary of a text, as the article does: its different characters, sorted.
   *
   * @param text any text, not empty
   */
  public CharVocabulary(String text) {
    this.characters = text.codePoints().distinct().sorted().toArray();
    if (characters.length == 0) {
      throw new IllegalArgumentException("a vocabulary needs at least one character");
    }
    for (int token = 0; token < characters.length; token++) {
      tokens.put(characters[token], token);
    }
  }

  /** The 65 characters of tinyshakespeare, the article's corpus. */
  public static CharVocabulary article() {
    return ARTICLE;
  }

  /** Number of different characters. */
  @Override
  public int size() {
    return characters.length;
  }

  /** The characters, that of token 0 first. */
  public String characters() {
    return new String(characters, 0, characters.length);
  }

  /**
   * Turns a text into tokens, one a character.
   *
   * @throws IllegalArgumentException naming the first character that the vocabulary lacks, and its
   *     index in characters
   */
  @Override
  public long[] encode(String text) {
    int[] codePoints = text.codePoints().toArray();
    long[] encoded = new long[codePoints.length];
    for (int i = 0; i < codePoints.length; i++) {
      Integer token = tokens.get(codePoints[i]);
      if (token == null) {
        throw new IllegalArgumentException(
            String.format(
                "character %s (U+%04X) at index %d is not among the %d characters of the"
                    + " vocabulary",
                Character.getName(codePoints[i]), codePoints[i], i, size()));
      }
      encoded[i] = token;
    }
    return encoded;
  }

  @Override
  public String decode(long[] encoded) {
    int[] codePoints = Arrays.stream(encoded).mapToInt(token -> characters[index(token)]).toArray();
    return new String(codePoints, 0, codePoints.length);
  }
}
