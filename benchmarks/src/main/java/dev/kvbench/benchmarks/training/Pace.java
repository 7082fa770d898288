package dev.kvbench.benchmarks.training;

import dev.kvbench.results.io.Numbers;
import java.util.Locale;

/** How fast a training goes, and how its loss is, since the last evaluation. */
final class Pace {
  private final TrainingSettings settings;
  private int step;
  private int stepsSince;
  private double lossSince;
  private long since = System.nanoTime();

  Pace(TrainingSettings settings, int step) {
    this.settings = settings;
    this.step = step;
  }

  void stepped(double loss) {
    step++;
    stepsSince++;
    lossSince += loss;
  }

  /** Evaluation takes time of its own, which is none of the steps'. */
  void evaluated() {
    stepsSince = 0;
    lossSince = 0;
    since = System.nanoTime();
  }

  double meanLoss() {
    return lossSince / stepsSince;
  }

  double tokensPerSecond() {
    double tokens = (double) stepsSince * settings.batchSize() * settings.blockSize();
    return tokens / seconds();
  }

  private double seconds() {
    return (System.nanoTime() - since) / 1e9;
  }

  /** The progress line. */
  String line() {
    return String.format(
        Locale.ROOT,
        "step %d of %d: loss %.3f, %.0f tokens/s%s",
        step,
        settings.steps(),
        meanLoss(),
        tokensPerSecond(),
        left());
  }

  /** The time that is left at this pace; empty at the end. */
  String left() {
    double left = (settings.steps() - step) * seconds() / stepsSince;
    return step == settings.steps() ? "" : ", about " + Numbers.duration(left) + " left";
  }
}
