package dev.kvbench.benchmarks.arm;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.kvbench.transformer.device.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OperationCountTest {
  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  @Test
  void countsWhatIsCalledAndNotWhatThatCalls() {
    String trace =
        """
        [{"name": "aten::linear", "ph": "X", "tid": 1, "ts": 10, "dur": 20},
         {"name": "aten::addmm", "ph": "X", "tid": 1, "ts": 12, "dur": 10},
         {"name": "aten::copy_", "ph": "X", "tid": 1, "ts": 12, "dur": 2},
         {"name": "aten::relu", "ph": "X", "tid": 1, "ts": 31, "dur": 4},
         {"name": "aten::item", "ph": "X", "tid": 1, "ts": 40, "dur": 4},
         {"name": "aten::_local_scalar_dense", "ph": "X", "tid": 1, "ts": 41, "dur": 2},
         {"name": "aten::mm", "ph": "X", "tid": 2, "ts": 15, "dur": 5},
         {"name": "generate", "ph": "X", "tid": 1, "ts": 0, "dur": 100},
         {"name": "thread_name", "ph": "M", "tid": 1}]
        """;
    OperationCount right = new OperationCount(4, 1);
    assertThat(OperationCount.in(trace)).isEqualTo(right);
    assertThat(OperationCount.in("{\"traceEvents\": " + trace + "}")).isEqualTo(right);
  }

  @Test
  void countsRealOnes() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray x = manager.ones(new Shape(4, 4));
      NDArray y = manager.ones(new Shape(4, 4));
      assertThat(
              OperationCount.of(
                  () -> {
                    x.matMul(y).close();
                    x.add(y).close();
                    x.exp().close();
                  }))
          .isEqualTo(new OperationCount(3, 0));
      NDArray chosen = x.gt(y);
      assertThat(OperationCount.of(() -> x.booleanMask(chosen).close()).hostWaits()).isPositive();
    }
  }
}
