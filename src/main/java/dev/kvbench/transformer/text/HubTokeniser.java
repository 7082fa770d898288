package dev.kvbench.transformer.text;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.annotations.SerializedName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The tokeniser of a model's folder, {@code tokenizer.json}, by Hugging Face's own library in DJL's
 * jar. A token can end in the middle of a character.
 *
 * <p>Owns memory of the library: {@link #close()} frees it.
 */
public final class HubTokeniser implements Tokeniser {
  private static final String FILE = "tokenizer.json";
  private static final long MAX_BYTES = 1L << 28;

  private final HuggingFaceTokenizer library;
  private final int size;

  /** What is asked of the file; the library reads the rest. */
  private record Content(Model model, @SerializedName("added_tokens") List<Added> added) {
    /** Tokens are names of numbers, or of some kinds a list. */
    private record Model(JsonElement vocab) {}

    private record Added(long id) {}
  }

  private HubTokeniser(HuggingFaceTokenizer library, int size) {
    this.library = library;
    this.size = size;
  }

  /**
   * Reads the tokeniser of a folder.
   *
   * @param size of the model's vocabulary; the tokeniser may have fewer tokens, as where a
   *     vocabulary is rounded up, but no others
   * @throws IOException with one line that says what is wrong, of which file, and what to do
   */
  public static HubTokeniser open(Path folder, int size) throws IOException {
    loadLibrary();
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw OneLine.problem(
          folder,
          "has no "
              + FILE
              + ", without which its text cannot be read or written; copy the model's there (of a"
              + " tokeniser in other files Transformers makes it: AutoTokenizer.from_pretrained,"
              + " then save_pretrained)");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw OneLine.problem(file, "has more than " + (MAX_BYTES >> 20) + " MiB");
    }
    byte[] json = Files.readAllBytes(file);
    long last = lastToken(file, new String(json, StandardCharsets.UTF_8));
    if (last >= size) {
      throw OneLine.problem(
          file,
          String.format(
              "has tokens up to %d, and the model's vocabulary ends at %d; take the one that came"
                  + " with these weights",
              last, size - 1));
    }
    try {
      Map<String, String> whole = Map.of("truncation", "false", "padding", "false");
      return new HubTokeniser(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), whole), size);
    } catch (RuntimeException e) {
      throw OneLine.problem(
          file, "is damaged, or of a kind that the tokenizers library does not know: " + e);
    }
  }

  /** First, or a file would be blamed for a cache that cannot be written or run from. */
  private static void loadLibrary() throws IOException {
    // It would report its start to its makers, and look for a build for a GPU.
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("RUST_FLAVOR", "cpu");
    try {
      LibUtils.checkStatus();
    } catch (EngineException | LinkageError e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new IOException(
          OneLine.of(
              "the tokenizers library cannot be unpacked into the engine's cache"
                  + " (ENGINE_CACHE_DIR) or loaded from there: "
                  + cause));
    }
  }

  /** The largest number of a token. */
  private static long lastToken(Path file, String json) throws IOException {
    try {
      Content content = new Gson().fromJson(json, Content.class);
      JsonElement vocabulary = content.model.vocab;
      long last = -1;
      if (vocabulary instanceof JsonArray list) {
        last = list.size() - 1L;
      } else {
        for (JsonElement token : ((JsonObject) vocabulary).asMap().values()) {
          last = Math.max(last, token.getAsBigDecimal().longValueExact());
        }
      }
      for (Content.Added token : content.added == null ? List.<Content.Added>of() : content.added) {
        last = Math.max(last, token.id);
      }
      if (last >= 0) {
        return last;
      }
    } catch (RuntimeException e) { // of many kinds, by what is wrong
      // Said below.
    }
    throw OneLine.problem(file, "is damaged: it has no vocabulary of tokens and numbers");
  }

  @Override
  public int size() {
    return size;
  }

  /**
   * Turns a text into tokens. What is written like a special token is that token; the tokens that a
   * text of this model begins or ends with are added.
   */
  @Override
  public long[] encode(String text) {
    return library.encode(text, true, false).getIds();
  }

  /**
   * Turns tokens back into text, special ones as they are written. Bytes that are no UTF-8 become
   * U+FFFD; numbers of the model's vocabulary that are no tokens are no text.
   */
  @Override
  public String decode(long[] tokens) {
    for (long token : tokens) {
      index(token);
    }
    return library.decode(tokens, false);
  }

  @Override
  public void close() {
    library.close();
  }
}
