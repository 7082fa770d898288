package dev.kvbench.transformer.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kvbench.transformer.tensor.Labels;
import dev.kvbench.transformer.tensor.LlamaShape;
import dev.kvbench.transformer.tensor.ModelFamily;
import dev.kvbench.transformer.tensor.Rope;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The {@code config.json} of a Llama-like model, as Hugging Face's {@code LlamaConfig} and the
 * others write it. What it leaves out means what it means there.
 */
final class LlamaConfig extends ConfigFile {
  private static final int HEADS = 1000;
  private static final int WIDTH = 1 << 20;
  private static final int POSITIONS = 1 << 24;
  private static final List<ModelFamily> FAMILIES =
      Arrays.stream(ModelFamily.values()).filter(ModelFamily::llamaLike).toList();

  private final ModelFamily family;

  LlamaConfig(Path file, JsonObject json) {
    super(file, json);
    family = Labels.parse(ModelFamily.class, "model_type", json.get("model_type").getAsString());
  }

  /** Whether it is for a model of that kind, or of one that nobody here knows. */
  static boolean isFor(JsonObject json) {
    if (isAbsent(json, "model_type") || !isWord(json.get("model_type"))) {
      return false;
    }
    String type = json.get("model_type").getAsString();
    boolean gpt2 = type.equals(Labels.of(ModelFamily.GPT2));
    if (!gpt2 && FAMILIES.stream().noneMatch(family -> Labels.of(family).equals(type))) {
      throw new IllegalArgumentException(
          "has model_type %s; kvbench computes gpt2, %s"
              .formatted(shown(json.get("model_type")), Labels.list(FAMILIES)));
    }
    return !gpt2;
  }

  private static boolean isWord(JsonElement value) {
    return value instanceof JsonPrimitive primitive && primitive.isString();
  }

  /** The sizes; refuses what this transformer does not compute. */
  TransformerConfig config() throws IOException {
    if (!isAbsent("hidden_act") && !json.get("hidden_act").equals(new JsonPrimitive("silu"))) {
      throw problem(
          String.format("has hidden_act %s; kvbench computes silu", shown(json.get("hidden_act"))));
    }
    int embed = size("hidden_size", WIDTH);
    int heads = size("num_attention_heads", HEADS);
    boolean bias = flag("attention_bias");
    int positions = size("max_position_embeddings", POSITIONS);
    LlamaShape shape =
        new LlamaShape(
            keyValueHeads(heads),
            headSize(embed, heads),
            size("intermediate_size", WIDTH),
            slidingWindow(positions),
            rope(),
            isAbsent("rms_norm_eps") ? 1e-6 : positive(json, "rms_norm_eps"),
            family.attentionBias(bias),
            family.projectionBias(bias),
            family.feedForwardBias(flag("mlp_bias")),
            flag("tie_word_embeddings"));
    return new TransformerConfig(
        family,
        size("num_hidden_layers", 1000),
        heads,
        embed,
        positions,
        size("vocab_size", 1 << 22),
        shape);
  }

  /** A null is as many as there are heads; no word is what the family takes then. */
  private int keyValueHeads(int heads) throws IOException {
    if (!json.has("num_key_value_heads")) {
      return family.defaultKeyValueHeads(heads);
    }
    return isAbsent("num_key_value_heads") ? heads : size("num_key_value_heads", HEADS);
  }

  /** A null is an even share, and of a family that takes another size no answer. */
  private int headSize(int embed, int heads) throws IOException {
    int otherwise = family.defaultHeadSize();
    if (otherwise > 0 && !json.has("head_dim")) {
      return otherwise;
    }
    if (otherwise > 0 || !isAbsent("head_dim")) {
      return size("head_dim", 1 << 14);
    }
    if (embed % heads != 0) {
      throw problem(
          String.format("has no head_dim, and hidden_size %d for %d heads", embed, heads));
    }
    return embed / heads;
  }

  private boolean flag(String name) throws IOException {
    if (isAbsent(name)) {
      return false;
    }
    if (json.get(name) instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw problem(String.format("needs true or false as %s, not %s", name, shown(json.get(name))));
  }

  /** Of all layers; as many as there are positions where there is none. */
  private int slidingWindow(int positions) throws IOException {
    boolean slides = family.slides(flag("use_sliding_window"));
    if (!slides || (json.has("sliding_window") && isAbsent("sliding_window"))) {
      return positions;
    }
    int window = json.has("sliding_window") ? size("sliding_window", POSITIONS) : 4096;
    if (!family.slidesByLayer()) {
      return window;
    }
    int layers = size("num_hidden_layers", 1000);
    int sliding = slidingLayers(layers);
    if (sliding > 0 && sliding < layers) {
      throw problem(
          "has a sliding window in %d of %d layers; kvbench computes it in all or in none"
              .formatted(sliding, layers));
    }
    return sliding > 0 ? window : positions;
  }

  private int slidingLayers(int layers) throws IOException {
    if (json.get("layer_types") instanceof JsonArray types) {
      JsonElement sliding = new JsonPrimitive("sliding_attention");
      return (int) types.asList().stream().filter(sliding::equals).count();
    }
    if (json.get("max_window_layers") instanceof JsonPrimitive first
        && first.isNumber()
        && first.getAsDouble() <= 0) {
      return layers;
    }
    int first = isAbsent("max_window_layers") ? 28 : size("max_window_layers", POSITIONS);
    return Math.max(0, layers - first);
  }

  private Rope rope() throws IOException {
    JsonObject values = new JsonObject();
    for (String name : new String[] {"rope_parameters", "rope_scaling"}) { // of later, of earlier
      if (isAbsent(name)) {
        continue;
      }
      if (!(json.get(name) instanceof JsonObject given)) {
        throw problem(
            String.format("needs names and values as %s, not %s", name, shown(json.get(name))));
      }
      values = given;
      break;
    }
    JsonObject anywhere = isAbsent(values, "rope_theta") ? json : values;
    double theta = isAbsent(anywhere, "rope_theta") ? 1e4 : positive(anywhere, "rope_theta");
    for (JsonObject place : new JsonObject[] {json, values}) {
      if (!isAbsent(place, "partial_rotary_factor")
          && positive(place, "partial_rotary_factor") != 1) {
        throw problem(
            "has partial_rotary_factor %s; kvbench turns whole heads"
                .formatted(shown(place.get("partial_rotary_factor"))));
      }
    }
    String name = isAbsent(values, "rope_type") ? "type" : "rope_type";
    JsonElement type = isAbsent(values, name) ? new JsonPrimitive("default") : values.get(name);
    return switch (isWord(type) ? type.getAsString() : "") {
      case "default" -> new Rope(theta, 1, null);
      case "linear" -> new Rope(theta, positive(values, "factor"), null);
      case "llama3" -> new Rope(theta, positive(values, "factor"), bands(values));
      default ->
          throw problem(
              "has rope type %s; kvbench computes default, linear and llama3"
                  .formatted(shown(type)));
    };
  }

  private Rope.Bands bands(JsonObject values) throws IOException {
    double low = positive(values, "low_freq_factor");
    double high = positive(values, "high_freq_factor");
    if (!(high > low)) {
      throw problem("needs a high_freq_factor above its low_freq_factor");
    }
    return new Rope.Bands(low, high, size(values, "original_max_position_embeddings", POSITIONS));
  }
}
