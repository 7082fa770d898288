package dev.kvbench.benchmarks.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FailureReasonTest {
  @Test
  void anExceptionsMessageAndNotItsStack() {
    assertThat(
            FailureReason.in(
                List.of(
                    "[main] INFO loading",
                    "Exception in thread \"main\" ai.djl.engine.EngineException: CUDA error: x",
                    "\tat dev.kvbench.Main.main(Main.java:1)",
                    "Caused by: java.lang.IllegalStateException: y")))
        .isEqualTo("Exception in thread \"main\" ai.djl.engine.EngineException: CUDA error: x");
  }

  @Test
  void anAbortsMessageAndNotItsFrames() {
    assertThat(
            FailureReason.in(
                List.of(
                    "terminate called after throwing an instance of 'c10::Error'",
                    "  what():  CUDA error: no kernel image is available",
                    "Exception raised from f at /c10/x.cpp:43 (most recent call first):",
                    "frame #27: [0x7fa7]",
                    "")))
        .isEqualTo("what():  CUDA error: no kernel image is available");
  }

  @Test
  void otherwiseTheLastLine() {
    assertThat(FailureReason.in(List.of("a", "b", " "))).isEqualTo("b");
    assertThat(FailureReason.in(List.of())).isEmpty();
  }
}
