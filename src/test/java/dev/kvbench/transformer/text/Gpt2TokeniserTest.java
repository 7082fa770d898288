package dev.kvbench.transformer.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against tiktoken and Hugging Face's tokenizers; make_gpt2_tokens.py asks them. */
class Gpt2TokeniserTest {
  private static final Gpt2Tokeniser GPT2 = new Gpt2Tokeniser();

  /** As make_gpt2_tokens.py writes it. */
  private record Expected(String table, List<Line> texts) {
    @SuppressWarnings("ArrayRecordComponent")
    private record Line(String text, long[] tokens) {}
  }

  private static Expected expected() throws IOException {
    Path file = Path.of("test/resources/golden/gpt2-tokens.json");
    return new Gson().fromJson(Files.readString(file), Expected.class);
  }

  @Test
  void textsHaveTheTokensThatOthersGiveThem() throws IOException {
    List<Expected.Line> texts = expected().texts();
    assertThat(texts).hasSizeGreaterThan(60);
    for (Expected.Line line : texts) {
      assertThat(GPT2.encode(line.text())).as(line.text()).containsExactly(line.tokens());
      assertThat(GPT2.decode(line.tokens())).isEqualTo(line.text());
    }
  }

  @Test
  void everyTokenHasItsBytes() throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int token = 0; token < GPT2.size(); token++) {
      byte[] bytes = GPT2.bytes(token);
      digest.update((byte) bytes.length);
      digest.update(bytes);
    }
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(expected().table());
  }

  @Test
  void theEndOfATextIsNoTextsToken() {
    String end = "<|endoftext|>";
    assertThat(GPT2.size()).isEqualTo(50257);
    assertThat(GPT2.decode(new long[] {50256})).isEqualTo(end);
    assertThat(GPT2.encode(end)).hasSize(7).doesNotContain(50256);
    assertThat(GPT2.decode(GPT2.encode(end))).isEqualTo(end);
  }

  @Property(tries = 100)
  void tokensOfATextGiveTheTextBack(@ForAll("texts") String text) {
    long[] tokens = GPT2.encode(text);
    assertThat(GPT2.decode(tokens)).isEqualTo(text);
    assertThat(streamed(GPT2, tokens)).isEqualTo(text);
  }

  @Provide
  static Arbitrary<String> texts() {
    Arbitrary<Integer> any = Arbitraries.integers().between(0, Character.MAX_CODE_POINT);
    Arbitrary<Integer> likely = Arbitraries.integers().between(0, 0x3000);
    Arbitrary<Integer> ascii = Arbitraries.integers().between(' ', '~');
    return Arbitraries.frequencyOf(Tuple.of(1, any), Tuple.of(2, likely), Tuple.of(3, ascii))
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .map(Character::toString)
        .list()
        .ofMaxSize(60)
        .map(characters -> String.join("", characters));
  }

  /** Most are no UTF-8, as a model with random weights has it. */
  @Property(tries = 100)
  void tokensThatComeOneByOneMakeTheSameText(@ForAll("tokens") long[] tokens) {
    assertThat(streamed(GPT2, tokens)).isEqualTo(GPT2.decode(tokens));
  }

  @Provide
  static Arbitrary<long[]> tokens() {
    Arbitrary<Long> any = Arbitraries.longs().between(0, 50256);
    Arbitrary<Long> bytes = Arbitraries.longs().between(94, 255); // those of no ASCII character
    return Arbitraries.frequencyOf(Tuple.of(1, any), Tuple.of(3, bytes))
        .array(Long[].class)
        .ofMaxSize(40)
        .map(boxed -> Arrays.stream(boxed).mapToLong(Long::longValue).toArray());
  }

  static String streamed(Tokeniser tokeniser, long[] tokens) {
    Tokeniser.TextStream stream = tokeniser.stream();
    StringBuilder text = new StringBuilder();
    for (long token : tokens) {
      text.append(stream.next(token));
    }
    return text.append(stream.end()).toString();
  }

  @Test
  void aCharacterComesWhenItIsComplete() {
    long[] tokens = GPT2.encode("\uD83E\uDD80"); // a crab, which no token is
    assertThat(tokens).hasSize(3);
    Tokeniser.TextStream stream = GPT2.stream();
    assertThat(stream.next(tokens[0])).isEmpty();
    assertThat(stream.next(tokens[1])).isEmpty();
    assertThat(stream.next(tokens[2])).isEqualTo("\uD83E\uDD80");
    assertThat(stream.next(tokens[0])).isEmpty();
    assertThat(stream.next(64)).isEqualTo("\uFFFDa");
    assertThat(stream.next(tokens[0])).isEmpty();
    assertThat(stream.end()).isEqualTo("\uFFFD");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 50257})
  void namesAnUnknownToken(long token) {
    String message = "token " + token + " is outside of the vocabulary 0…50256";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GPT2.decode(new long[] {1, token}))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GPT2.stream().next(token))
        .withMessage(message);
  }
}
