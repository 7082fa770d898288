package dev.kvbench.transformer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.checkpoint.Checkpoint;
import dev.kvbench.transformer.checkpoint.Safetensors;
import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Golden;
import dev.kvbench.transformer.decode.Models;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import dev.kvbench.transformer.text.CharVocabulary;
import dev.kvbench.transformer.text.TrainingText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training, held against PyTorch's; see make_training_golden.py. */
class TrainerTest {
  private static final TransformerConfig SMALL = new TransformerConfig(2, 2, 16, 8, 65);

  @TempDir Path folder;

  /** What PyTorch says of a tensor. */
  @SuppressWarnings("ArrayRecordComponent") // read from JSON, never compared or changed
  private record Summary(double norm, double sum, double[] first) {}

  @SuppressWarnings("ArrayRecordComponent") // read from JSON, never compared or changed
  private record Expected(
      double rate,
      double beta1,
      double beta2,
      double decay,
      double clip,
      double[] losses,
      double[] norms,
      Map<String, Summary> gradients,
      Map<String, Summary> weights) {}

  @Test
  void stepsAreThoseOfPyTorch() throws IOException {
    Torch.start(1);
    Golden tiny = Golden.of("tiny");
    Expected expected = Golden.read("training.json", Expected.class);
    AdamW adamW = new AdamW(expected.beta1(), expected.beta2(), expected.decay(), expected.clip());
    try (NDManager manager = NDManager.newBaseManager();
        Weights initial = tiny.formulaWeights(manager);
        Trainer trainer = new Trainer(initial, adamW, manager)) {
      TrainingText.Batch batch = batch(tiny.text(tiny.config().block() + 1));
      for (int i = 0; i < expected.losses().length; i++) {
        Trainer.Step step = trainer.step(batch, expected.rate());
        assertThat(step.loss()).isCloseTo(expected.losses()[i], within(1e-5));
        assertThat(step.gradientNorm()).isCloseTo(expected.norms()[i], within(1e-4));
        if (i == 0) {
          gradientsAre(expected, trainer, initial.config());
        }
      }
      try (Weights trained = trainer.weights()) {
        expected
            .weights()
            .forEach((name, summary) -> isClose(name, trained.get(name).toFloatArray(), summary));
      }
    }
  }

  /** After one step the first moment is 1 - beta1 of the clipped gradient. */
  private void gradientsAre(Expected expected, Trainer trainer, TransformerConfig config)
      throws IOException {
    Path file = folder.resolve("step.safetensors");
    trainer.save(file, CharVocabulary.article(), Map.of());
    try (Safetensors saved = new Safetensors(file);
        NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> moments = new java.util.LinkedHashMap<>();
      for (String name : saved.entries().keySet()) {
        if (name.startsWith("training.first.")) {
          moments.put(
              name.substring("training.first.".length()),
              saved.tensor(name, manager).mul(1 / (1 - expected.beta1())));
        }
      }
      try (Weights gradients = FusedParameters.split(config, moments, manager)) {
        assertThat(expected.gradients()).hasSameSizeAs(gradients.tensors());
        expected
            .gradients()
            .forEach((name, summary) -> isClose(name, gradients.get(name).toFloatArray(), summary));
      }
    }
  }

  private static void isClose(String name, float[] values, Summary summary) {
    double squares = 0;
    double sum = 0;
    for (float value : values) {
      squares += (double) value * value;
      sum += value;
    }
    assertThat(Math.sqrt(squares)).as(name).isCloseTo(summary.norm(), within(1e-4));
    assertThat(sum).as(name).isCloseTo(summary.sum(), within(2e-3));
    for (int i = 0; i < summary.first().length; i++) {
      assertThat((double) values[i]).as(name).isCloseTo(summary.first()[i], within(1e-4));
    }
  }

  private static TrainingText.Batch batch(long[][] text) {
    long[][] tokens = new long[text.length][];
    long[][] targets = new long[text.length][];
    for (int row = 0; row < text.length; row++) {
      tokens[row] = Arrays.copyOf(text[row], text[row].length - 1);
      targets[row] = Arrays.copyOfRange(text[row], 1, text[row].length);
    }
    return new TrainingText.Batch(tokens, targets);
  }

  /** The loss is that of the decoder that the benchmarks time. */
  @Test
  void theLossIsTheDecodersToo() {
    try (Models model = new Models(SMALL, 3);
        Trainer trainer = new Trainer(model.weights, AdamW.forCharacters(), model.manager);
        Decoder decoder = Decoder.uncached(model.transformer)) {
      long[][] text = Models.randomText(SMALL, 3, 9, 4);
      TrainingText.Batch batch = batch(text);
      float[][][] logits = decoder.logitsByStep(batch.tokens());
      double sum = 0;
      for (int row = 0; row < 3; row++) {
        for (int t = 0; t < 8; t++) {
          double total = 0;
          for (float logit : logits[row][t]) {
            total += Math.exp(logit);
          }
          sum += Math.log(total) - logits[row][t][(int) batch.targets()[row][t]];
        }
      }
      assertThat(trainer.loss(List.of(batch))).isCloseTo(sum / 24, within(1e-5));
    }
  }

  @Test
  void learnsATextThatRepeatsItself() {
    TrainingText text = repeating();
    try (Models model = new Models(SMALL, 3);
        Trainer trainer = new Trainer(model.weights, AdamW.forCharacters(), model.manager)) {
      double before = trainer.loss(text.heldOut(8, 100));
      for (int i = 0; i < 120; i++) {
        assertThat(trainer.step(text.batch(8, 1, i), 1e-2).isFinite()).isTrue();
      }
      assertThat(before).isGreaterThan(3);
      // All but the first token of a block can be told from those before it.
      assertThat(trainer.loss(text.heldOut(8, 100))).isLessThan(0.5);
    }
  }

  private static TrainingText repeating() {
    long[] tokens = new long[2000];
    Arrays.setAll(tokens, i -> i % 7 * 3L);
    return new TrainingText(tokens, SMALL.blockSize());
  }

  /** Bit for bit: a training that was stopped ends as one that was not. */
  @Test
  void goesOnAsIfItHadNotStopped() throws IOException {
    TrainingText text = repeating();
    Path file = folder.resolve("checkpoint.safetensors");
    List<Trainer.Step> whole = new ArrayList<>();
    String hash;
    try (Models model = new Models(SMALL, 3);
        Trainer trainer = new Trainer(model.weights, AdamW.forCharacters(), model.manager)) {
      for (int i = 0; i < 20; i++) {
        whole.add(trainer.step(text.batch(4, 1, i), 1e-3));
        if (i == 9) {
          trainer.save(file, CharVocabulary.article(), Map.of("note", "half"));
        }
      }
      try (Weights weights = trainer.weights()) {
        hash = weights.sha256();
      }
    }
    try (NDManager manager = NDManager.newBaseManager();
        Trainer trainer = resumed(file, manager)) {
      assertThat(trainer.steps()).isEqualTo(10);
      for (int i = 10; i < 20; i++) {
        assertThat(trainer.step(text.batch(4, 1, i), 1e-3)).isEqualTo(whole.get(i));
      }
      try (Weights weights = trainer.weights()) {
        assertThat(weights.sha256()).isEqualTo(hash);
      }
    }
  }

  private static Trainer resumed(Path file, NDManager manager) throws IOException {
    try (Checkpoint checkpoint = Checkpoint.load(file, manager)) {
      return Trainer.resume(file, checkpoint, AdamW.forCharacters(), manager);
    }
  }

  @Test
  void aModelWithoutATrainingCannotGoOn() throws IOException {
    Path file = folder.resolve("model.safetensors");
    try (Models model = new Models(SMALL, 3)) {
      Checkpoint.save(file, model.weights, CharVocabulary.article(), Map.of(), false);
      assertThatThrownBy(() -> resumed(file, model.manager))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("holds a model but no training to go on with");
    }
  }

  /** An absurd rate makes numbers that are none, and the step says so. */
  @Test
  void divergenceIsTold() {
    TrainingText text = repeating();
    try (Models model = new Models(SMALL, 3);
        Trainer trainer = new Trainer(model.weights, AdamW.forCharacters(), model.manager)) {
      boolean finite = true;
      for (int i = 0; finite && i < 200; i++) {
        finite = trainer.step(text.batch(4, 1, i), 1e30).isFinite();
      }
      assertThat(finite).isFalse();
    }
  }

  /** Every tensor of Java's is closed, whatever is asked of a trainer. */
  @Test
  void leavesNoTensorBehind() throws IOException {
    TrainingText text = repeating();
    Path file = folder.resolve("checkpoint.safetensors");
    try (Models model = new Models(SMALL, 3)) {
      int before = arrays(model.manager);
      try (Trainer trainer = new Trainer(model.weights, AdamW.forCharacters(), model.manager)) {
        trainer.step(text.batch(4, 1, 0), 1e-3);
        int during = arrays(model.manager);
        for (int i = 1; i < 5; i++) {
          trainer.step(text.batch(4, 1, i), 1e-3);
          trainer.loss(text.heldOut(4, 8));
          trainer.weights().close();
          trainer.save(file, CharVocabulary.article(), Map.of());
          resumed(file, model.manager).close();
        }
        assertThat(arrays(model.manager)).isEqualTo(during);
      }
      assertThat(arrays(model.manager)).isEqualTo(before);
      Checkpoint.save(file, model.weights, CharVocabulary.article(), Map.of(), false);
      assertThatThrownBy(() -> resumed(file, model.manager)).isInstanceOf(IOException.class);
      assertThat(arrays(model.manager)).isEqualTo(before);
    }
  }

  private static int arrays(NDManager manager) {
    return manager.getManagedArrays().size();
  }

  @Test
  @Tag("exhaustive")
  void memoryStaysWhereItIs() throws IOException {
    Path status = Path.of("/proc/self/status");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.isReadable(status));
    TrainingText text = repeating();
    try (Models model = new Models(SMALL, 3);
        Trainer trainer = new Trainer(model.weights, AdamW.forCharacters(), model.manager)) {
      for (int i = 0; i < 300; i++) {
        trainer.step(text.batch(4, 1, i), 1e-3);
      }
      long before = residentKib(status);
      for (int i = 0; i < 3000; i++) {
        trainer.step(text.batch(4, 1, i), 1e-3);
      }
      assertThat(residentKib(status) - before).isLessThan(24_000);
    }
  }

  private static long residentKib(Path status) throws IOException {
    System.gc(); // heap that was freed is no leak
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}
