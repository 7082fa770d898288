import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.LongStream;

/**
 * Greedy tokens by ONNX Runtime's Java API; runtimes.py exports the graphs and asks by lines:
 *
 * <pre>
 * logits FIRST TOKEN...            logits after the text, of which FIRST tokens are passed at once
 * tokens COUNT TIMED TOKEN...      seconds, and tokens chosen after the prompt: COUNT of them timed, and
 *                                  unless TIMED one before
 * </pre>
 *
 * Usage: {@code java -cp onnxruntime.jar OnnxGreedy.java FOLDER cached|uncached THREADS}
 */
public final class OnnxGreedy {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession whole;
  private final OrtSession step; // null where there is no cache
  private OrtSession.Result last; // owns logits, and keys and values

  private OnnxGreedy(String folder, boolean cached, int threads) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads);
    whole = environment.createSession(folder + "/whole.onnx", options);
    step = cached ? environment.createSession(folder + "/step.onnx", options) : null;
  }

  public static void main(String[] arguments) throws OrtException, IOException {
    OnnxGreedy model =
        new OnnxGreedy(arguments[0], arguments[1].equals("cached"), Integer.parseInt(arguments[2]));
    System.out.println(model.environment.getVersion());
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      int count = Integer.parseInt(words[1]);
      System.out.println(
          words[0].equals("logits")
              ? model.logits(count, tokens(words, 2))
              : model.generate(count, Boolean.parseBoolean(words[2]), tokens(words, 3)));
    }
  }

  private static long[] tokens(String[] words, int from) {
    return Arrays.stream(words, from, words.length).mapToLong(Long::parseLong).toArray();
  }

  private String logits(int first, long[] text) throws OrtException {
    float[] logits = after(Arrays.copyOf(text, first), true);
    for (int count = first + 1; count <= text.length; count++) {
      logits = after(Arrays.copyOf(text, count), false);
    }
    StringJoiner line = new StringJoiner(" ");
    for (float logit : logits) {
      line.add(Float.toString(logit));
    }
    return line.toString();
  }

  private String generate(int count, boolean timedPrompt, long[] prompt) throws OrtException {
    int steps = count + (timedPrompt ? 0 : 1);
    long[] text = Arrays.copyOf(prompt, prompt.length + steps);
    long began = System.nanoTime();
    for (int length = prompt.length; length < text.length; length++) {
      boolean fresh = length == prompt.length;
      if (!timedPrompt && length == prompt.length + 1) {
        began = System.nanoTime();
      }
      float[] logits = after(Arrays.copyOf(text, length), fresh);
      int best = 0;
      for (int token = 1; token < logits.length; token++) {
        best = logits[token] > logits[best] ? token : best;
      }
      text[length] = best;
    }
    StringJoiner line =
        new StringJoiner(" ").add(Double.toString((System.nanoTime() - began) / 1e9));
    for (int place = prompt.length; place < text.length; place++) {
      line.add(Long.toString(text[place]));
    }
    return line.toString();
  }

  /** Logits [V] after the text: all of it passed, or its last token where there is a cache. */
  private float[] after(long[] text, boolean fresh) throws OrtException {
    boolean all = fresh || step == null;
    int first = all ? 0 : text.length - 1;
    Map<String, OnnxTensor> inputs = new HashMap<>();
    long[][] tokens = {Arrays.copyOfRange(text, first, text.length)};
    long[] positions = LongStream.range(first, text.length).toArray();
    OrtSession.Result before = last;
    try (OnnxTensor passed = OnnxTensor.createTensor(environment, tokens);
        OnnxTensor places = OnnxTensor.createTensor(environment, positions)) {
      inputs.put("tokens", passed);
      inputs.put("positions", places);
      if (all) {
        last = step == null ? whole.run(inputs, Set.of("logits")) : whole.run(inputs);
      } else {
        for (Map.Entry<String, ?> output : before) {
          if (output.getKey().startsWith("present")) {
            inputs.put(output.getKey().replace("present", "past"), (OnnxTensor) output.getValue());
          }
        }
        last = step.run(inputs);
      }
    }
    if (before != null) {
      before.close();
    }
    return ((OnnxTensor) last.get(0)).getFloatBuffer().array();
  }
}
