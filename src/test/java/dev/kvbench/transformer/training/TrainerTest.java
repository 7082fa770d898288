package dev.kvbench.transformer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.checkpoint.Checkpoint;
import dev.kvbench.transformer.decode.Golden;
import dev.kvbench.transformer.decode.Models;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import dev.kvbench.transformer.text.CharVocabulary;
import dev.kvbench.transformer.text.TrainingText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training, held against PyTorch's; see make_training_golden.py. */
class TrainerTest extends WithManager {
  private static final TransformerConfig SMALL = new TransformerConfig(2, 2, 16, 8, 65);

  private Models model;
  private TrainingText text;
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void make() {
    model = new Models(SMALL, 3);
    file = folder.resolve("checkpoint.safetensors");
    long[] tokens = new long[2000];
    Arrays.setAll(tokens, i -> i % 7 * 3L); // repeats itself
    text = new TrainingText(tokens, SMALL.blockSize());
  }

  @AfterEach
  void close() {
    model.close();
  }

  private Trainer trainer() {
    return new Trainer(model.weights, AdamW.forCharacters(), manager);
  }

  private Trainer resumed() throws IOException {
    try (Checkpoint checkpoint = Checkpoint.load(file, manager)) {
      return Trainer.resume(file, checkpoint, AdamW.forCharacters(), manager);
    }
  }

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
  void stepsAreThoseOfPyTorch() {
    Golden tiny = Golden.of("tiny");
    Expected expected = Golden.read("training.json", Expected.class);
    AdamW adamW = new AdamW(expected.beta1(), expected.beta2(), expected.decay(), expected.clip());
    try (Weights initial = tiny.formulaWeights(manager);
        Trainer trainer = new Trainer(initial, adamW, manager)) {
      TrainingText.Batch batch = batch(tiny.text(tiny.config().block() + 1));
      for (int i = 0; i < expected.losses().length; i++) {
        double before = trainer.loss(List.of(batch));
        assertThat(before).isCloseTo(expected.losses()[i], within(1e-5));
        Trainer.Step step = trainer.step(batch, expected.rate());
        assertThat(step.loss()).isCloseTo(expected.losses()[i], within(1e-5));
        assertThat(step.gradientNorm()).isCloseTo(expected.norms()[i], within(1e-4));
        if (i == 0) { // the first moment is 1 - beta1 of the clipped gradient
          Map<String, NDArray> gradients = new LinkedHashMap<>();
          for (String name : FusedParameters.names(initial.config())) {
            NDArray moment = trainer.moments.get(Trainer.FIRST + name);
            gradients.put(name, moment.div(1 - expected.beta1()));
          }
          assertAreClose(
              FusedParameters.split(initial.config(), gradients, manager), expected.gradients());
        }
      }
      assertAreClose(trainer.weights(), expected.weights());
    }
  }

  private static void assertAreClose(Weights weights, Map<String, Summary> expected) {
    assertThat(weights.tensors()).hasSameSizeAs(expected);
    expected.forEach(
        (name, summary) -> {
          float[] values = weights.get(name).toFloatArray();
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
        });
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

  @Test
  void learnsATextThatRepeatsItself() {
    try (Trainer trainer = trainer()) {
      assertThat(trainer.loss(text.heldOut(8, 100))).isGreaterThan(3);
      for (int i = 0; i < 120; i++) {
        assertThat(trainer.step(text.batch(8, 1, i), 1e-2).isFinite()).isTrue();
      }
      // All but the first token of a block can be told from those before it.
      assertThat(trainer.loss(text.heldOut(8, 100))).isLessThan(0.5);
    }
  }

  /** Bit for bit: a training that was stopped ends as one that was not. */
  @Test
  void goesOnAsIfItHadNotStopped() throws IOException {
    List<Trainer.Step> whole = new ArrayList<>();
    String hash;
    try (Trainer trainer = trainer()) {
      for (int i = 0; i < 20; i++) {
        whole.add(trainer.step(text.batch(4, 1, i), 1e-3));
        if (i == 9) {
          trainer.save(file, CharVocabulary.article(), Map.of("note", "half"));
        }
      }
      hash = trainer.weights().sha256();
    }
    try (Trainer trainer = resumed()) {
      assertThat(trainer.steps()).isEqualTo(10);
      for (int i = 10; i < 20; i++) {
        assertThat(trainer.step(text.batch(4, 1, i), 1e-3)).isEqualTo(whole.get(i));
      }
      assertThat(trainer.weights().sha256()).isEqualTo(hash);
    }
  }

  /** An absurd rate makes numbers that are none, and the step says so. */
  @Test
  void divergenceIsTold() {
    try (Trainer trainer = trainer()) {
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
    try (Trainer trainer = trainer()) {
      trainer.step(text.batch(4, 1, 0), 1e-3);
      int during = arrays();
      for (int i = 1; i < 4; i++) {
        trainer.step(text.batch(4, 1, i), 1e-3);
        trainer.loss(text.heldOut(4, 8));
        trainer.weights().close();
        trainer.save(file, CharVocabulary.article(), Map.of());
        resumed().close();
      }
      assertThat(arrays()).isEqualTo(during);
    }
    assertThat(arrays()).isZero();
    Checkpoint.save(file, model.weights, CharVocabulary.article(), Map.of(), Map.of(), false);
    assertThatThrownBy(this::resumed)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds a model but no training to go on with");
    assertThat(arrays()).isZero();
  }

  @Test
  @Tag("exhaustive")
  void memoryStaysWhereItIs() throws IOException {
    try (Trainer trainer = trainer()) {
      long before = 0;
      for (int i = 0; i < 3300; i++) {
        trainer.step(text.batch(4, 1, i), 1e-3);
        if (i == 300) {
          System.gc(); // heap that was freed is no leak
          before = residentKib();
        }
      }
      System.gc();
      assertThat(residentKib() - before).isLessThan(24_000);
    }
  }
}
