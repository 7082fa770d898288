package dev.kvbench.transformer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.decode.Golden;
import dev.kvbench.transformer.decode.Models;
import dev.kvbench.transformer.tensor.TransformerConfig;
import dev.kvbench.transformer.text.CharVocabulary;
import dev.kvbench.transformer.text.TrainingText;
import dev.kvbench.transformer.training.AdamW;
import dev.kvbench.transformer.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest extends WithManager {
  private static final CharVocabulary VOCABULARY = new CharVocabulary("\n \"\\äλ\uD83D\uDE00abc");
  private static final TransformerConfig CONFIG =
      new TransformerConfig(2, 2, 8, 5, VOCABULARY.size());

  @TempDir Path folder;

  @Test
  void comesBackAsItWent() throws IOException {
    Path file = folder.resolve("model.safetensors");
    try (Models model = new Models(CONFIG, 1)) {
      Checkpoint.save(
          file, model.weights, VOCABULARY, Map.of("seed", "1", "layers", "9"), Map.of(), false);
      try (Checkpoint read = Checkpoint.load(file, model.manager)) {
        assertThat(read.weights().config()).isEqualTo(CONFIG);
        assertThat(read.weights().sha256()).isEqualTo(model.weights.sha256());
        assertThat(read.vocabulary().characters()).isEqualTo(VOCABULARY.characters());
        assertThat(read.facts()).isEqualTo(Map.of("seed", "1"));
      }
      assertThat(folder.toFile().list()).containsExactly("model.safetensors");
    }
  }

  @Test
  void halfTheBytesAndNearlyTheSameWeights() throws IOException {
    Path whole = folder.resolve("whole.safetensors");
    Path half = folder.resolve("half.safetensors");
    try (Models model = new Models(CONFIG, 1)) {
      Checkpoint.save(whole, model.weights, VOCABULARY, Map.of(), Map.of(), false);
      Checkpoint.save(half, model.weights, VOCABULARY, Map.of(), Map.of(), true);
      try (Checkpoint read = Checkpoint.load(half, model.manager)) {
        assertThat(read.weights().get("linear.weight").toFloatArray())
            .containsExactly(model.weights.get("linear.weight").toFloatArray(), within(1e-3f));
      }
      long bytes = model.weights.tensors().values().stream().mapToLong(t -> t.size()).sum();
      assertThat(Files.size(whole) - Files.size(half)).isBetween(2 * bytes - 100, 2 * bytes + 100);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"kvbench\":\"1\" | \"kvbench\":\"2\" | is a checkpoint of version 2, and this kvbench"
            + " knows version 1",
        "\"layers\":\"2\" | \"layers\":\"x\" | layers is 'x', not a number",
        "\"layers\":\"2\" | \"layers\":\"0\" | layers must be at least 1, not 0",
        "\"layers\":\"2\" | \"layers\":\"3\" | tensor block.2.multihead.sa_head.0.key.weight is",
        "\"layers\":\"2\" | \"layers\":\"1\" | is not part of the model",
        "\"heads\":\"2\" | \"heads\":\"3\" | embedSize 8 is not divisible by the 3 heads",
        "\"layers\":\"2\" | \"layers\":\"2000000000\" | has fewer tensors than",
        "\"blockSize\":\"5\" | \"blockSize\":\"6\" | has shape (5, 8), the model needs (6, 8)",
      })
  void damageIsToldInOneLine(String from, String to, String message) throws IOException {
    Path file = folder.resolve("model.safetensors");
    try (Models model = new Models(CONFIG, 1)) {
      Checkpoint.save(file, model.weights, VOCABULARY, Map.of(), Map.of(), false);
      SafetensorsBytes bytes = SafetensorsBytes.read(file);
      String header = bytes.header().toString();
      assertThat(header).contains(from);
      SafetensorsBytes.write(file, header.replace(from, to), bytes.data());
      Loading.assertIsOneLine(
          catchThrowable(() -> Checkpoint.load(file, model.manager)), file + ": ", message);
    }
  }

  /** What PyTorch wrote says nothing of itself, and is the article's model by its tensors. */
  @ParameterizedTest
  @ValueSource(strings = {"article-tiny.safetensors", "article.pth"})
  void aStateDictOfTheArticlesModelIsOneToo(String name) throws IOException {
    try (Checkpoint read = Checkpoint.load(Golden.path(name), manager)) {
      assertThat(read.weights().config().vocabularySize()).isEqualTo(65);
      assertThat(read.vocabulary().characters()).isEqualTo(CharVocabulary.article().characters());
    }
  }

  /** The model in the jar knows Shakespeare better than chance does: ln 65 is 4.17. */
  @Test
  void theBundledModelSpeaks() throws IOException {
    try (Checkpoint model = Checkpoint.bundled(manager);
        Trainer trainer = new Trainer(model.weights(), AdamW.forCharacters(), manager)) {
      assertThat(model.vocabulary().characters()).isEqualTo(CharVocabulary.article().characters());
      assertThat(model.facts()).containsKeys("corpus.sha256", "heldOutLoss", "training.seed");
      String text = "First Citizen:\nBefore we proceed any further, hear me speak. You\n";
      long[] tokens = model.vocabulary().encode(text);
      TrainingText.Batch batch =
          new TrainingText.Batch(
              new long[][] {Arrays.copyOf(tokens, 64)},
              new long[][] {Arrays.copyOfRange(tokens, 1, 65)});
      assertThat(trainer.loss(List.of(batch))).isLessThan(2.2);
    }
  }
}
