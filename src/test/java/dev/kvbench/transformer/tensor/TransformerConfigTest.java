package dev.kvbench.transformer.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformerConfigTest {
  @Test
  void articleIsThePublishedShape() {
    assertThat(TransformerConfig.article()).isEqualTo(new TransformerConfig(4, 4, 256, 1024, 65));
    assertThat(TransformerConfig.article().headSize()).isEqualTo(64);
    assertThat(new TransformerConfig(1, 1, 1, 1, 1).headSize()).isEqualTo(1); // the smallest
    assertThat(TransformerConfig.article(128, 384))
        .isEqualTo(new TransformerConfig(4, 4, 384, 128, 65));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, 1, 1, layers must be at least 1; not 0",
    "1, -2, 1, 1, 1, heads must be at least 1; not -2",
    "1, 1, 0, 1, 1, embedSize must be at least 1; not 0",
    "1, 1, 1, 0, 1, blockSize must be at least 1; not 0",
    "1, 1, 1, 1, -1, vocabularySize must be at least 1; not -1",
    "1, 3, 8, 1, 1, embedSize 8 is not divisible by the 3 heads",
  })
  void refuses(int layers, int heads, int embed, int block, int vocabulary, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TransformerConfig(layers, heads, embed, block, vocabulary))
        .withMessage(message.replace(';', ','));
  }
}
