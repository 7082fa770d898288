package dev.kvbench.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SuiteFactsTest {
  @Test
  void changesOfASuiteAreToldAsTheCommandLineHasThem() {
    assertThat(parameters(Map.of())).isEqualTo("none");
    assertThat(
            parameters(
                new TreeMap<>(Map.of("blockSize", List.of("256"), "steps", List.of("8", "16")))))
        .isEqualTo("-p blockSize=256 -p steps=8,16");
  }

  private static String parameters(Map<String, List<String>> overrides) {
    return SuiteFacts.suite(SuiteFile.load("quick"), "in order", overrides, 1, null)
        .get("parameters");
  }
}
