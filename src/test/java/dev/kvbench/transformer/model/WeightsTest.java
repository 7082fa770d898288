package dev.kvbench.transformer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.checkpoint.SafetensorsBytes;
import dev.kvbench.transformer.decode.Golden;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightsTest extends WithManager {
  private static final TransformerConfig SMALL = new TransformerConfig(1, 2, 8, 4, 65);

  /** One layer as wide as the article's, so that every linear has the article's fan-in. */
  private static final TransformerConfig WIDE = new TransformerConfig(1, 4, 256, 4, 65);

  private static final int INSTANCES = 16; // so that a bias gives a sample, too

  /** What PyTorch's initialisation gives. */
  private record Expected(List<Layer> layers) {
    private record Layer(String layer, Statistics weight, Statistics bias) {}

    /** Of one kind of tensor; bound: of a uniform distribution. */
    private record Statistics(
        String distribution, Double bound, double count, double min, double std) {}
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "token_embedding_table                   | Embedding(65, 256)",
        "possitional_embedding                   | Embedding(65, 256)",
        "linear                                  | Linear(256, 65)",
        "block.0.multihead.sa_head.0.key         | Linear(256, 64, bias=False)",
        "block.0.multihead.sa_head.1.query       | Linear(256, 64, bias=False)",
        "block.0.multihead.sa_head.3.value       | Linear(256, 64, bias=False)",
        "block.0.multihead.proj                  | Linear(256, 65)",
        "block.0.ff.ff.0                         | Linear(256, 65)",
        "block.0.ff.ff.2                         | Linear(1024, 256)",
        "block.0.ll1                             | LayerNorm(256)",
        "block.0.ll2                             | LayerNorm(256)",
        "layer_norm                              | LayerNorm(256)",
      })
  void isDistributedAsPytorchInitialises(String module, String layer) {
    Expected.Layer expected =
        Golden.read("initialisation.json", Expected.class).layers().stream()
            .filter(one -> one.layer().equals(layer))
            .findFirst()
            .orElseThrow();
    assertIsDistributed(module + ".weight", expected.weight(), 1);
    boolean biased = Weights.shapes(WIDE).containsKey(module + ".bias");
    assertThat(biased).isEqualTo(expected.bias() != null);
    if (biased) {
      assertIsDistributed(module + ".bias", expected.bias(), 0);
    }
  }

  private void assertIsDistributed(String tensor, Expected.Statistics expected, float constant) {
    double[] values = samples(tensor);
    if (expected.distribution().equals("constant")) {
      assertThat(expected.min()).isEqualTo(constant);
      assertThat(values).containsOnly(constant);
      return;
    }
    double n = values.length;
    DoubleSummaryStatistics found = Arrays.stream(values).summaryStatistics();
    double mean = found.getAverage();
    double std = Math.sqrt(Arrays.stream(values).map(x -> x * x).sum() / n - mean * mean);
    double inside = Arrays.stream(values).filter(x -> Math.abs(x) < expected.std()).count();
    // Five standard errors of each statistic; the seeds are fixed, so nothing is left to chance.
    boolean uniform = expected.distribution().equals("uniform");
    assertThat(mean).isCloseTo(0, within(5 * expected.std() / Math.sqrt(n)));
    double ofStd = 0.71 * expected.std() * (1 / Math.sqrt(n) + 1 / Math.sqrt(expected.count()));
    assertThat(std).isCloseTo(expected.std(), within(5 * ofStd));
    assertThat(inside / n)
        .as("share within one standard deviation, which tells a uniform from a normal")
        .isCloseTo(uniform ? 1 / Math.sqrt(3) : 0.6827, within(5 * 0.5 / Math.sqrt(n) + 0.003));
    if (uniform) {
      double bound = expected.bound();
      assertThat(expected.min()).isGreaterThanOrEqualTo(-bound);
      assertThat(found.getMin()).isBetween(-bound, -bound * (1 - 20 / n));
      assertThat(found.getMax()).isBetween(bound * (1 - 20 / n), bound);
    } else {
      assertThat(found.getMax()).isGreaterThan(2.5);
      assertThat(found.getMin()).isLessThan(-2.5);
    }
  }

  private static List<Map<String, float[]>> instances;

  /** The values of a tensor over all instances, which are made once. */
  private double[] samples(String name) {
    if (instances == null) {
      instances = IntStream.range(0, INSTANCES).mapToObj(this::instance).toList();
    }
    return instances.stream()
        .map(instance -> instance.get(name))
        .flatMapToDouble(x -> IntStream.range(0, x.length).mapToDouble(i -> x[i]))
        .toArray();
  }

  private Map<String, float[]> instance(int seed) {
    Map<String, float[]> values = new LinkedHashMap<>();
    try (Weights weights = Weights.initialise(WIDE, seed, manager)) {
      weights.tensors().forEach((name, tensor) -> values.put(name, tensor.toFloatArray()));
    }
    return values;
  }

  @Test
  void aSeedMeansTheSameWeightsOnEveryPlatform() {
    try (Weights weights = Weights.initialise(SMALL, 1337, manager)) {
      String before = weights.sha256();
      // Pinned: results name weights by this hash.
      assertThat(before)
          .isEqualTo("102ee82e9a26f9b75e60f2960cd2a9c3ae2dba02b27cd38bd5023eda455a8a72");
      weights.get("layer_norm.bias").set(new NDIndex(7), 1e-7f); // it sees every value
      assertThat(weights.sha256()).isNotEqualTo(before).matches("[0-9a-f]{64}");
    }
  }

  @Test
  void namesAndShapesAreThoseThatPytorchSaved() throws IOException {
    JsonObject header =
        SafetensorsBytes.read(Golden.path("article-tiny.safetensors")).header().deepCopy();
    header.keySet().removeIf(name -> name.endsWith(".tril"));
    Map<String, Shape> expected = new LinkedHashMap<>();
    header
        .asMap()
        .forEach(
            (name, tensor) ->
                expected.put(
                    name,
                    new Shape(
                        new Gson().fromJson(tensor.getAsJsonObject().get("shape"), long[].class))));
    assertThat(Weights.shapes(SMALL)).isEqualTo(expected).hasSize(22);
  }

  @Test
  void theArticlesModelHasItsNumberOfParameters() {
    assertThat(
            Weights.shapes(TransformerConfig.article()).values().stream()
                .mapToLong(Shape::size)
                .sum())
        .isEqualTo(3_451_969);
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
