package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A GPT-2 of real size in a fork of its own. */
@Tag("exhaustive")
class Gpt2IT {
  private static final long PARAMETERS = 81_912_576; // of distilgpt2

  private static final double WINDOW = 4.0 * 1024 * 2 * 6 * 768; // bytes of keys and values

  /** Weights once, and little beside them: × 1.3, the cache's window, and 300 MB for all else. */
  private static final double LIMIT = 1.3 * 4 * PARAMETERS + WINDOW + 300e6;

  @TempDir Path folder;

  @Test
  @EnabledOnOs(OS.LINUX)
  void theModelIsInMemoryOnce() throws Exception {
    JsonObject metrics = metrics("cached -p phase=decode -p steps=8 -p threads=1");
    assertThat(score(metrics, "kvBytes")).isEqualTo(WINDOW);
    assertThat(score(metrics, "peakRssBytes")).isLessThan(LIMIT);
    assertThat(score(metrics, "exact")).isEqualTo(1);
    assertThat(score(metrics, "trainedWeights")).isZero();
    assertThat(score(metrics, "heapBytesPerToken")).isLessThan(1024);
  }

  /** Each step has another number of rows, for which oneDNN prepares kernels of some MB. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void kernelsOfPastStepsAreNotKept() throws Exception {
    JsonObject metrics = metrics("uncached -p phase=generate -p steps=150 -p threads=2");
    assertThat(score(metrics, "peakRssBytes")).isLessThan(LIMIT);
    assertThat(score(metrics, "exact")).isEqualTo(1);
  }

  private JsonObject metrics(String words) throws Exception {
    Kvbench.Ended ended =
        new Kvbench(folder)
            .run(
                ("Gpt2Benchmark."
                        + words
                        + " -p model=distilgpt2 -p weights=random"
                        + " -f 1 -wi 0 -i 1 -rf json -rff out.json")
                    .split(" "));
    assertThat(ended.exit()).as(ended.err()).isZero();
    JsonArray rows =
        JsonParser.parseString(Files.readString(folder.resolve("out.json"))).getAsJsonArray();
    return rows.get(0).getAsJsonObject().getAsJsonObject("secondaryMetrics");
  }

  private static double score(JsonObject metrics, String name) {
    return metrics.getAsJsonObject(name).get("score").getAsDouble();
  }
}
