package dev.kvbench.transformer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateDictTest {
  private static final TransformerConfig SMALL = new TransformerConfig(2, 3, 12, 5, 7);
  private final Map<String, Shape> shapes = new LinkedHashMap<>(Weights.shapes(SMALL));

  @ParameterizedTest
  @CsvSource({"1, 1, 1, 1, 1", "2, 3, 12, 5, 7", "4, 4, 256, 1024, 65", "12, 2, 8, 4, 65"})
  void isTheInverseOfShapes(int layers, int heads, int embed, int block, int vocabulary) {
    TransformerConfig config = new TransformerConfig(layers, heads, embed, block, vocabulary);
    assertThat(StateDict.configOf(Weights.shapes(config))).isEqualTo(config);
  }

  @Test
  void passesOverMasks() {
    shapes.put("block.0.multihead.sa_head.0.tril", new Shape(5, 5));
    assertThat(StateDict.configOf(shapes)).isEqualTo(SMALL);
  }

  @ParameterizedTest
  @CsvSource({
    "token_embedding_table.weight, tensor token_embedding_table.weight is missing",
    "possitional_embedding.weight, tensor possitional_embedding.weight is missing",
    "layer_norm.bias, tensor layer_norm.bias is missing",
    "block.0.ll1.weight, tensor block.0.ll1.weight is missing",
    "block.1.ll1.weight, tensor block.1.multihead.sa_head.0.key.weight is not part of the model",
    "block.0.multihead.sa_head.2.key.weight, block 1 has 3 heads; block 0 has 2",
    "block.1.multihead.sa_head.0.key.weight, block 1 has 0 heads; block 0 has 3",
  })
  void namesWhatIsMissing(String name, String message) {
    shapes.remove(name);
    assertRefused(message.replace(';', ','));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "block.1.ff.ff.0.weight       | 12 12 | has shape (12, 12), the model needs (48, 12)",
        "possitional_embedding.weight | 5     | has shape (5), and not two dimensions",
        "token_embedding_table.weight | 7 13  | embedSize 13 is not divisible by the 3 heads",
        "token_embedding_table.weight | 7 1099511627776 | integer overflow",
        "token_embedding_table.weight | 0 12  | vocabularySize must be at least 1, not 0",
        "head.0                       | 5     | tensor head.0 is not part of the model",
      })
  void namesAnotherShape(String name, String shape, String message) {
    shapes.put(name, new Shape(Stream.of(shape.split(" ")).mapToLong(Long::parseLong).toArray()));
    assertRefused(message);
  }

  @Test
  void cutsALongName() {
    shapes.put("head\n" + "x".repeat(1000), new Shape(5));
    assertRefused("tensor head " + "x".repeat(95) + "… is not part of the model");
  }

  @Test
  void seesAPrefix() {
    Map<String, Shape> plain = Map.copyOf(shapes);
    shapes.clear();
    plain.forEach((name, shape) -> shapes.put("_orig_mod." + name, shape));
    assertRefused(
        "tensor token_embedding_table.weight is missing, take the prefix off the name"
            + " _orig_mod.token_embedding_table.weight");
  }

  /** As many layers and heads as names, which would be a model of a billion tensors. */
  @Test
  void makesNoMoreTensorsThanThereAreNames() {
    for (int i = 0; i < 30_000; i++) {
      shapes.put("block." + i + ".ll1.weight", new Shape(12));
      shapes.put("block.0.multihead.sa_head." + i + ".key.weight", new Shape(4, 12));
    }
    assertRefused("block 1 has 3 heads, block 0 has 30000");
  }

  private void assertRefused(String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StateDict.configOf(shapes))
        .withMessageStartingWith("these are not the weights of the article's model: ")
        .withMessageContaining(message)
        .withMessageNotContaining("\n");
  }
}
