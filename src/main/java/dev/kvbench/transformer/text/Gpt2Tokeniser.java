package dev.kvbench.transformer.text;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * GPT-2's byte-level BPE: its 50,257 tokens stand for the bytes of UTF-8, so that any text can be
 * encoded, and a token can end in the middle of a character.
 *
 * <p>It is JTokkit's, whose jar has the table in it, as {@code r50k_base}. DJL's tokenizers would
 * add a native library, and a file to fetch for each model.
 *
 * <p>Text is cut into words before it is cut into tokens, by what Unicode calls letters and digits.
 * It is this JVM's Unicode: around a letter of a later one, tokens can be others than tiktoken's.
 */
public final class Gpt2Tokeniser implements Tokeniser {
  /**
   * Number of different tokens. The last one stands between two documents of what GPT-2 was trained
   * on; no text is encoded to it.
   */
  public static final int SIZE = 50_257;

  private final Encoding encoding =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.R50K_BASE);

  @Override
  public int size() {
    return SIZE;
  }

  /** Turns any text into tokens; what looks like a special token is text like any other. */
  @Override
  public long[] encode(String text) {
    IntArrayList tokens = encoding.encodeOrdinary(text);
    long[] encoded = new long[tokens.size()];
    Arrays.setAll(encoded, tokens::get);
    return encoded;
  }

  /** Turns tokens back into text. Bytes that are no UTF-8 become U+FFFD. */
  @Override
  public String decode(long[] tokens) {
    return new String(bytes(tokens), StandardCharsets.UTF_8);
  }

  /** What tokens stand for, one after the other. */
  byte[] bytes(long... tokens) {
    IntArrayList ints = new IntArrayList(tokens.length);
    for (long token : tokens) {
      ints.add(index(token));
    }
    return encoding.decodeBytes(ints);
  }
}
