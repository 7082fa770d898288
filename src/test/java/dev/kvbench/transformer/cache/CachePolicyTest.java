package dev.kvbench.transformer.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kvbench.transformer.decode.Decoder;
import dev.kvbench.transformer.decode.Equivalence;
import dev.kvbench.transformer.decode.Models;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CachePolicyTest {
  @ParameterizedTest
  @EnumSource(CachePolicy.class)
  void theLabelNamesThePolicy(CachePolicy policy) {
    assertThat(CachePolicy.of(policy.label())).isSameAs(policy);
    assertThat(policy.label()).matches("[a-z][a-z0-9]*");
  }

  /** In Turkish the lower case of I is another letter. */
  @Test
  void labelsDoNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr-TR"));
    try {
      assertThat(CachePolicy.SHIFT.label()).isEqualTo("shift");
      assertThat(CachePolicy.ARTICLE.label()).isEqualTo("article");
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "SHIFT", "rings", " shift"})
  void anUnknownLabelListsThoseThereAre(String label) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CachePolicy.of(label))
        .withMessageStartingWith("unknown policy '" + label + "'; there are ")
        .satisfies(
            e -> {
              for (CachePolicy policy : CachePolicy.values()) {
                assertThat(e).hasMessageContaining(policy.label());
              }
            });
  }

  /** Most of the work in few of the steps: that is what a refill makes of it. */
  @ParameterizedTest
  @EnumSource(CachePolicy.class)
  void refillsMakeAPolicyBursty(CachePolicy policy) {
    assertThat(policy.refill(8) > 0).isEqualTo(policy.bursty());
    assertThat(policy.period(8) > 1).isEqualTo(policy.bursty());
  }

  /** What a policy says of itself must be what the comparison finds. */
  @ParameterizedTest
  @EnumSource(CachePolicy.class)
  void thePromiseIsWhatIsMeasured(CachePolicy policy) {
    try (Models model = new Models(new TransformerConfig(2, 2, 16, 12, 65), 11);
        Decoder decoder = Decoder.cached(model.transformer, policy, 2)) {
      Equivalence.Report report = Equivalence.compare(model.transformer, decoder, 2, 40);
      assertThat(report.steps()).isEqualTo(12);
      assertThat(report.agrees()).isEqualTo(policy.exactInWindow());
    }
  }
}
