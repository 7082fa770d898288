package dev.kvbench.transformer.decode;

import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.WithManager;
import dev.kvbench.transformer.model.Transformer;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.util.Random;

/** Small models for tests, freed with their manager. */
public final class Models implements AutoCloseable {
  public final NDManager manager;
  public final Weights weights;
  public final Transformer transformer;

  public Models(TransformerConfig config, long seed) {
    WithManager
        .startTorch(); // more would wait for each other on cores that others use, ten times as long
    this.manager = NDManager.newBaseManager();
    this.weights = Weights.initialise(config, seed, manager);
    this.transformer = new Transformer(weights);
  }

  public static long[][] randomText(TransformerConfig config, int batch, int length, long seed) {
    Random random = new Random(seed);
    long[][] text = new long[batch][length];
    for (long[] row : text) {
      java.util.Arrays.setAll(row, i -> random.nextInt(config.vocabularySize()));
    }
    return text;
  }

  public static double maxDifference(float[] a, float[] b) {
    double max = 0;
    for (int i = 0; i < a.length; i++) {
      max = Math.max(max, Math.abs(a[i] - b[i]));
    }
    return Float.isNaN(sum(a)) || Float.isNaN(sum(b)) ? Double.NaN : max;
  }

  private static float sum(float[] a) {
    float sum = 0;
    for (float x : a) {
      sum += x;
    }
    return sum;
  }

  @Override
  public void close() {
    manager.close();
  }
}
