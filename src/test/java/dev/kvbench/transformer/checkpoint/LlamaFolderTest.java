package dev.kvbench.transformer.checkpoint;

import static dev.kvbench.transformer.checkpoint.Loading.assertIsOneLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.decode.LlamaGoldenTest;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.LlamaShape;
import dev.kvbench.transformer.tensor.Rope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read from the folder of a Llama-like model, and how one that is wrong is refused. */
class LlamaFolderTest extends WithManager {
  @TempDir Path folder;

  /** The config.json of a family's fixture with other values; those that are "absent" go. */
  private void write(String family, Map<String, String> values) throws IOException {
    Path tiny = LlamaGoldenTest.tiny(family);
    JsonObject config =
        JsonParser.parseString(Files.readString(tiny.resolve("config.json"))).getAsJsonObject();
    values.forEach(
        (name, value) -> {
          config.remove(name);
          if (!value.equals("absent")) {
            config.add(name, JsonParser.parseString(value));
          }
        });
    Files.writeString(folder.resolve("config.json"), config.toString());
    if (!Files.exists(folder.resolve("model.safetensors"))) {
      Files.copy(tiny.resolve("model.safetensors"), folder.resolve("model.safetensors"));
    }
  }

  private LlamaShape shape(String family, Map<String, String> values) throws IOException {
    write(family, values);
    return ModelFolder.config(folder).llama();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hidden_act          | \"gelu\" | has hidden_act \"gelu\"; kvbench computes silu",
        "num_key_value_heads | 4        | the 6 heads are not divisible by the 4 of keys and"
            + " values",
        "num_hidden_layers   | 3        | tensor layers.2.input_layernorm.weight is missing",
        "intermediate_size   | 41       | tensor layers.0.mlp.gate_proj.weight has shape (40, 24),"
            + " the model needs (41, 24)",
        "attention_bias      | false    | is not part of the model",
        "attention_bias      | 1        | needs true or false as attention_bias, not 1",
        "tie_word_embeddings | true     | lm_head.weight is not the token table",
        "head_dim            | 3        | headSize 3 is odd, and rotary positions turn pairs",
        "vocab_size          | 1e99     | needs a whole number from 1 to 4194304 as vocab_size",
        "rms_norm_eps        | \"x\"    | needs a number above 0 as rms_norm_eps, not \"x\"",
        "rope_parameters     | 7        | needs names and values as rope_parameters, not 7",
        "rope_parameters     | {\"rope_type\": \"yarn\"} | has rope type \"yarn\"; kvbench computes"
            + " default, linear and llama3",
        "rope_parameters     | {\"rope_type\": \"linear\"} | needs a number above 0 as factor, not"
            + " none",
        "rope_parameters     | {\"partial_rotary_factor\": 0.5} | kvbench turns whole heads"
      })
  void anotherModelIsRefused(String name, String value, String message) throws IOException {
    write("llama", Map.of(name, value));
    assertIsOneLine(
        catchThrowable(() -> ModelFolder.load(folder, manager)), folder.toString(), message);
    assertThat(arrays()).isZero();
  }

  /** As files of before 2025 have it, and with what may be left out. */
  @Test
  void earlierNamesAndDefaultsAreUnderstood() throws IOException {
    LlamaShape shape =
        shape(
            "llama",
            Map.of(
                "rope_parameters",
                "absent",
                "rope_theta",
                "500000.0",
                "rope_scaling",
                "{\"type\": \"linear\", \"factor\": 4.0}",
                "head_dim",
                "null",
                "num_key_value_heads",
                "absent",
                "rms_norm_eps",
                "absent"));
    assertThat(shape.rope()).isEqualTo(new Rope(500000, 4, null));
    assertThat(shape.headSize()).isEqualTo(4);
    assertThat(shape.keyValueHeads()).isEqualTo(6);
    assertThat(shape.normEpsilon()).isEqualTo(1e-6);
  }

  /** As Transformers has them, of each family; the fixtures are 24 wide. */
  @ParameterizedTest
  @CsvSource({
    "llama, 6, absent, absent, 6, 4",
    "mistral, 16, absent, 8, 8, 8",
    "mistral, 6, null, absent, 6, 4",
    "qwen2, 32, absent, 2, 32, 2",
    "qwen2, 6, null, absent, 6, 4",
    "qwen3, 32, absent, absent, 32, 128"
  })
  void headsThatAreLeftOutAreTheFamilys(
      String family, String heads, String groups, String size, int keyValueHeads, int headSize)
      throws IOException {
    LlamaShape shape =
        shape(
            family,
            Map.of("num_attention_heads", heads, "num_key_value_heads", groups, "head_dim", size));
    assertThat(shape.keyValueHeads()).isEqualTo(keyValueHeads);
    assertThat(shape.headSize()).isEqualTo(headSize);
  }

  @ParameterizedTest
  @CsvSource({
    "mistral, num_key_value_heads, absent, the 4 heads are not divisible by the 8 of keys",
    "qwen3, head_dim, null, 'needs a whole number from 1 to 16384 as head_dim, not none'"
  })
  void noOtherModelIsTakenForIt(String family, String name, String value, String message)
      throws IOException {
    write(family, Map.of(name, value));
    assertIsOneLine(catchThrowable(() -> ModelFolder.config(folder)), folder.toString(), message);
  }

  @ParameterizedTest
  @CsvSource({
    "mistral, sliding_window, 5, 5",
    "mistral, sliding_window, null, 64",
    "mistral, sliding_window, absent, 4096",
    "qwen2, sliding_window, 5, 64", // without use_sliding_window
    "llama, sliding_window, 5, 64"
  })
  void theWindowIsTheFamilys(String family, String name, String value, int window)
      throws IOException {
    assertThat(shape(family, Map.of(name, value)).slidingWindow()).isEqualTo(window);
  }

  @Test
  void aWindowIsThatOfAllLayersOrOfNone() throws IOException {
    Map<String, String> sliding =
        Map.of(
            "use_sliding_window",
            "true",
            "sliding_window",
            "7",
            "layer_types",
            "[\"sliding_attention\", \"sliding_attention\"]");
    assertThat(shape("qwen3", sliding).slidingWindow()).isEqualTo(7);
    write(
        "qwen3",
        Map.of(
            "use_sliding_window",
            "true",
            "sliding_window",
            "7",
            "layer_types",
            "absent",
            "max_window_layers",
            "1"));
    assertIsOneLine(
        catchThrowable(() -> ModelFolder.config(folder)),
        folder.toString(),
        "has a sliding window in 1 of 2 layers; kvbench computes it in all or in none");
  }

  /** What is multiplied at once lies together, and is no second copy. */
  @Test
  void tensorsThatAreMultipliedAtOnceAreOne() throws IOException {
    write("llama", Map.of());
    try (Weights weights = ModelFolder.load(folder, manager)) {
      float[] keys = weights.get("layers.1.self_attn.k_proj.weight").toFloatArray();
      float[] all = weights.modules().queriesKeysValues(1).get(0).weight().toFloatArray();
      assertThat(keys).hasSize(2 * 4 * 24);
      assertThat(java.util.Arrays.copyOfRange(all, 24 * 24, 24 * 24 + keys.length))
          .containsExactly(keys);
      assertThat(weights.tensors().values()).allMatch(tensor -> !tensor.isReleased());
    }
    assertThat(arrays()).isZero();
  }
}
