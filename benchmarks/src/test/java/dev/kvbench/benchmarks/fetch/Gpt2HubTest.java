package dev.kvbench.benchmarks.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.sun.net.httpserver.HttpExchange;
import dev.kvbench.benchmarks.arm.Gpt2Files;
import dev.kvbench.results.io.InputException;
import dev.kvbench.transformer.checkpoint.Gpt2Folder;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
class Gpt2HubTest {
  private static final Patience QUICK =
      new Patience(2, Duration.ofMillis(1), Duration.ofSeconds(5), Duration.ofSeconds(5));
  private static final TransformerConfig SMALL = Gpt2Files.config(48);

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

  private Gpt2Hub.Model model(TransformerConfig shape) throws IOException {
    return new Gpt2Hub.Model(
        "small",
        "some/small-one",
        "abc",
        shape,
        pinned("config.json"),
        pinned("model.safetensors"));
  }

  private Gpt2Hub.Pinned pinned(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(source.resolve(name));
    return new Gpt2Hub.Pinned(name, bytes.length, Server.sha256(bytes));
  }

  private Gpt2Hub hub(Server server, TransformerConfig shape) throws IOException {
    return new Gpt2Hub(model(shape), cache, server.uri("/"), QUICK);
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
    try (Server server = new Server(this::answer)) {
      Gpt2Hub hub = hub(server, SMALL);
      assertThat(hub.isFolder()).isFalse();
      assertThat(hub.config()).isEqualTo(SMALL);
      assertThat(hub.folderIfThere()).isEmpty();
      assertThat(hub.fetch(progress::add)).isEqualTo(there);
      assertThat(asked).containsExactly(json, weights);
      assertThat(progress.get(0)).startsWith("fetching small's config.json: ").endsWith(" bytes");
      assertThat(hub.folderIfThere()).contains(there);
      try (NDManager manager = NDManager.newBaseManager();
          Weights loaded = Gpt2Folder.load(there, manager)) {
        assertThat(loaded.config()).isEqualTo(SMALL);
      }

      asked.clear();
      progress.clear();
      hub.fetch(progress::add);
      assertThat(asked).isEmpty();
      assertThat(progress).isEmpty();

      Path file = there.resolve("model.safetensors");
      byte[] damaged = Files.readAllBytes(file);
      damaged[damaged.length / 2] ^= 1;
      Files.write(file, damaged);
      assertThat(hub.folderIfThere()).contains(there); // by its length
      hub.fetch(progress::add);
      assertThat(asked).containsExactly(weights);
      assertThat(file).hasSameBinaryContentAs(source.resolve("model.safetensors"));

      asked.clear();
      Files.writeString(there.resolve("config.json"), "{}");
      assertThat(hub.folderIfThere()).isEmpty();
      hub.fetch(progress::add);
      assertThat(asked).containsExactly(json);
    }
  }

  @Test
  void aConfigOfAnotherShapeIsRefused() throws IOException {
    try (Server server = new Server(this::answer)) {
      Gpt2Hub hub = hub(server, Gpt2Files.config(49));
      assertThatExceptionOfType(InputException.class)
          .isThrownBy(() -> hub.fetch(progress::add))
          .withMessageStartingWith(cache.toString())
          .withMessageContaining("config.json: is of TransformerConfig[")
          .withMessageContaining("vocabularySize=48")
          .withMessageEndingWith(", and not of small");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 500})
  void saysHowToGetItByHand(int status) throws IOException {
    try (Server server =
        new Server((exchange, number) -> Server.send(exchange, status, new byte[0]))) {
      Gpt2Hub hub = hub(server, SMALL);
      URI uri = server.uri("/some/small-one/resolve/abc/config.json");
      assertThatExceptionOfType(InputException.class)
          .isThrownBy(() -> hub.fetch(progress::add))
          .withMessageStartingWith("cannot fetch " + uri + ": the server answers " + status)
          .withMessageEndingWith(
              "; download "
                  + uri
                  + " by hand, check that its SHA-256 is "
                  + pinned("config.json").sha256()
                  + ", and put it at "
                  + cache.resolve("some--small-one").resolve("abc").resolve("config.json")
                  + ", or pass --model DIR, a folder with both; the other file is"
                  + " model.safetensors (SHA-256 "
                  + pinned("model.safetensors").sha256()
                  + ")");
    }
  }

  @Test
  void anotherFileOfTheSameLengthIsRefused() throws IOException {
    try (Server server =
        new Server(
            (exchange, number) ->
                Server.send(exchange, 200, new byte[(int) pinned("config.json").length()]))) {
      Gpt2Hub hub = hub(server, SMALL);
      assertThatExceptionOfType(InputException.class)
          .isThrownBy(() -> hub.fetch(progress::add))
          .withMessageContaining("what came has SHA-256 ")
          .withMessageContaining("; download http");
      assertThat(hub.folderIfThere()).isEmpty();
    }
  }

  @Test
  void withoutANetworkItSaysSo() throws IOException {
    Gpt2Hub hub =
        new Gpt2Hub(model(SMALL), cache, URI.create("http://no-such-host.invalid/"), QUICK);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> hub.fetch(progress::add))
        .withMessageContaining(": its host is not found; is this")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  /** The files that are pinned hold the shapes that are stated, and a mask in each layer. */
  @Test
  void theNamesStandForModelsOfTheirShapes() {
    assertThat(Gpt2Hub.MODELS)
        .extracting(Gpt2Hub.Model::name)
        .containsExactly("distilgpt2", "gpt2", "gpt2-medium", "gpt2-large", "gpt2-xl");
    for (Gpt2Hub.Model model : Gpt2Hub.MODELS) {
      Gpt2Hub hub = Gpt2Hub.of(model.name());
      assertThat(hub.isFolder()).isFalse();
      assertThat(hub.config()).isEqualTo(model.config());
      long parameters =
          Weights.shapes(model.config()).values().stream().mapToLong(Shape::size).sum();
      long masks = model.config().layers() * (4L << 20);
      assertThat(model.weights().length() - 4 * parameters - masks).isBetween(1000L, 100_000L);
      for (Gpt2Hub.Pinned file : model.files()) {
        assertThat(file.sha256()).matches("[0-9a-f]{64}");
        assertThat(hub.download(model, file).uri())
            .hasToString(
                "https://huggingface.co/"
                    + model.repository()
                    + "/resolve/"
                    + model.revision()
                    + "/"
                    + file.name());
      }
      assertThat(model.revision()).matches("[0-9a-f]{40}");
    }
  }

  @Test
  void aFolderIsTakenAsItIs() throws IOException {
    Gpt2Hub hub = Gpt2Hub.of(source.toString());
    assertThat(hub.isFolder()).isTrue();
    assertThat(hub.config()).isEqualTo(SMALL);
    assertThat(hub.folderIfThere()).contains(source);
    assertThat(hub.fetch(progress::add)).isEqualTo(source);
    assertThat(progress).isEmpty();
    Files.delete(source.resolve("model.safetensors"));
    assertThat(hub.folderIfThere()).isEmpty();
    Files.writeString(source.resolve("config.json"), "{}");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(hub::config)
        .withMessageStartingWith(source.resolve("config.json") + ": ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt3", "GPT2", "", "\0"})
  void anUnknownNameIsToldTheOnesThereAre(String name) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Gpt2Hub.of(name))
        .withMessage(
            "unknown model '"
                + name.replace('\0', ' ')
                + "'; there are distilgpt2, gpt2, gpt2-medium, gpt2-large, gpt2-xl; or give a"
                + " folder with config.json and model.safetensors");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no/such/folder", "./gpt2", "../gpt2", "/gpt2"})
  void aPathWithoutAFolderIsNoModelsName(String path) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Gpt2Hub.of(path))
        .withMessage(path + ": no such folder; give one with config.json and model.safetensors");
  }
}
