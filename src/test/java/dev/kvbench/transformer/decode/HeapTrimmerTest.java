package dev.kvbench.transformer.decode;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HeapTrimmerTest {
  private static final TransformerConfig GPT2 =
      new TransformerConfig(ModelFamily.GPT2, 2, 2, 16, 64, 48);

  @Test
  void onlyTheLargeModelOnACpuIsInterrupted() {
    assertThat(HeapTrimmer.none().next(1000)).isEqualTo(1000);
    assertThat(HeapTrimmer.uncached(TransformerConfig.article(64, 32), Device.cpu()).next(1000))
        .isEqualTo(1000);
    assertThat(HeapTrimmer.uncached(GPT2, Device.gpu()).next(1000)).isEqualTo(1000);
    assertThat(HeapTrimmer.uncached(GPT2, Device.cpu()).next(1000)).isEqualTo(64);
  }

  /** However the tokens are asked for, no 64 of them go by without a trimming between them. */
  @Property(tries = 200)
  void portionsEndAtEverySixtyFourthToken(
      @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 300) Integer> advances) {
    AtomicInteger trimmings = new AtomicInteger();
    HeapTrimmer trimmer = HeapTrimmer.uncached(GPT2, Device.cpu(), trimmings::incrementAndGet);
    int total = 0;
    for (int tokens : advances) {
      for (int until = total + tokens; total < until; ) {
        int next = trimmer.next(until - total);
        assertThat(next).isEqualTo(Math.min(until - total, 64 - total % 64));
        trimmer.decoded(next);
        total += next;
        assertThat(trimmings.get()).isEqualTo(total / 64);
      }
    }
  }
}
