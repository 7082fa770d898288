package dev.kvbench.plot.model;

import dev.kvbench.plot.model.RunData.Loss;
import dev.kvbench.plot.picture.Axis;
import dev.kvbench.plot.picture.Heading;
import dev.kvbench.plot.picture.LinePicture;
import dev.kvbench.plot.picture.Pen;
import dev.kvbench.plot.picture.Picture;
import dev.kvbench.plot.picture.Scale;
import dev.kvbench.plot.picture.Series;
import dev.kvbench.results.io.Numbers;
import dev.kvbench.results.run.Environment;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** How the loss of a training falls. */
final class LossChart implements Chart {
  @Override
  public List<Picture> of(RunData run, Scale scale) {
    List<Loss> losses = run.losses();
    List<Series> series =
        List.of(
            series(
                "training, mean since the point before", Pen.Tone.TRAINING, losses, Loss::training),
            series("held-out text", Pen.Tone.HELD_OUT, losses, Loss::heldOut));
    if (Series.points(series).findAny().isEmpty()) {
      return List.of();
    }
    Heading heading =
        new Heading(
            "loss",
            "Training loss: "
                + Numbers.digits(losses.get(losses.size() - 1).heldOut())
                + " nats a token on held-out text",
            subtitle(run.environment()),
            List.of("read: " + run.environment().get("training", "corpus").orElse("a text")));
    return List.of(
        LinePicture.of(
                heading,
                Axis.of("training steps", "", false),
                Axis.of("cross-entropy, nats a token", "", false).fromAnywhere(),
                series)
            .labelled(LinePicture.Labels.NONE));
  }

  /** A training's model stands with its settings. */
  private static String subtitle(Environment environment) {
    Map<String, String> training = environment.sections().getOrDefault("training", Map.of());
    String batchSize = training.getOrDefault("training.batchSize", "unknown");
    return Subtitle.ofSettings(
        environment.with("model", training), List.of(Map.of("batchSize", batchSize)));
  }

  private static Series series(
      String name, Pen.Tone tone, List<Loss> losses, ToDoubleFunction<Loss> loss) {
    return new Series(
        name,
        Pen.of(tone, 0),
        losses.stream()
            .filter(point -> Double.isFinite(loss.applyAsDouble(point)))
            .map(point -> Series.Point.of(point.step(), loss.applyAsDouble(point)))
            .toList());
  }
}
