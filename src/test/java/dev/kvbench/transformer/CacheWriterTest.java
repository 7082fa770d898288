package dev.kvbench.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CacheWriterTest {
  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  /** Far past the window, over several hops, and for more than one sequence. */
  @ParameterizedTest
  @EnumSource(CachePolicy.class)
  void everyPolicyTakesTokensForEver(CachePolicy policy) {
    TransformerConfig config = new TransformerConfig(2, 2, 8, 6, 17);
    try (NDManager manager = NDManager.newBaseManager();
        CacheWriter writer = new CacheWriter(config, policy, 3, manager)) {
      int before = manager.getManagedArrays().size();
      assertThat(writer.write(40)).isEqualTo(1);
      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }
}
