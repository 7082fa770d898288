package dev.kvbench.benchmarks.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.sun.net.httpserver.HttpExchange;
import dev.kvbench.benchmarks.arm.Gpt2Files;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.checkpoint.ModelFolder;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import dev.kvbench.transformer.text.HubTokeniser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and folders of GPT-2s, with a hub on this machine. */
@Timeout(60)
class ModelHubTest {
  private static final TransformerConfig SMALL = Gpt2Files.config(Gpt2Files.TOKENS);

  private final List<String> progress = new ArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  @TempDir private Path folder;
  private Path source;
  private Path cache;

  @BeforeEach
  void makeTheHubsFiles() throws IOException {
    source = Gpt2Files.write(folder.resolve("source"), SMALL);
    cache = folder.resolve("cache");
  }

  private ModelHub hub(Server server) throws IOException {
    List<ModelHub.Pinned> files = new ArrayList<>();
    for (String name : List.of("config.json", "model.safetensors", "tokenizer.json")) {
      byte[] bytes = Files.readAllBytes(source.resolve(name));
      String from = name.equals("tokenizer.json") ? "other/resolve/def" : null;
      files.add(new ModelHub.Pinned(name, bytes.length, Sha256.of(bytes), from));
    }
    ModelHub.Model model = new ModelHub.Model("small", "some/small-one", "abc", 1, 2, 16, files);
    return new ModelHub(model, cache, server.uri("/"));
  }

  private void answer(HttpExchange exchange, int number) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.add(path);
    Path file = source.resolve(path.substring(path.lastIndexOf('/') + 1));
    Server.send(exchange, 200, Files.readAllBytes(file));
  }

  @Test
  void fetchesWhatIsMissingOrDamagedAndNothingElse() throws IOException {
    Path there = cache.resolve("some--small-one").resolve("abc");
    String json = "/some/small-one/resolve/abc/config.json";
    String weights = "/some/small-one/resolve/abc/model.safetensors";
    String tokeniser = "/other/resolve/def/tokenizer.json";
    try (Server server = new Server(this::answer)) {
      ModelHub hub = hub(server);
      assertThat(hub.isFolder()).isFalse();
      assertThat(hub.folderIfThere()).isEmpty();
      assertThat(hub.fetch(DownloadTest.QUICK, progress::add)).isEqualTo(there);
      assertThat(asked).containsExactly(json, weights, tokeniser);
      assertThat(progress.get(0)).startsWith("fetching small's config.json: ").endsWith(" KiB");
      assertThat(hub.folderIfThere()).contains(there);
      try (NDManager manager = NDManager.newBaseManager();
          Weights loaded = ModelFolder.load(there, manager)) {
        assertThat(loaded.config()).isEqualTo(SMALL);
      }

      asked.clear();
      progress.clear();
      hub.fetch(DownloadTest.QUICK, progress::add);
      assertThat(asked).isEmpty();
      assertThat(progress).isEmpty();

      Path file = there.resolve("model.safetensors");
      byte[] damaged = Files.readAllBytes(file);
      damaged[damaged.length / 2] ^= 1;
      Files.write(file, damaged);
      assertThat(hub.folderIfThere()).contains(there); // by its length
      hub.fetch(DownloadTest.QUICK, progress::add);
      assertThat(asked).containsExactly(weights);
      assertThat(file).hasSameBinaryContentAs(source.resolve("model.safetensors"));

      asked.clear();
      Files.writeString(there.resolve("tokenizer.json"), "{}");
      assertThat(hub.folderIfThere()).contains(there); // its weights can be measured
      hub.fetch(DownloadTest.QUICK, progress::add);
      assertThat(asked).containsExactly(tokeniser);
      HubTokeniser.open(there, SMALL.vocabularySize()).close();

      asked.clear();
      Files.writeString(there.resolve("config.json"), "{}");
      assertThat(hub.folderIfThere()).isEmpty();
      hub.fetch(DownloadTest.QUICK, progress::add);
      assertThat(asked).containsExactly(json);
    }
  }

  @Test
  void otherWeightsThanTheNamesAreRefused() throws IOException {
    try (Server server = new Server(this::answer)) {
      ModelHub hub = hub(server);
      Path file = hub.fetch(DownloadTest.QUICK, progress::add).resolve("model.safetensors");
      assertThat(hub.verified()).isEqualTo(Sha256.of(file));
      Files.write(file, new byte[(int) Files.size(file)]);
      assertThatExceptionOfType(InputException.class)
          .isThrownBy(hub::verified)
          .withMessage(
              file
                  + ": is not small, for its SHA-256 is another; generate --model small fetches it"
                  + " again");
    }
  }

  /** The files that are pinned hold the shapes that are stated, and a mask in each layer. */
  @Test
  void theNamesStandForModelsOfTheirShapes() {
    assertThat(ModelHub.MODELS)
        .extracting(ModelHub.Model::name)
        .containsExactly("distilgpt2", "gpt2", "gpt2-medium", "gpt2-large", "gpt2-xl");
    for (ModelHub.Model model : ModelHub.MODELS) {
      ModelHub hub = ModelHub.of(model.name());
      assertThat(hub.isFolder()).isFalse();
      long parameters = Weights.shapes(hub.config()).values().stream().mapToLong(Shape::size).sum();
      long masks = model.layers() * (4L << 20);
      assertThat(model.files().get(1).length() - 4 * parameters - masks).isBetween(1000L, 100_000L);
      for (ModelHub.Pinned file : model.files()) {
        assertThat(file.sha256()).matches("[0-9a-f]{64}");
      }
      assertThat(model.revision()).matches("[0-9a-f]{40}");
      assertThat(model.files())
          .extracting(ModelHub.Pinned::name)
          .containsExactly("config.json", "model.safetensors", "tokenizer.json");
    }
  }

  @Test
  void aFolderIsTakenAsItIs() throws IOException {
    ModelHub hub = ModelHub.of(source.toString());
    assertThat(hub.isFolder()).isTrue();
    assertThat(hub.config()).isEqualTo(SMALL);
    assertThat(hub.folderIfThere()).contains(source);
    assertThat(hub.fetch(DownloadTest.QUICK, progress::add)).isEqualTo(source);
    assertThat(progress).isEmpty();
    Files.delete(source.resolve("model.safetensors"));
    assertThat(hub.folderIfThere()).isEmpty();
    Files.writeString(source.resolve("config.json"), "{}");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(hub::config)
        .withMessageStartingWith(source.resolve("config.json") + ": ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt3", "GPT2", "", "\0", "no/such/folder", "./gpt2", "/gpt2"})
  void whatIsNeitherANameNorAFolderIsToldWhatThereIs(String name) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ModelHub.of(name))
        .withMessage(
            name.contains("/")
                ? name + ": no such folder; give one with config.json and model.safetensors"
                : "unknown model '"
                    + name.replace('\0', ' ')
                    + "'; there are distilgpt2, gpt2, gpt2-medium, gpt2-large, gpt2-xl,"
                    + " smollm2-135m; or give a folder with config.json and model.safetensors");
  }
}
