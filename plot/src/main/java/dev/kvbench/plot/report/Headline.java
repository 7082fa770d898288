package dev.kvbench.plot.report;

import dev.kvbench.plot.ChartContext;
import dev.kvbench.plot.LossChart;
import dev.kvbench.results.jmh.Arm;
import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.Region;
import dev.kvbench.results.stats.Estimate;
import dev.kvbench.results.stats.Estimates;
import dev.kvbench.results.stats.Rung;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a run says, in words: the same on the page and at the terminal. */
public final class Headline {
  private final ReportRun run;
  private final List<Row> rows;

  private Headline(ReportRun run) {
    this.run = run;
    this.rows = run.usable();
  }

  /** A sentence for each question that the run answers, the most important first; at least one. */
  public static List<String> of(ReportRun run) {
    Headline headline = new Headline(run);
    List<String> sentences = new ArrayList<>();
    List<Row> rows = headline.rows;
    SpeedupWords.ofGenerations(rows, run.crossovers()).ifPresent(sentences::add);
    SpeedupWords.ofGpt2(rows).ifPresent(sentences::add);
    headline.ladder().ifPresent(sentences::add);
    SpeedupWords.ofSteps(rows).ifPresent(sentences::add);
    SpeedupWords.ofBatches(rows).ifPresent(sentences::add);
    sentences.addAll(CrossoverSentences.of(rows));
    run.quality().map(Headline::quality).ifPresent(sentences::add);
    headline.training().ifPresent(sentences::add);
    String machine = headline.machine();
    if (sentences.isEmpty()) {
      return List.of(
          machine
              + (rows.isEmpty()
                  ? "nothing was measured that could be reported"
                  : "no cached row has an uncached partner: what a cache buys is not said"));
    }
    sentences.set(0, machine + sentences.get(0));
    return sentences.stream()
        .map(words -> Character.toUpperCase(words.charAt(0)) + words.substring(1))
        .toList();
  }

  private String machine() {
    ChartContext context = ChartContext.of(run.environment());
    return "On this machine ("
        + context.device()
        + ", "
        + context.threads()
        + (context.threads().equals("1") ? " thread" : " threads")
        + ") ";
  }

  private Optional<String> ladder() {
    List<Rung> rungs = Rung.of(rows);
    Optional<Rung> cached = fastest(rungs, Arm.CACHED);
    Optional<Rung> uncached = fastest(rungs, Arm.UNCACHED);
    List<String> words = new ArrayList<>();
    if (cached.isPresent()
        && uncached.isPresent()
        && steps(cached.get()).equals(steps(uncached.get()))) {
      Estimate ratio = Estimates.ratio(uncached.get().row(), cached.get().row());
      words.add(
          "with both arms at their best a KV cache makes "
              + steps(cached.get())
              + " tokens "
              + Words.faster(ratio));
    }
    Stream.of(cached, uncached)
        .flatMap(Optional::stream)
        .forEach(best -> words.add(atBest(best, rungs)));
    return words.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", words));
  }

  private static String steps(Rung rung) {
    return rung.row().params().get("steps");
  }

  private static String atBest(Rung best, List<Rung> rungs) {
    String from =
        best.first(rungs)
            .filter(first -> !first.equals(best))
            .map(first -> " instead of " + Words.figure(first.millisecondsPerToken().value()))
            .orElse("");
    return "the fastest "
        + best.arm().word()
        + " rung with a right answer ("
        + best.name()
        + ", "
        + best.dtype()
        + ") takes "
        + Words.estimate(best.millisecondsPerToken(), " ms")
        + " a token"
        + (from.isEmpty() ? "" : from + " as published");
  }

  private static Optional<Rung> fastest(List<Rung> rungs, Arm arm) {
    return rungs.stream()
        .filter(rung -> rung.arm() == arm && rung.exact())
        .min(Comparator.comparing(rung -> rung.millisecondsPerToken().value()));
  }

  private static String quality(Quality quality) {
    List<ArmQuality> cached =
        quality.arms().stream()
            .filter(arm -> !arm.isUncached())
            .filter(arm -> arm.dtype().equals(quality.reference().dtype()))
            .filter(arm -> Double.isFinite(past(arm).value()))
            .sorted(Comparator.comparing(arm -> past(arm).value()))
            .toList();
    if (cached.isEmpty()) {
      return "no cache policy's quality is a number";
    }
    ArmQuality best = cached.get(0);
    ArmQuality worst = cached.get(cached.size() - 1);
    String from = "past the window of " + quality.setting().blockSize() + " characters ";
    return from
        + "a cache costs between "
        + nats(best)
        + " and "
        + nats(worst)
        + " a character in likelihood against the uncached model";
  }

  private static Estimate past(ArmQuality arm) {
    return arm.in(Region.PAST).deltaNll();
  }

  private static String nats(ArmQuality arm) {
    Estimate past = past(arm);
    return Words.figure(past.value())
        + " nats"
        + (past.hasInterval() ? " [" + Words.ends(past) + "]" : "")
        + " ("
        + arm.policy()
        + ")";
  }

  private Optional<String> training() {
    List<LossChart.Point> losses = run.losses();
    if (losses.isEmpty()) {
      return Optional.empty();
    }
    LossChart.Point last = losses.get(losses.size() - 1);
    LossChart.Point first = losses.get(0);
    return Optional.of(
        "a training of "
            + last.step()
            + " steps brought the loss on held-out text "
            + (losses.size() == 1 ? "" : "from " + Words.figure(first.heldOut()) + " ")
            + "to "
            + Words.figure(last.heldOut())
            + " nats a token");
  }
}
