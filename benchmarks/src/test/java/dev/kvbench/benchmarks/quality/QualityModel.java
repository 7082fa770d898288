package dev.kvbench.benchmarks.quality;

import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.session.Progress;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.QualitySetting;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** A small untrained model and a text, for tests; freed when it is closed. */
final class QualityModel implements AutoCloseable {
  static final int BLOCK = 8;
  static final TransformerConfig CONFIG = new TransformerConfig(2, 2, 16, BLOCK, 17);

  final Weights weights;
  private final NDManager manager;

  QualityModel(long seed) {
    Torch.start(1); // more would wait for each other on cores that others use
    manager = NDManager.newBaseManager();
    weights = Weights.initialise(CONFIG, seed, manager);
  }

  static long[][] text(int sequences, int length) {
    Random random = new Random(7);
    long[][] text = new long[sequences][length];
    for (long[] row : text) {
      java.util.Arrays.setAll(row, i -> random.nextInt(CONFIG.vocabularySize()));
    }
    return text;
  }

  /** A whole quality run over random text, as far as three windows past the first. */
  Quality quality(List<CachePolicy> policies, List<Precision> dtypes, int sequences) {
    QualitySetting setting = new QualitySetting(BLOCK, 3, sequences, 4, 28, 1000, 1);
    Progress silent =
        new Progress(
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8), false);
    try (QualityRun run =
        new QualityRun(weights, setting, QualityArm.of(policies, dtypes), silent)) {
      return run.of(text(sequences, setting.positions() + 1));
    }
  }

  int arrays() {
    return manager.getManagedArrays().size();
  }

  @Override
  public void close() {
    manager.close();
  }
}
