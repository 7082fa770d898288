package dev.kvbench.transformer.checkpoint;

import static dev.kvbench.transformer.checkpoint.Loading.assertIsOneLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.decode.Gpt2GoldenTest;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read from a folder, and how one that is wrong is refused. */
class Gpt2FolderTest extends WithManager {
  @TempDir Path folder;

  @BeforeEach
  void copyTheTinyModel() throws IOException {
    for (String file : new String[] {"config.json", "model.safetensors"}) {
      Files.copy(Gpt2GoldenTest.TINY.resolve(file), folder.resolve(file));
    }
  }

  private void assertRefused(String start, String message) {
    assertIsOneLine(
        catchThrowable(() -> ModelFolder.load(folder, manager)),
        folder.resolve(start).toString(),
        message);
    assertThat(arrays()).isZero();
  }

  private void edit(SafetensorsBytes bytes) throws IOException {
    SafetensorsBytes.write(
        folder.resolve("model.safetensors"), bytes.header().toString(), bytes.data());
  }

  private SafetensorsBytes model() throws IOException {
    return SafetensorsBytes.read(folder.resolve("model.safetensors"));
  }

  @Test
  void theShapeIsTheConfigs() throws IOException {
    assertThat(ModelFolder.config(folder))
        .isEqualTo(new TransformerConfig(ModelFamily.GPT2, 2, 2, 16, 64, 48));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model_type          | \"bert\"      | has model_type \"bert\"; kvbench computes gpt2,"
            + " llama, mistral, qwen2, qwen3",
        "model_type          | 3             | has model_type 3; kvbench's GPT-2 computes \"gpt2\""
            + " only",
        "activation_function | \"gelu\"      | has activation_function \"gelu\"; kvbench",
        "layer_norm_epsilon  | 1e-6          | has layer_norm_epsilon 1e-6",
        "scale_attn_weights  | false         | has scale_attn_weights false",
        "scale_attn_by_inverse_layer_idx | true | has scale_attn_by_inverse_layer_idx true",
        "tie_word_embeddings | false         | has tie_word_embeddings false",
        "n_inner             | 65            | has n_inner 65; kvbench's GPT-2 computes 64 only",
        "n_head              | 3             | embedSize 16 is not divisible by the 3 heads",
        "n_layer             | 0             | needs a whole number from 1 to 1000 as n_layer, not"
            + " 0",
        "n_layer             | 1e99          | needs a whole number from 1 to 1000 as n_layer, not"
            + " 1e99",
        "n_embd              | null          | needs a whole number from 1 to 65536 as n_embd",
        "n_positions         | \"many\"      | as n_positions, not \"many\"",
        "vocab_size          | {}            | as vocab_size, not {}",
        "layer_norm_epsilon  | []            | has layer_norm_epsilon []; kvbench's GPT-2 computes"
            + " 1e-05 only"
      })
  void aConfigOfAnotherModelIsRefused(String name, String value, String message)
      throws IOException {
    Path file = folder.resolve("config.json");
    JsonObject config = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    config.add(name, JsonParser.parseString(value));
    Files.writeString(file, config.toString());
    assertRefused("config.json", message);
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    Path config = folder.resolve("config.json");
    String right = Files.readString(config);
    Files.writeString(config, right.replace("\"n_layer\": 2", "\"n_layer\": 3"));
    assertRefused("", "tensor h.2.ln_1.weight is missing; the model is to have {layers=3,");
    Files.writeString(config, right);
    Files.delete(folder.resolve("model.safetensors"));
    assertRefused("", "has no model.safetensors");
    Files.writeString(folder.resolve("pytorch_model.bin"), "");
    assertRefused("", "of pytorch_model.bin Transformers makes one");
    Files.delete(folder.resolve("config.json"));
    assertRefused("config.json", "no such file");
    folder = folder.resolve("none");
    assertRefused("", "no such folder");
  }

  @Test
  void masksArePassedOver() throws IOException {
    edit(
        model()
            .with("h.0.attn.bias", "U8", 64, 8, 8)
            .with("transformer.h.1.attn.masked_bias", "F32", 4));
    try (Weights weights = ModelFolder.load(folder, manager)) {
      assertThat(weights.tensors()).hasSize(2 + 2 * 12 + 2);
    }
  }

  @Test
  void aTensorThatGpt2HasNotIsRefused() throws IOException {
    edit(model().with("lm_head.weight", "F32", 4 * 48 * 16, 48, 16));
    assertRefused("model.safetensors", "lm_head.weight is not the token table");
    edit(model().with("h.0.attn.rotary", "F32", 64, 16));
    assertRefused("", "tensor h.0.attn.rotary is not part of the model");
  }

  @Test
  void aTensorOfAnotherTypeOrShapeIsRefused() throws IOException {
    SafetensorsBytes model = model();
    String name =
        model.header().keySet().stream().filter(n -> n.endsWith("wpe.weight")).findFirst().get();
    model.header().getAsJsonObject(name).addProperty("dtype", "I32");
    edit(model);
    assertRefused("model.safetensors", "wpe.weight is I32, the model needs F32, F16, BF16 or F64");
    Path config = folder.resolve("config.json");
    Files.writeString(
        config, Files.readString(config).replace("\"n_positions\": 64", "\"n_positions\": 32"));
    assertRefused("", "tensor wpe.weight has shape (64, 16), the model needs (32, 16)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{                                            | is damaged: it has no weight_map",
        "[]                                           | is damaged: it has no weight_map",
        "{\"weight_map\": 3}                          | is damaged: it has no weight_map",
        "{\"weight_map\": {\"wte.weight\": []}}       | is damaged: it has no weight_map",
        "{\"weight_map\": {\"wte.weight\": \"../x\"}} | names a file that is no plain"
            + " model.safetensors"
      })
  void aDamagedIndexIsRefused(String index, String message) throws IOException {
    Files.delete(folder.resolve("model.safetensors"));
    Files.writeString(folder.resolve("model.safetensors.index.json"), index);
    assertRefused("model.safetensors.index.json", message);
  }

  /** Names of the files are those of the index, with their prefix. */
  @Test
  void shardsAreRead() throws IOException {
    JsonObject places = new JsonObject();
    model().header().keySet().forEach(name -> places.addProperty(name, "model-1.safetensors"));
    places.remove("__metadata__");
    Files.move(folder.resolve("model.safetensors"), folder.resolve("model-1.safetensors"));
    JsonObject index = new JsonObject();
    index.add("weight_map", places);
    Files.writeString(folder.resolve("model.safetensors.index.json"), index.toString());
    try (Weights weights = ModelFolder.load(folder, manager)) {
      assertThat(weights.config().layers()).isEqualTo(2);
    }
    assertThat(ModelFolder.weightFiles(folder))
        .containsExactly(folder.resolve("model-1.safetensors"));
  }

  /** A header of odd length puts every number of the file at an odd address. */
  @Test
  void numbersAtOddAddressesAreReadRight() throws IOException {
    SafetensorsBytes bytes = model();
    String header = bytes.header().toString();
    try (Weights expected = ModelFolder.load(folder, manager)) {
      SafetensorsBytes.write(
          folder.resolve("model.safetensors"),
          header.length() % 2 == 0 ? header + " " : header,
          bytes.data());
      try (Weights weights = ModelFolder.load(folder, manager)) {
        assertThat(weights.sha256()).isEqualTo(expected.sha256());
      }
    }
  }

  /** A config of any bytes is read or refused in a line. */
  @Test
  void noConfigBreaksIt() throws IOException {
    Path file = folder.resolve("config.json");
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      byte[] bad =
          java.util.Arrays.copyOf(good, i % 3 == 0 ? random.nextInt(good.length) : good.length);
      for (int change = 0; change < 1 + i % 4 && bad.length > 0; change++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, bad);
      try {
        ModelFolder.load(folder, manager).close();
      } catch (IOException e) {
        assertIsOneLine(e, folder.toString(), "");
      }
    }
  }
}
