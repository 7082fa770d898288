package dev.kvbench.transformer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import dev.kvbench.transformer.checkpoint.SafetensorsBytes;
import dev.kvbench.transformer.decode.Golden;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightsTest {
  private static final TransformerConfig SMALL = new TransformerConfig(1, 2, 8, 4, 65);

  /** One layer as wide as the article's, so that every linear has the article's fan-in. */
  private static final TransformerConfig WIDE = new TransformerConfig(1, 4, 256, 4, 65);

  private static final int INSTANCES = 16; // so that a bias gives a sample, too
  private NDManager manager;

  @BeforeEach
  void open() {
    Torch.start(1);
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Statistics of one kind of tensor as PyTorch initialises it. */
  record Statistics(
      String distribution, double bound, double count, double min, double max, double std) {}

  private static Statistics pytorch(String layer, String attribute) {
    for (var element :
        Golden.read("initialisation.json", JsonObject.class).getAsJsonArray("layers")) {
      JsonObject object = element.getAsJsonObject();
      if (object.get("layer").getAsString().equals(layer)) {
        JsonObject found = object.getAsJsonObject(attribute);
        return new Statistics(
            found.get("distribution").getAsString(),
            found.get("bound").isJsonNull() ? Double.NaN : found.get("bound").getAsDouble(),
            found.get("count").getAsDouble(),
            found.get("min").getAsDouble(),
            found.get("max").getAsDouble(),
            found.get("std").getAsDouble());
      }
    }
    throw new IllegalArgumentException(layer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "token_embedding_table.weight            | Embedding(65, 256)          | weight",
        "possitional_embedding.weight            | Embedding(65, 256)          | weight",
        "linear.weight                           | Linear(256, 65)             | weight",
        "linear.bias                             | Linear(256, 65)             | bias",
        "block.0.multihead.sa_head.0.key.weight  | Linear(256, 64, bias=False) | weight",
        "block.0.multihead.sa_head.1.query.weight| Linear(256, 64, bias=False) | weight",
        "block.0.multihead.sa_head.3.value.weight| Linear(256, 64, bias=False) | weight",
        "block.0.multihead.proj.weight           | Linear(256, 65)             | weight",
        "block.0.multihead.proj.bias             | Linear(256, 65)             | bias",
        "block.0.ff.ff.0.weight                  | Linear(256, 65)             | weight",
        "block.0.ff.ff.0.bias                    | Linear(256, 65)             | bias",
        "block.0.ff.ff.2.weight                  | Linear(1024, 256)           | weight",
        "block.0.ff.ff.2.bias                    | Linear(1024, 256)           | bias",
        "block.0.ll1.weight                      | LayerNorm(256)              | weight",
        "block.0.ll1.bias                        | LayerNorm(256)              | bias",
        "block.0.ll2.weight                      | LayerNorm(256)              | weight",
        "block.0.ll2.bias                        | LayerNorm(256)              | bias",
        "layer_norm.weight                       | LayerNorm(256)              | weight",
        "layer_norm.bias                         | LayerNorm(256)              | bias",
      })
  void isDistributedAsPytorchInitialises(String tensor, String layer, String attribute) {
    Statistics expected = pytorch(layer, attribute);
    float[] values = samples().get(tensor);
    if (expected.distribution().equals("constant")) {
      assertThat(values).containsOnly((float) expected.min());
      assertThat(expected.min()).isEqualTo(attribute.equals("weight") ? 1 : 0);
      return;
    }
    double n = values.length;
    double sum = 0;
    double squares = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    double mean = sum / n;
    double std = Math.sqrt(squares / n - mean * mean);
    double within = 0;
    for (float value : values) {
      within += Math.abs(value) < expected.std() ? 1 : 0;
    }
    // Five standard errors of each statistic; the seeds are fixed, so nothing is left to chance.
    boolean uniform = expected.distribution().equals("uniform");
    assertThat(mean).isCloseTo(0, within(5 * expected.std() / Math.sqrt(n)));
    double ofStd = 0.71 * expected.std() * (1 / Math.sqrt(n) + 1 / Math.sqrt(expected.count()));
    assertThat(std).isCloseTo(expected.std(), within(5 * ofStd));
    assertThat(within / n)
        .as("share within one standard deviation, which tells a uniform from a normal")
        .isCloseTo(uniform ? 1 / Math.sqrt(3) : 0.6827, within(5 * 0.5 / Math.sqrt(n) + 0.003));
    if (uniform) {
      assertThat(expected.min()).isGreaterThanOrEqualTo(-expected.bound());
      assertThat(min).isBetween(-expected.bound(), -expected.bound() * (1 - 20 / n));
      assertThat(max).isBetween(expected.bound() * (1 - 20 / n), expected.bound());
    } else {
      assertThat(max).isGreaterThan(2.5);
      assertThat(min).isLessThan(-2.5);
    }
  }

  private static Map<String, float[]> samples;

  /** The values of every tensor of {@link #WIDE} over all instances, made once. */
  private Map<String, float[]> samples() {
    if (samples == null) {
      Map<String, float[]> all = new LinkedHashMap<>();
      for (int seed = 0; seed < INSTANCES; seed++) {
        try (Weights weights = Weights.initialise(WIDE, seed, manager)) {
          for (Map.Entry<String, NDArray> tensor : weights.tensors().entrySet()) {
            float[] values = tensor.getValue().toFloatArray();
            float[] joined =
                all.computeIfAbsent(tensor.getKey(), name -> new float[INSTANCES * values.length]);
            System.arraycopy(values, 0, joined, seed * values.length, values.length);
          }
        }
      }
      samples = all;
    }
    return samples;
  }

  @Test
  void aSeedMeansTheSameWeightsOnEveryPlatform() {
    // Pinned: results name weights by this hash.
    assertThat(sha256(SMALL, 1337))
        .isEqualTo("102ee82e9a26f9b75e60f2960cd2a9c3ae2dba02b27cd38bd5023eda455a8a72");
    assertThat(sha256(SMALL, 1337)).isEqualTo(sha256(SMALL, 1337));
  }

  private String sha256(TransformerConfig config, long seed) {
    try (Weights weights = Weights.initialise(config, seed, manager)) {
      return weights.sha256();
    }
  }

  @Test
  void theHashSeesEveryValue() {
    try (Weights weights = Weights.initialise(SMALL, 1, manager)) {
      String before = weights.sha256();
      weights.get("layer_norm.bias").set(new ai.djl.ndarray.index.NDIndex(7), 1e-7f);
      assertThat(weights.sha256()).isNotEqualTo(before).matches("[0-9a-f]{64}");
    }
  }

  @Test
  void namesAndShapesAreThoseThatPytorchSaved() throws IOException {
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    SafetensorsBytes.read(Golden.path("article-tiny.safetensors"))
        .header()
        .entrySet()
        .forEach(
            entry -> {
              if (!entry.getKey().endsWith(".tril")) {
                List<Long> shape = new ArrayList<>();
                entry
                    .getValue()
                    .getAsJsonObject()
                    .getAsJsonArray("shape")
                    .forEach(dimension -> shape.add(dimension.getAsLong()));
                expected.put(entry.getKey(), shape);
              }
            });
    Map<String, List<Long>> actual = new LinkedHashMap<>();
    Weights.shapes(SMALL)
        .forEach(
            (name, shape) ->
                actual.put(name, java.util.Arrays.stream(shape.getShape()).boxed().toList()));
    assertThat(actual).isEqualTo(expected).hasSize(22);
  }

  @Test
  void theArticlesModelHasItsNumberOfParameters() {
    long parameters =
        Weights.shapes(TransformerConfig.article()).values().stream().mapToLong(Shape::size).sum();
    assertThat(parameters).isEqualTo(3_451_969);
  }

  @Test
  void namesATensorThatItLacks() {
    try (Weights weights = Weights.initialise(SMALL, 1, manager)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> weights.get("block.1.ll1.weight"))
          .withMessage("the model has no tensor block.1.ll1.weight");
    }
  }
}
