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
  private final Map<String, Shape> shapes =
      new LinkedHashMap<>(Weights.shapes(new TransformerConfig(2, 3, 12, 5, 7)));

  @ParameterizedTest
  @CsvSource({"1, 1, 1, 1, 1", "2, 3, 12, 5, 7", "4, 4, 256, 1024, 65", "12, 2, 8, 4, 65"})
  void aModelsShapesTellItsSizes(int layers, int heads, int embed, int block, int vocabulary) {
    TransformerConfig config = new TransformerConfig(layers, heads, embed, block, vocabulary);
    assertThat(StateDict.configOf(Weights.shapes(config))).isEqualTo(config);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "token_embedding_table.weight | none | tensor token_embedding_table.weight is missing",
        "possitional_embedding.weight | none | tensor possitional_embedding.weight is missing",
        "block.0.ll1.weight           | none | layers must be at least 1, not 0",
        "block.0.multihead.sa_head.0.key.weight | none | heads must be at least 1, not 0",
        "possitional_embedding.weight | 5     | has shape (5), and not two dimensions",
        "token_embedding_table.weight | 7 13  | embedSize 13 is not divisible by the 3 heads",
        "token_embedding_table.weight | 7 1099511627776 | integer overflow",
        "token_embedding_table.weight | 0 12  | vocabularySize must be at least 1, not 0",
      })
  void namesWhatIsWrong(String name, String shape, String message) {
    shapes.remove(name);
    if (shape != null) {
      shapes.put(name, new Shape(Stream.of(shape.split(" ")).mapToLong(Long::parseLong).toArray()));
    }
    assertRefused(message);
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

  private void assertRefused(String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StateDict.configOf(shapes))
        .withMessageStartingWith("these are not the weights of the article's model: ")
        .withMessageContaining(message)
        .withMessageNotContaining("\n");
  }
}
