package dev.kvbench.transformer.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against tiktoken and Hugging Face's tokenizers in Python; make_gpt2_tokens.py and
 * make_tokenisers.py ask them.
 */
class HubTokeniserTest {
  private static final Path GOLDEN = Path.of("test/resources/golden");
  private static final HubTokeniser BYTES = small("bytes");

  @TempDir private Path folder;

  /** As the scripts write it; what GPT-2's tokens are as text is the text. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Line(String text, long[] tokens, String decoded) {}

  private static Line[] lines(String file) throws IOException {
    return new Gson().fromJson(Files.readString(GOLDEN.resolve(file)), Line[].class);
  }

  private static HubTokeniser small(String kind) {
    try {
      return HubTokeniser.open(GOLDEN.resolve("tokenisers").resolve(kind), 512);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "llama", "qwen", "unigram"})
  void textsHaveTheTokensThatPythonGivesThem(String kind) throws IOException {
    Line[] lines = lines("tokenisers/" + kind + "/texts.json");
    assertThat(lines).hasSizeGreaterThan(60);
    try (HubTokeniser tokeniser = small(kind)) {
      for (Line line : lines) {
        assertThat(tokeniser.encode(line.text)).as(line.text).containsExactly(line.tokens);
        assertThat(tokeniser.decode(line.tokens)).isEqualTo(line.decoded);
        assertThat(streamed(tokeniser, line.tokens)).isEqualTo(line.decoded);
      }
    }
  }

  /** The hub's file, made of the merges: its hash is that of models.json. */
  @Test
  void gpt2sTokensAreThoseOfTiktoken() throws IOException, NoSuchAlgorithmException {
    byte[] json = gpt2().getBytes(StandardCharsets.UTF_8);
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json)))
        .isEqualTo("8414cab924d8b9b33013f0d221c5862f365ee9be39c5c2bfae8a5a9e970478a6");
    Files.write(folder.resolve("tokenizer.json"), json);
    Line[] lines = lines("gpt2-tokens.json");
    assertThat(lines).hasSizeGreaterThan(60);
    try (HubTokeniser gpt2 = HubTokeniser.open(folder, 50_257)) {
      for (Line line : lines) {
        assertThat(gpt2.encode(line.text)).as(line.text).containsExactly(line.tokens);
        assertThat(gpt2.decode(line.tokens)).isEqualTo(line.text);
      }
    }
  }

  /** The bytes come first, then what the merges make, in their order. */
  private static String gpt2() throws IOException {
    String[] merges;
    try (InputStream in = Files.newInputStream(GOLDEN.resolve("gpt2-merges.txt.gz"))) {
      byte[] text = new GZIPInputStream(in).readAllBytes();
      merges = new String(text, StandardCharsets.UTF_8).split("\n");
    }
    JsonObject vocabulary = new JsonObject();
    IntStream shown =
        IntStream.concat(
            IntStream.rangeClosed('!', '~'),
            IntStream.rangeClosed(0xA1, 0xFF).filter(c -> c != 0xAD));
    IntStream.concat(shown, IntStream.range(0x100, 0x144))
        .forEach(c -> vocabulary.addProperty(Character.toString(c), vocabulary.size()));
    JsonArray pairs = new JsonArray();
    for (String merge : merges) {
      vocabulary.addProperty(merge.replace(" ", ""), vocabulary.size());
      pairs.add(merge);
    }
    vocabulary.addProperty("<|endoftext|>", vocabulary.size());
    String kind = "{\"type\":\"ByteLevel\",\"add_prefix_space\":%b,\"trim_offsets\":%b}";
    String end =
        "{\"id\":50256,\"special\":true,\"content\":\"<|endoftext|>\",\"single_word\":false,"
            + "\"lstrip\":false,\"rstrip\":false,\"normalized\":true}";
    return ("{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":["
        + end
        + "],\"normalizer\":null,\"pre_tokenizer\":"
        + kind.formatted(false, true)
        + ",\"post_processor\":"
        + kind.formatted(true, false)
        + ",\"decoder\":"
        + kind.formatted(true, true)
        + ",\"model\":{\"dropout\":null,\"unk_token\":null,\"continuing_subword_prefix\":\"\","
        + "\"end_of_word_suffix\":\"\",\"fuse_unk\":false,\"vocab\":"
        + vocabulary
        + ",\"merges\":"
        + pairs
        + "}}");
  }

  @Property(tries = 100)
  void tokensOfATextGiveTheTextBack(@ForAll("texts") String text) {
    long[] tokens = BYTES.encode(text);
    assertThat(BYTES.decode(tokens)).isEqualTo(text);
    assertThat(streamed(BYTES, tokens)).isEqualTo(text);
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

  /**
   * Most are no UTF-8, as a model with random weights has it. Not of Llama's kind, where a byte
   * that is none makes all the bytes before it none.
   */
  @Property(tries = 100)
  void tokensThatComeOneByOneMakeTheSameText(
      @ForAll("tokens") long[] tokens, @ForAll("texts") String prompt) {
    for (String kind : new String[] {"bytes", "qwen", "unigram"}) {
      try (HubTokeniser tokeniser = small(kind)) {
        long[] begin = tokeniser.encode(prompt);
        long[] all = Arrays.copyOf(begin, begin.length + tokens.length);
        System.arraycopy(tokens, 0, all, begin.length, tokens.length);
        assertThat(tokeniser.decode(begin) + streamed(tokeniser, begin, tokens))
            .as(kind)
            .isEqualTo(tokeniser.decode(all));
      }
    }
  }

  @Provide
  static Arbitrary<long[]> tokens() {
    return Arbitraries.longs()
        .between(0, 511)
        .array(Long[].class)
        .ofMaxSize(40)
        .map(boxed -> Arrays.stream(boxed).mapToLong(Long::longValue).toArray());
  }

  static String streamed(Tokeniser tokeniser, long[] tokens) {
    return streamed(tokeniser, new long[0], tokens);
  }

  private static String streamed(Tokeniser tokeniser, long[] before, long[] tokens) {
    Tokeniser.TextStream stream = tokeniser.streamAfter(before);
    StringBuilder text = new StringBuilder();
    for (long token : tokens) {
      text.append(stream.next(token));
    }
    return text.append(stream.end()).toString();
  }

  @Test
  void aCharacterComesWhenItIsComplete() {
    long[] tokens = BYTES.encode("\uD83E\uDD80"); // a crab, which no token is
    assertThat(tokens).hasSize(3);
    Tokeniser.TextStream stream = BYTES.streamAfter(new long[] {BYTES.encode("a")[0]});
    for (int i = 0; i < 2; i++) {
      assertThat(stream.next(tokens[i])).isEmpty();
    }
    assertThat(stream.next(tokens[2])).isEqualTo("\uD83E\uDD80");
    assertThat(stream.next(tokens[0])).isEmpty();
    assertThat(stream.next(BYTES.encode("a")[0])).isEqualTo("\uFFFDa");
    assertThat(stream.next(tokens[0])).isEmpty();
    assertThat(stream.end()).isEqualTo("\uFFFD");
  }

  /** Of Llama's kind a word has its space before it, and a text's first one is not written. */
  @Test
  void aWordAfterAPromptHasItsSpace() {
    try (HubTokeniser llama = small("llama")) {
      long[] tokens = llama.encode("a");
      assertThat(tokens).hasSize(2).startsWith(1); // <s>
      assertThat(llama.decode(new long[] {tokens[1]})).isEqualTo("a");
      assertThat(llama.streamAfter(llama.encode("all")).next(tokens[1])).isEqualTo(" a");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 512, 1L << 32})
  void namesAnUnknownToken(long token) {
    String message = "token " + token + " is outside of the vocabulary 0…511";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BYTES.decode(new long[] {1, token}))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BYTES.streamAfter(new long[0]).next(token))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource({"bytes, 400", "llama, 499", "qwen, 403", "unigram, 249"})
  void aTokeniserThatDoesNotFitTheVocabularyIsRefused(String kind, int last) throws IOException {
    Path own = GOLDEN.resolve("tokenisers").resolve(kind);
    HubTokeniser.open(own, last + 1).close();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> HubTokeniser.open(own, last))
        .withMessage(
            own.resolve("tokenizer.json")
                + (": has tokens up to " + last + ", and the model's vocabulary ends at ")
                + (last - 1)
                + "; take the one that came with these weights");
  }

  @Test
  void aFolderWithoutOneIsToldWhatToDo() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> HubTokeniser.open(folder, 48))
        .withMessageStartingWith(folder + ": has no tokenizer.json, without which its text cannot")
        .withMessageContaining("AutoTokenizer.from_pretrained");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"model\": 3}",
        "{\"model\": {}}",
        "{\"model\": {\"vocab\": {}}}",
        "{\"model\": {\"vocab\": {\"a\": \"b\"}}}",
        "{\"model\": {\"vocab\": {\"a\": 1e99}}}",
        "{\"model\": {\"vocab\": {\"a\": 1.5}}}",
        "{\"model\": {\"vocab\": {\"a\": null}}}",
        "{\"model\": {\"vocab\": {\"a\": 0}}, \"added_tokens\": [null]}",
        "{\"model\": {\"vocab\": {\"a\": 0}}}",
        "{\"model\": {\"type\": \"of\\nthe future\", \"vocab\": {\"a\": 0}}}"
      })
  void aDamagedOneIsRefused(String json) throws IOException {
    assertRefusedInALine(json);
  }

  private void assertRefusedInALine(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("tokenizer.json"), json);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> HubTokeniser.open(folder, 512))
        .satisfies(e -> assertThat(e).hasMessageStartingWith(file + ": is damaged"))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("\\p{Cc}"));
  }

  /** Whatever is in it, the file is read or refused in a line: native code must not end the JVM. */
  @ParameterizedTest
  @ValueSource(strings = {"bytes", "llama", "qwen", "unigram"})
  void noFileBreaksIt(String kind) throws IOException {
    byte[] good =
        Files.readAllBytes(GOLDEN.resolve("tokenisers").resolve(kind).resolve("tokenizer.json"));
    Random random = new Random(11);
    for (int i = 0; i < 200; i++) {
      byte[] bad = Arrays.copyOf(good, i % 4 == 0 ? random.nextInt(good.length) : good.length);
      for (int change = 0; change < 1 + i % 3 && bad.length > 0; change++) {
        bad[random.nextInt(bad.length)] = (byte) "0123456789{}[],:\" aZ".charAt(random.nextInt(20));
      }
      Files.write(folder.resolve("tokenizer.json"), bad);
      try (HubTokeniser tokeniser = HubTokeniser.open(folder, 100_000)) {
        tokeniser.decode(tokeniser.encode("It's \uD83E\uDD80 <|endoftext|>"));
      } catch (IOException e) {
        assertThat(e.getMessage()).startsWith(folder.toString()).doesNotContainPattern("\\p{Cc}");
      }
    }
  }
}
