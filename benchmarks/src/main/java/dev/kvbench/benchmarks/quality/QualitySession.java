package dev.kvbench.benchmarks.quality;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.arm.TrainedModel;
import dev.kvbench.benchmarks.fetch.Corpus;
import dev.kvbench.benchmarks.session.HaltOnStop;
import dev.kvbench.benchmarks.session.Libtorch;
import dev.kvbench.benchmarks.session.Progress;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.quality.Answer;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.QualityFile;
import dev.kvbench.results.quality.QualitySetting;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.RunDirectory;
import dev.kvbench.results.stats.Bootstrap;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.checkpoint.Checkpoint;
import dev.kvbench.transformer.device.ComputeDevice;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.tensor.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One quality run from a checkpoint and a text to its charts, told to a person at a terminal.
 *
 * @param checkpoint a file; null for the one inside the jar
 * @param corpus a file; null for the usual text
 * @param policies looked at, beside the uncached arm
 * @param dtypes they are looked at in
 * @param sequences stretches of text; null for the usual number
 * @param windows of text past the first one
 * @param threads libtorch's
 * @param device by its name
 * @param seed of the bootstrap
 * @param output folder that the run directory is made in
 * @param terminal whether standard output can write a line over
 */
public record QualitySession(
    Path checkpoint,
    Path corpus,
    List<CachePolicy> policies,
    List<Precision> dtypes,
    Integer sequences,
    int windows,
    int threads,
    String device,
    int seed,
    Path output,
    boolean terminal) {

  /** What run directories of this kind are named after. */
  private static final String NAME = "quality";

  /** Keeps copies. */
  public QualitySession {
    policies = List.copyOf(policies);
    dtypes = List.copyOf(dtypes);
  }

  /**
   * Computes, keeps and shows.
   *
   * @return whether every arm keeps its promise, and the charts were drawn
   * @throws InputException before anything is computed or written, for what cannot be run
   */
  public boolean run() throws IOException {
    Libtorch.start();
    Torch.start(threads);
    Device place = place();
    try (NDManager manager = NDManager.newBaseManager(place);
        ComputeDevice side = ComputeDevice.of(manager);
        Checkpoint model = TrainedModel.open(checkpoint, manager)) {
      side.await();
      int blockSize = model.weights().config().blockSize();
      int length = (int) Math.min(Integer.MAX_VALUE, (1L + windows) * blockSize + 1);
      Corpus text = text(model, length);
      HeldOutText heldOut = HeldOutText.of(text, model.vocabulary());
      long[][] stretches = heldOut.stretches(sequences, length);
      QualitySetting setting = setting(blockSize, stretches.length);
      Instant start = Instant.now();
      RunDirectory run = RunDirectory.create(output, NAME, start);
      QualityFacts facts = new QualityFacts(run, start);
      Environment environment = facts.writeAtStart(this, setting, model, text);
      tell(run, setting, text);
      Quality quality = compute(model, setting, stretches, run);
      run.writeAtomically(
          QualityFile.NAME, QualityFile.of(quality).getBytes(StandardCharsets.UTF_8));
      Map<String, String> failed = failed(quality);
      facts.writeAtEnd(failed);
      run.writeAtomically(
          "log.txt", QualityLog.of(environment, quality).getBytes(StandardCharsets.UTF_8));
      boolean shown = show(run);
      failed.forEach((arm, reason) -> System.err.printf("kvbench: failed: %s: %s%n", arm, reason));
      return shown && failed.isEmpty();
    }
  }

  private Device place() {
    try {
      return Torch.device(device);
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  /** The user's text, or the usual one, or where that cannot be had one of the model's own. */
  private Corpus text(Checkpoint model, int length) {
    try {
      return Corpus.of(corpus, new Progress(System.out, terminal)::now);
    } catch (InputException e) {
      if (corpus != null) {
        throw e;
      }
      System.out.printf(
          "note: %s%nnote: without it, the model writes the text itself: it is likelier to it than"
              + " any other, but the policies can be compared on it%n",
          e.getMessage());
      int stretches = sequences == null ? HeldOutText.USUAL : sequences;
      return WrittenText.of(model, stretches, length, seed);
    }
  }

  private QualitySetting setting(int blockSize, int sequences) {
    int prompt = Math.max(1, blockSize / 2);
    return new QualitySetting(
        blockSize,
        windows,
        sequences,
        prompt,
        (1 + windows) * blockSize - prompt,
        Bootstrap.RESAMPLES,
        seed);
  }

  private static void tell(RunDirectory run, QualitySetting setting, Corpus text) {
    System.out.printf(
        Locale.ROOT,
        "quality: what each cache policy computes, against the uncached model, on %d stretches of"
            + " %d characters of %s%nresults in %s%n%n",
        setting.sequences(),
        setting.positions() + 1,
        text.name(),
        run.path());
  }

  private Quality compute(
      Checkpoint model, QualitySetting setting, long[][] stretches, RunDirectory kept) {
    Progress progress = new Progress(System.out, terminal);
    try (QualityRun run =
        new QualityRun(model.weights(), setting, QualityArm.of(policies, dtypes), progress)) {
      return HaltOnStop.during(
          () -> run.of(stretches), () -> "stopped; " + kept.path() + " holds no results");
    }
  }

  /** Arms that break their promise, each with how. */
  static Map<String, String> failed(Quality quality) {
    Map<String, String> failed = new LinkedHashMap<>();
    for (ArmQuality arm : quality.arms()) {
      if (arm.answer() == Answer.WRONG) {
        failed.put(
            arm.policy() + " " + arm.dtype(),
            String.format(
                Locale.ROOT,
                "inside the window its logits differ from the uncached model's by up to %.3g, and"
                    + " %.2g is rounding",
                arm.windowDifference(),
                arm.windowLimit()));
      }
    }
    return failed;
  }

  private static boolean show(RunDirectory run) {
    try {
      QualityReport.print(run);
      return true;
    } catch (InputException e) {
      System.err.println("kvbench: " + e.getMessage()); // what was computed is safe all the same
      return false;
    }
  }
}
