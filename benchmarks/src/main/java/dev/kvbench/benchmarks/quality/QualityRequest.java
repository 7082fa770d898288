package dev.kvbench.benchmarks.quality;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.kvbench.benchmarks.arm.Engine;
import dev.kvbench.benchmarks.arm.Parameters;
import dev.kvbench.benchmarks.arm.TextModel;
import dev.kvbench.benchmarks.fetch.Corpus;
import dev.kvbench.benchmarks.session.Invocation;
import dev.kvbench.benchmarks.session.Run;
import dev.kvbench.benchmarks.session.Session;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.quality.Agreement;
import dev.kvbench.results.quality.ArmQuality;
import dev.kvbench.results.quality.Quality;
import dev.kvbench.results.quality.QualityFile;
import dev.kvbench.results.quality.QualitySetting;
import dev.kvbench.results.run.MachineFacts;
import dev.kvbench.results.stats.Bootstrap;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.device.ComputeDevice;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.tensor.Labels;
import dev.kvbench.transformer.tensor.Precision;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A quality run as the user asks for it.
 *
 * @param model a name of the hub, or a folder; null for the article's
 * @param checkpoint a file of the article's model; null for the one inside the jar
 * @param context tokens of a Llama-like model's window; null for the usual number
 * @param corpus a file; null for the usual text
 * @param policies beside the uncached arm; empty for all that are for such a model
 * @param dtypes they compute in
 * @param sequences passages of text; null for the usual number
 * @param windows of text past the first one
 * @param device where libtorch, which has been started, computes
 * @param seed of the bootstrap
 */
public record QualityRequest(
    String model,
    Path checkpoint,
    Integer context,
    Path corpus,
    List<CachePolicy> policies,
    List<Precision> dtypes,
    Integer sequences,
    int windows,
    Device device,
    int seed) {
  /** Passages of text where the user does not say. */
  public static final int DEFAULT_SEQUENCES = 64;

  /**
   * Evaluates the arms, and keeps and shows what comes of it.
   *
   * @return the exit code: 1 where an arm breaks its promise or charts could not be drawn
   * @throws InputException before anything is computed or written, for what cannot be run
   */
  public int evaluate(Invocation invocation) {
    try (Session session = Session.computing(invocation);
        NDManager manager = NDManager.newBaseManager(device);
        ComputeDevice computing = ComputeDevice.of(manager);
        TextModel evaluated =
            model == null
                ? TextModel.ofArticle(checkpoint, manager)
                : TextModel.pretrained(
                    model, context, manager, this::fitting, session.progress()::now)) {
      computing.await();
      TransformerConfig config = evaluated.weights().config();
      List<CachePolicy> fitting = fitting(config);
      int blockSize = config.blockSize();
      int length = (int) Math.min(Integer.MAX_VALUE, (1L + windows) * blockSize + 1);
      Corpus text = text(evaluated, length, session);
      text.printNote();
      long[][] passages = HeldOutText.sequences(text, evaluated.tokeniser(), sequences, length);
      QualitySetting setting = setting(blockSize, passages.length);
      Run run = session.begin("quality", facts(evaluated, fitting, text, setting));
      session.onStop(() -> "stopped; " + run.path() + " holds no results");
      System.out.printf(
          "quality: what each cache policy computes, against the uncached model, on %d passages of"
              + " %d tokens of %s; without a cache that takes %d passes of %d tokens in each"
              + " number format%nresults in %s%n%n",
          passages.length,
          length,
          text.name(),
          (long) passages.length * (setting.positions() + setting.greedyLength()),
          blockSize,
          run.path());
      Quality quality;
      try (Evaluation evaluation =
          new Evaluation(evaluated.weights(), setting, fitting, dtypes, session.progress())) {
        quality = evaluation.of(passages);
      }
      run.write(QualityFile.NAME, QualityFile.of(quality));
      session.onStop(() -> "stopped; the results are in " + run.path());
      run.log().print(QualityReport.tables(quality));
      failures(quality).forEach(run::fail);
      run.end();
      session.showResults(() -> QualityReport.print(run.path()));
      return session.exitCode();
    }
  }

  /**
   * The policies asked for, or all there are for such a model.
   *
   * @throws InputException where one is not for it, or memory is too small
   */
  private List<CachePolicy> fitting(TransformerConfig config) {
    List<CachePolicy> fitting =
        policies.isEmpty()
            ? Arrays.stream(CachePolicy.values()).filter(policy -> policy.fits(config)).toList()
            : policies;
    try {
      fitting.forEach(policy -> policy.requireFits(config));
      Parameters.checkWeights(
          "%d arms in %s".formatted((1 + fitting.size()) * dtypes.size(), Labels.list(dtypes)),
          "weights",
          config,
          timesHeld(fitting.size()),
          "choose --dtypes float32, fewer --policies or a smaller model");
      Evaluation.checkMemory(config, windows);
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
    return fitting;
  }

  /** The model's weights, which float32's arms share, and a copy in every other arm. */
  double timesHeld(int policies) {
    return 1
        + dtypes.stream()
            .filter(dtype -> dtype != Precision.FLOAT32)
            .mapToDouble(dtype -> (1 + policies) * dtype.bytes() / (double) Float.BYTES)
            .sum();
  }

  /** The user's text, or the usual one, or where that cannot be had one of the model's own. */
  private Corpus text(TextModel evaluated, int length, Session session) {
    try {
      return Corpus.of(corpus, session.progress()::now);
    } catch (InputException e) {
      if (corpus != null || evaluated.weights().config().family().large()) {
        throw e;
      }
      System.out.printf(
          "note: %s%nnote: without it, the model writes the text itself: it is likelier to it than"
              + " any other, but the policies can be compared on it%n",
          e.getMessage());
      return HeldOutText.generated(evaluated, sequences, length, seed);
    }
  }

  /** Greedy text continues the first half of the window, to the end of the passage. */
  private QualitySetting setting(int blockSize, int passages) {
    int prompt = Math.max(1, blockSize / 2);
    int greedy = (1 + windows) * blockSize - prompt;
    return new QualitySetting(
        blockSize, windows, passages, prompt, greedy, Bootstrap.RESAMPLES, seed);
  }

  private Map<String, Map<String, String>> facts(
      TextModel evaluated, List<CachePolicy> fitting, Corpus text, QualitySetting setting) {
    String formats = Labels.list(dtypes);
    Map<String, String> shape = new LinkedHashMap<>();
    if (evaluated.name() != null) {
      shape.put("name", MachineFacts.withoutHome(evaluated.name()));
      shape.put("weights", "trained");
    }
    shape.putAll(evaluated.weights().config().facts());
    shape.put("vocabulary", Integer.toString(evaluated.tokeniser().size()));
    shape.put("dtype", formats);
    Map<String, String> corpus = new LinkedHashMap<>();
    corpus.put("label", text.name());
    corpus.put("sha256", text.sha256());
    corpus.put("part", text.isOfAFile() ? "the last tenth" : "all");
    Map<String, String> quality = new LinkedHashMap<>();
    quality.put("policies", Labels.list(fitting));
    quality.put("dtypes", formats);
    quality.put("sequences", Integer.toString(setting.sequences()));
    quality.put("windows", Integer.toString(windows));
    quality.put("seed", Integer.toString(seed));
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    sections.put(
        "engine",
        Session.engine(Map.of("name", Engine.SCRIPT.label(), "device", Torch.name(device))));
    sections.put("model", shape);
    sections.put("weights", Map.of("checkpoint", "sha256 " + evaluated.weights().sha256()));
    if (!evaluated.facts().isEmpty()) {
      sections.put("checkpoint", evaluated.facts());
    }
    sections.put("corpus", corpus);
    sections.put("quality", quality);
    return sections;
  }

  /** Arms that break their promise, each with how. */
  static Map<String, String> failures(Quality quality) {
    Map<String, String> failures = new LinkedHashMap<>();
    for (ArmQuality arm : quality.arms()) {
      if (arm.answer() == Agreement.WRONG) {
        failures.put(
            arm.label(),
            String.format(
                Locale.ROOT,
                "inside the window its logits differ from the uncached model's by up to %.3g, and"
                    + " %.2g is rounding",
                arm.windowDifference(),
                arm.windowLimit()));
      }
    }
    return failures;
  }
}
