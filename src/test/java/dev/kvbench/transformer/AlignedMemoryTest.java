package dev.kvbench.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class AlignedMemoryTest {
  @Property(tries = 300)
  void hasTheBytesAskedForAtAnAlignedAddress(@ForAll @IntRange(max = 5000) int count) {
    ByteBuffer bytes = AlignedMemory.bytes(count);
    assertThat(bytes.capacity()).isEqualTo(count);
    assertThat(bytes.isDirect()).isTrue();
    assertThat(bytes.order()).isEqualTo(ByteOrder.nativeOrder());
    assertThat(bytes.alignmentOffset(0, 64)).isZero();
  }
}
