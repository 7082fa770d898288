package dev.kvbench.transformer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import dev.kvbench.transformer.checkpoint.Checkpoint;
import dev.kvbench.transformer.checkpoint.Safetensors;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.script.Script;
import dev.kvbench.transformer.tensor.TransformerConfig;
import dev.kvbench.transformer.text.CharVocabulary;
import dev.kvbench.transformer.text.OneLine;
import dev.kvbench.transformer.text.TrainingText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains the article's transformer: forward, backward and AdamW on libtorch, in a handful of native
 * calls; see trainer.py beside this class. Queries, keys and values of all heads are one matrix
 * here, which changes nothing: AdamW treats each element by itself.
 *
 * <p>Not thread-safe.
 */
public final class Trainer implements AutoCloseable {
  static final String FIRST = Checkpoint.TRAINING + "first.";
  private static final String SECOND = Checkpoint.TRAINING + "second.";
  private static final String STEP = Checkpoint.TRAINING + "step";

  private final TransformerConfig config;
  private final AdamW adamW;
  private final NDManager manager;
  private final Script script;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  final Map<String, NDArray> moments = new LinkedHashMap<>(); // by name, of both kinds
  private final Map<String, NDArray> counts = new LinkedHashMap<>();
  private int steps;

  /**
   * A trainer that begins with a copy of these weights.
   *
   * @param parent owner of its tensors, on the device to train on
   */
  public Trainer(Weights initial, AdamW adamW, NDManager parent) {
    this.config = initial.config();
    this.adamW = adamW;
    this.manager = parent.newSubManager();
    this.script = new Script(Script.read("trainer.py"), manager.getDevice());
    try {
      start(initial);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void start(Weights initial) {
    parameters.putAll(FusedParameters.of(initial, manager));
    parameters.forEach(
        (name, parameter) -> {
          moments.put(FIRST + name, manager.zeros(parameter.getShape()));
          moments.put(SECOND + name, manager.zeros(parameter.getShape()));
          counts.put(name, manager.zeros(new Shape()));
          parameter.setRequiresGradient(true);
        });
    script.call("init", List.copyOf(parameters.values()), config.layers(), config.heads());
  }

  /**
   * What one step did.
   *
   * @param loss mean cross-entropy of the batch before the step, in nats a token
   * @param gradientNorm Euclidean norm of all gradients, before it was clipped
   */
  public record Step(double loss, double gradientNorm) {
    /** Whether both are numbers. After a step where they are not the weights are lost. */
    public boolean isFinite() {
      return Double.isFinite(loss) && Double.isFinite(gradientNorm);
    }
  }

  /** Takes one step of AdamW on a batch. */
  public Step step(TrainingText.Batch batch, double learningRate) {
    JniUtils.setGradMode(true); // of this thread; see Torch.start
    try (NDManager scope = manager.newSubManager();
        NDList outputs = script.differentiate(scope, tensors(batch, scope))) {
      PtNDArray loss = (PtNDArray) outputs.singletonOrThrow();
      double value = loss.getFloat();
      try (NDArray one = scope.ones(loss.getShape())) {
        JniUtils.backward(loss, (PtNDArray) one, false, false);
      }
      double norm = update(learningRate);
      steps++;
      return new Step(value, norm);
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  private double update(double learningRate) {
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    try {
      parameters.forEach((name, parameter) -> gradients.put(name, parameter.getGradient()));
      double norm;
      try (IValue value = script.run("clip", List.copyOf(gradients.values()), adamW.clip())) {
        norm = value.toDouble();
      }
      adamw(true, gradients, learningRate);
      adamw(false, gradients, learningRate);
      return norm;
    } finally {
      gradients.values().forEach(NDArray::close);
      parameters.values().forEach(parameter -> JniUtils.zeroGrad((PtNDArray) parameter));
    }
  }

  /** Matrices decay, biases and norms do not. */
  private void adamw(boolean matrices, Map<String, NDArray> gradients, double rate) {
    List<String> names =
        parameters.keySet().stream()
            .filter(name -> parameters.get(name).getShape().dimension() > 1 == matrices)
            .toList();
    script.call(
        "adamw",
        names.stream().map(parameters::get).toList(),
        names.stream().map(gradients::get).toList(),
        names.stream().map(name -> moments.get(FIRST + name)).toList(),
        names.stream().map(name -> moments.get(SECOND + name)).toList(),
        names.stream().map(counts::get).toList(),
        rate,
        adamW.beta1(),
        adamW.beta2(),
        matrices ? adamW.weightDecay() : 0.0);
  }

  /** Mean cross-entropy over batches, in nats a token. */
  public double loss(List<TrainingText.Batch> batches) {
    double sum = 0;
    long sequences = 0;
    for (TrainingText.Batch batch : batches) {
      try (NDManager scope = manager.newSubManager()) {
        NDArray[] inputs = tensors(batch, scope);
        try (IValue loss = script.run("loss", (Object[]) inputs)) {
          sum += loss.toDouble() * batch.tokens().length;
        }
      }
      sequences += batch.tokens().length;
    }
    return sum / sequences;
  }

  private static NDArray[] tensors(TrainingText.Batch batch, NDManager scope) {
    return new NDArray[] {scope.create(batch.tokens()), scope.create(batch.targets())};
  }

  /** Steps taken so far. */
  public int steps() {
    return steps;
  }

  /** A copy of the weights as they are, for the caller to close. */
  public Weights weights() {
    return FusedParameters.split(config, parameters, manager.getParentManager());
  }

  /** Writes weights and all that the training needs to go on as if it had not stopped. */
  public void save(Path file, CharVocabulary vocabulary, Map<String, String> facts)
      throws IOException {
    Map<String, String> all = new LinkedHashMap<>(facts);
    all.put(STEP, Integer.toString(steps));
    try (Weights weights = weights()) {
      Checkpoint.save(file, weights, vocabulary, all, moments, false);
    }
  }

  /**
   * Goes on where {@link #save} was called.
   *
   * @param checkpoint what was read of the file; stays the caller's to close
   * @throws IOException with one line that names the file and what is wrong with it
   */
  public static Trainer resume(Path file, Checkpoint checkpoint, AdamW adamW, NDManager parent)
      throws IOException {
    try (Safetensors in = new Safetensors(file)) {
      Trainer trainer = new Trainer(checkpoint.weights(), adamW, parent);
      try {
        trainer.restore(file, in);
        return trainer;
      } catch (IOException | RuntimeException e) {
        trainer.close();
        throw e;
      }
    }
  }

  private void restore(Path file, Safetensors in) throws IOException {
    try {
      steps = Integer.parseInt(in.metadata().getOrDefault(STEP, ""));
    } catch (NumberFormatException e) {
      throw OneLine.problem(
          file, "holds a model but no training to go on with; give a checkpoint that train wrote");
    }
    for (Map.Entry<String, NDArray> moment : moments.entrySet()) {
      Shape shape = moment.getValue().getShape();
      try (NDArray saved = in.tensor(moment.getKey(), shape, manager)) {
        moment.getValue().addi(saved); // they are zero
      }
    }
    counts.values().forEach(count -> count.addi(steps));
  }

  @Override
  public void close() {
    script.close();
    manager.close();
  }
}
